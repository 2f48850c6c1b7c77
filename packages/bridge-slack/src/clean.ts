// What writes over its surroundings: control characters, line separators, and marks that turn the direction of text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const DISRUPTIVE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g

// Characters that show nothing; the letters among them are fillers of Hangul and Khmer, and the empty Braille cell.
const INVISIBLE =
  /\s|\p{Cc}|\p{Cf}|\p{Variation_Selector}|\u034f|[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu

/** True where nothing of a text would show. Slack refuses a message without text. */
export function isBlank(text: string): boolean {
  return text.replace(INVISIBLE, '') === ''
}

/**
 * Visitor-supplied text for a name or one line of a header: it stays on its line, turns no direction, and is at most
 * `maxLength` code points long. Empty where nothing would show.
 */
export function cleanLine(text: string, maxLength: number): string {
  const line = text.toWellFormed().replace(DISRUPTIVE, ' ').replace(/\s+/g, ' ').trim()
  return isBlank(line) ? '' : shorten(line, maxLength)
}

/** Cuts a text after so many code points, and shows that it was cut. */
export function shorten(text: string, maxLength: number): string {
  const points = [...text]
  return points.length <= maxLength
    ? text
    : `${points
        .slice(0, maxLength - 1)
        .join('')
        .trimEnd()}…`
}
