import { shorten } from './shorten.ts'

// What writes over its surroundings: control characters, line separators, and marks that turn the direction of text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const DISRUPTIVE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g

// The same within text of several lines, which may have tabs and line breaks, and marks of right-to-left languages.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const TURNING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g

// Characters that show nothing; the letters among them are fillers of Hangul and Khmer, and the empty Braille cell.
const INVISIBLE =
  /\s|\p{Cc}|\p{Cf}|\p{Variation_Selector}|\u034f|[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu

/** True where nothing of a text would show. Platforms refuse a message of such a text. */
export function isBlank(text: string): boolean {
  return text.replace(INVISIBLE, '') === ''
}

/**
 * A stranger's text for a name, a title, one line of a header: it stays on its line, turns no direction, and is at
 * most `maxLength` UTF-16 code units long. Empty where nothing would show.
 */
export function cleanLine(text: string, maxLength: number): string {
  const line = text.toWellFormed().replace(DISRUPTIVE, ' ').replace(/\s+/g, ' ').trim()
  return isBlank(line) ? '' : shorten(line, maxLength)
}

/** A stranger's text of several lines, without what would turn or overwrite the text around it. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\u2028\u2029\r]/g, '\n')
    .replace(TURNING, '')
}
