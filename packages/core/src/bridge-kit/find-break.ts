// Where a long text may break, best first, and how far into a part the break must be to be worth it.
const BREAKS: readonly [pattern: RegExp, from: number][] = [
  [/\n\s*\n/g, 0.5],
  [/\n/g, 0.5],
  [/[.!?…。！？]["'”’)\]]*\s+/g, 0.5],
  [/\s+/g, 0],
]

// More than the characters that people write consist of.
const LONGEST_CHARACTER = 64

/** Where a part of a text ends best that begins at `start` and may reach to `end`: after a paragraph, line, sentence or word. */
export function findBreak(text: string, end: number, start = 0): number {
  const part = text.slice(start, end)
  for (const [pattern, from] of BREAKS) {
    let best = -1
    for (const match of part.matchAll(pattern)) best = match.index + match[0].length
    if (best > part.length * from) return start + best
  }
  return characterEnd(text, end, start)
}

/** The last place up to `end` that tears no character of several code points apart, such as an accent or a family of emoji. */
export function characterEnd(text: string, end: number, start = 0): number {
  const from = Math.max(start, end - LONGEST_CHARACTER)
  const offset = end - from
  const context = text.slice(from, end + LONGEST_CHARACTER)
  for (const { index, segment } of new Intl.Segmenter().segment(context)) {
    if (index < offset && index + segment.length > offset && index > 0) return from + index
  }
  // What is too long to be one character is cut anyway, but not through a surrogate pair.
  return (text.codePointAt(end - 1) ?? 0) > 0xffff && end - 1 > start ? end - 1 : end
}
