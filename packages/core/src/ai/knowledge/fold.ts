// Letters that no decomposition leads to their plain form.
const SPECIAL: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
}

/** Lower case without accents: visitors often type neither. */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  // Most words; the rest takes ten times as long.
  if (/^[a-z0-9]*$/.test(lower)) return lower
  return (
    lower
      .normalize('NFKD')
      // Accents of European scripts and vowel signs of Arabic only: elsewhere such marks are letters of their own.
      .replace(/[\u0300-\u036f\u064b-\u065f]/g, '')
      .replace(/[ßæœøđðþłı]/g, letter => SPECIAL[letter] ?? letter)
      .normalize('NFC')
  )
}
