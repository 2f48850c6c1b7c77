// Written without spaces between words, so that a keyword stands within others.
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

const WORD = /[\p{L}\p{N}]/u

/** True where one of the keywords stands in the text as words of their own, in any case. */
export function hasKeyword(text: string, keywords: readonly string[]): boolean {
  const searched = plain(text)
  return keywords.some(keyword => stands(searched, plain(keyword)))
}

function stands(text: string, keyword: string): boolean {
  if (keyword === '') return false
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
    if (UNSPACED.test(keyword)) return true
    const before = text.slice(0, at).at(-1) ?? ' '
    const after = text.charAt(at + keyword.length)
    if (
      !(WORD.test(before) && WORD.test(keyword.charAt(0))) &&
      !(WORD.test(after) && WORD.test(keyword.slice(-1)))
    )
      return true
  }
  return false
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}
