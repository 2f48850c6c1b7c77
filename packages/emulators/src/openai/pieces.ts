// Never what one expects: words, escapes and pairs of brackets are cut anywhere.
const SIZES = [3, 1, 5, 2, 7, 4, 1, 6] as const

/** Cuts a text as a model writes it, in small pieces of odd sizes; one counts as one token. */
export function toPieces(text: string): string[] {
  const characters = [...text]
  const pieces: string[] = []
  for (let at = 0; at < characters.length; ) {
    const size = SIZES[pieces.length % SIZES.length] ?? 1
    pieces.push(characters.slice(at, at + size).join(''))
    at += size
  }
  return pieces
}

/** About as many tokens as a text has. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4)
}
