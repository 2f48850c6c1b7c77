import { isBlank } from './clean.ts'

/** Longest text of one Discord message. */
export const MAX_TEXT_LENGTH = 2000

/** What a message is made of: `raw` is foreign text and may be cut, `markup` is ours and stays whole. */
export type Piece = { raw: string } | { markup: string }

// Where a long text may break, best first, and how far into a part the break must be to be worth it.
const BREAKS: readonly [pattern: RegExp, from: number][] = [
  [/\n\s*\n/g, 0.5],
  [/\n/g, 0.5],
  [/[.!?…。！？]["'”’)\]]*\s+/g, 0.5],
  [/\s+/g, 0],
]

// Less room than this is not worth beginning a long text in.
const LEAST_ROOM = 200

/**
 * Puts pieces together into messages that Discord takes. Foreign text is cut first and escaped then, so that each
 * part is safe by itself; it breaks between paragraphs, lines, sentences or words, and every character is kept.
 */
export function compose(
  pieces: readonly Piece[],
  escapeRaw: (raw: string) => string,
  maxLength: number = MAX_TEXT_LENGTH,
): string[] {
  const parts: string[] = []
  let part = ''
  const flush = (): void => {
    // Discord refuses a message in which nothing shows.
    if (!isBlank(part)) parts.push(part)
    part = ''
  }

  const addRaw = (raw: string): void => {
    for (let rest = raw; rest !== ''; ) {
      const room = maxLength - part.length
      const escaped = escapeRaw(rest)
      if (escaped.length <= room) {
        part += escaped
        return
      }
      if (part !== '' && room < Math.min(LEAST_ROOM, maxLength / 2)) {
        flush()
        continue
      }
      const cut = breakWithin(rest, longestThatFits(rest, escapeRaw, room))
      part += escapeRaw(rest.slice(0, cut))
      rest = rest.slice(cut)
      flush()
    }
  }

  for (const piece of pieces) {
    if ('raw' in piece) addRaw(piece.raw)
    else {
      if (part.length + piece.markup.length > maxLength) flush()
      part += piece.markup
    }
  }
  flush()
  return parts
}

// Escaping at most doubles a text, so few steps lead there.
function longestThatFits(raw: string, escapeRaw: (raw: string) => string, room: number): number {
  let length = Math.min(raw.length, room)
  for (;;) {
    const over = escapeRaw(raw.slice(0, length)).length - room
    if (over <= 0 || length <= 1) return length
    length = Math.max(1, length - Math.ceil(over / 2))
  }
}

function breakWithin(text: string, length: number): number {
  const part = text.slice(0, length)
  for (const [pattern, from] of BREAKS) {
    let best = -1
    for (const match of part.matchAll(pattern)) best = match.index + match[0].length
    if (best > length * from) return best
  }
  return glyphEnd(text, length)
}

// A character made of several code points (an accent, a family of emoji) is not torn apart.
function glyphEnd(text: string, end: number): number {
  const from = Math.max(0, end - 64)
  const offset = end - from
  for (const { index, segment } of new Intl.Segmenter().segment(text.slice(from, end + 64))) {
    if (index < offset && index + segment.length > offset && index > 0) return from + index
  }
  // What is too long to be one character is cut anyway, but not through a surrogate pair.
  return (text.codePointAt(end - 1) ?? 0) > 0xffff && end > 1 ? end - 1 : end
}
