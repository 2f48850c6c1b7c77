import { isBlank } from './clean.ts'
import { type StyledText, slice } from './styled-text.ts'

/** Longest text of one Telegram message, in code points. */
export const MAX_TEXT_LENGTH = 4096

// Where a long text may break, best first, and how far into a part the break must be to be worth it.
const BREAKS: readonly [pattern: RegExp, from: number][] = [
  [/\n\s*\n/g, 0.5],
  [/\n/g, 0.5],
  [/[.!?…。！？]["'”’)\]]*\s+/g, 0.5],
  [/\s+/g, 0],
]

/** Cuts a text into parts that Telegram takes, between paragraphs, lines, sentences or words. Every character is kept. */
export function split(styledText: StyledText, maxLength: number = MAX_TEXT_LENGTH): StyledText[] {
  const { text } = styledText
  const parts: StyledText[] = []
  for (let start = 0; start < text.length; ) {
    const longest = advance(text, start, maxLength)
    const end =
      longest === text.length ? longest : start + breakWithin(text.slice(start, longest), text, start)
    parts.push(slice(styledText, start, end))
    start = end
  }
  // Telegram refuses a message in which nothing shows.
  const visible = parts.filter(part => !isBlank(part.text))
  return visible.length === 0 ? [slice(styledText, 0, maxLength)] : visible
}

// The end of as many code points as fit.
function advance(text: string, start: number, count: number): number {
  if (text.length - start <= count) return text.length
  let end = start
  for (let left = count; left > 0 && end < text.length; left -= 1) end += isPairAt(text, end) ? 2 : 1
  return end
}

function breakWithin(part: string, text: string, start: number): number {
  for (const [pattern, from] of BREAKS) {
    let best = -1
    for (const match of part.matchAll(pattern)) best = match.index + match[0].length
    if (best > part.length * from) return best
  }
  return glyphStart(text, start, start + part.length) - start
}

// A character made of several code points (an accent, a family of emoji) is not torn apart.
function glyphStart(text: string, start: number, end: number): number {
  const context = text.slice(Math.max(start, end - 64), end + 64)
  const offset = end - Math.max(start, end - 64)
  for (const { index, segment } of new Intl.Segmenter().segment(context)) {
    if (index < offset && index + segment.length > offset && index > 0) return end - (offset - index)
  }
  return end
}

function isPairAt(text: string, index: number): boolean {
  return (text.codePointAt(index) ?? 0) > 0xffff
}
