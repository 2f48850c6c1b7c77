// After a letter of these scripts a (non-)joiner decides how the word is written; anywhere else it only hides something.
const JOINED =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}'
const JOINERS = new RegExp(`(?<=[${JOINED}])[\\u200c\\u200d](?=[${JOINED}])`, 'gu')
// Zero-width and bidirectional marks, tags, selectors and fillers are ignorable; then annotations, icons of private
// fonts and controls. A line break and a tab are controls, too, and stay.
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]|\p{Co}|(?![\n\t])\p{Cc}/gu
// Holds the place of a joiner that stays. It is no character, so what was read cannot contain it after this.
const KEPT = ['\ufdd0', '\ufdd1'] as const

/**
 * Text as a person sees it: in NFC, without what is invisible (where a page may hide words from people, but not from a
 * model), with plain spaces and line breaks, at most one empty line in a row, and nothing at the ends of lines.
 */
export function cleanText(text: string): string {
  return removeInvisible(text)
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
    .trimEnd()
}

/** The same for what stands on one line, such as a title, of at most `maxChars` characters. */
export function cleanLine(text: string, maxChars: number): string {
  // Enough to find `maxChars` in, whatever it is padded with.
  const line = removeInvisible(text.slice(0, maxChars * 20))
    .replace(/\s+/g, ' ')
    .trim()
  return line.length <= maxChars
    ? line
    : `${line
        .slice(0, maxChars - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
}

function removeInvisible(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\ufdd0\ufdd1]/g, '')
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(/\p{Zs}/gu, ' ')
    .replace(JOINERS, joiner => (joiner === '\u200c' ? KEPT[0] : KEPT[1]))
    .replace(INVISIBLE, '')
    .replace(/\ufdd0/g, '\u200c')
    .replace(/\ufdd1/g, '\u200d')
    .normalize('NFC')
}
