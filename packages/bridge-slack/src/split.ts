import { isBlank } from './clean.ts'
import { type StyledText, slice } from './styled-text.ts'

/** Longest text of one Slack message, in UTF-16 code units. Slack wants fewer than 4,000 characters. */
export const MAX_TEXT_LENGTH = 3800

// Where a long text may break, best first, and how far into a part the break must be to be worth it.
const BREAKS: readonly [pattern: RegExp, from: number][] = [
  [/\n\s*\n/g, 0.5],
  [/\n/g, 0.5],
  [/[.!?…。！？]["'”’)\]]*\s+/g, 0.5],
  [/\s+/g, 0],
]

/** Cuts a text into parts that Slack takes, between paragraphs, lines, sentences or words. Every character is kept. */
export function split(styledText: StyledText, maxLength: number = MAX_TEXT_LENGTH): StyledText[] {
  const { text } = styledText
  const parts: StyledText[] = []
  for (let start = 0; start < text.length; ) {
    const longest = Math.min(text.length, start + maxLength)
    const end =
      longest === text.length ? longest : start + breakWithin(text.slice(start, longest), text, start)
    parts.push(slice(styledText, start, end))
    start = end
  }
  // Slack refuses a message without text.
  const visible = parts.filter(part => !isBlank(part.text))
  return visible.length === 0 ? [slice(styledText, 0, maxLength)] : visible
}

function breakWithin(part: string, text: string, start: number): number {
  for (const [pattern, from] of BREAKS) {
    let best = -1
    for (const match of part.matchAll(pattern)) best = match.index + match[0].length
    if (best > part.length * from) return best
  }
  return glyphStart(text, start, start + part.length) - start
}

// A character made of several code units or points (an accent, a family of emoji) is not torn apart.
function glyphStart(text: string, start: number, end: number): number {
  const first = Math.max(start, end - 64)
  const offset = end - first
  for (const { index, segment } of new Intl.Segmenter().segment(text.slice(first, end + 64))) {
    if (index < offset && index + segment.length > offset && index > 0) return end - (offset - index)
  }
  return end
}
