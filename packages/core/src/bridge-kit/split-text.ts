import { isBlank } from './clean.ts'
import { findBreak } from './find-break.ts'
import { plain, type StyledText, sliceStyled } from './styled-text.ts'

/** Where a part that begins at `start` ends at the latest. For platforms that do not count UTF-16 code units. */
export type Reach = (text: string, start: number, maxLength: number) => number

/**
 * Cuts a text into parts of at most `maxLength` UTF-16 code units, between paragraphs, lines, sentences or words. Every
 * character is kept; parts in which nothing shows are left out, but there is always one.
 */
export function splitText(text: string, maxLength: number, reach?: Reach): string[] {
  return splitStyled(plain(text), maxLength, reach).map(part => part.text)
}

/** The same for a text with styles, which go on in the next part. */
export function splitStyled(
  styledText: StyledText,
  maxLength: number,
  reach: Reach = countCodeUnits,
): StyledText[] {
  const { text } = styledText
  const parts: StyledText[] = []
  for (let start = 0; start < text.length; ) {
    const longest = Math.min(text.length, reach(text, start, maxLength))
    const end = longest === text.length ? longest : findBreak(text, longest, start)
    parts.push(sliceStyled(styledText, start, end))
    start = end
  }
  const visible = parts.filter(part => !isBlank(part.text))
  return visible.length === 0 ? [parts[0] ?? styledText] : visible
}

function countCodeUnits(_text: string, start: number, maxLength: number): number {
  return start + maxLength
}
