// Accents, and the marks that Arabic is written with or without.
const MARKS = /[\u0300-\u036f\u0640\u064b-\u0655\u0670]/g
const APOSTROPHES = /['’‘ʼ`´ʹ′＇]/g
// Letters that stand for others where a keyboard has no other, or that Unicode does not take apart.
const LETTERS: Record<string, string> = { ß: 'ss', ı: 'i', ł: 'l', ø: 'o', œ: 'oe', æ: 'ae', ى: 'ي', ة: 'ه' }

/** Text as people write it in haste: lower case, without accents and apostrophes, with single spaces. */
export function normalizeForMatching(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .normalize('NFC')
    .replace(APOSTROPHES, '')
    .replace(/[ßıłøœæىة]/g, letter => LETTERS[letter] ?? letter)
    .replace(/[^\S\n]+/g, ' ')
}
