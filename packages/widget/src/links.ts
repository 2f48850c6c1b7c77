/** A piece of text, and where it leads if it is a link. */
export type Piece = [text: string, href?: string]

const LINK = /\b(?:https?:\/\/|mailto:)[^\s<>"]+|\b[\w.+-]+@[\w-]+\.[\w.-]*\w/gi
// What follows an address in a sentence, or closes the bracket that it stands in.
const TAIL = /[.,:;!?'"»”’)\]}]+$/

/** Finds what may be clicked: http, https and mail addresses, and nothing else. */
export function linkify(content: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of content.matchAll(LINK)) {
    let text = match[0]
    // A bracket that was opened within the address belongs to it.
    if (!/[([{]/.test(text)) text = text.replace(TAIL, '')
    if (match.index > end) pieces.push([content.slice(end, match.index)])
    pieces.push([text, /^(https?|mailto):/i.test(text) ? text : `mailto:${text}`])
    end = match.index + text.length
  }
  if (end < content.length) pieces.push([content.slice(end)])
  return pieces
}
