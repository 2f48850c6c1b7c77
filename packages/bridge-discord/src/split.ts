import { findBreak, isBlank } from '@pocketping/core/bridge-kit'

/** Longest text of one Discord message. */
export const MAX_TEXT_LENGTH = 2000

/** What a message is made of: `raw` is foreign text and may be cut, `markup` is ours and stays whole. */
export type Piece = { raw: string } | { markup: string }

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
      const cut = findBreak(rest, longestThatFits(rest, escapeRaw, room))
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
