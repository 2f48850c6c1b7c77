/** A word as it stands in a text, in lower case. */
export interface Word {
  text: string
  /** Of a script without spaces or with endings that no stemmer of ours knows: found by pairs of characters too. */
  isDense: boolean
}

// Where there is a space or a sign between words, this is what the segmenter finds too, at a fifth of the time, and it
// parts "l'adresse".
const RUN = /[\p{L}\p{N}\p{M}]+/gu
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

// Nobody asks for longer ones; they would cost time and memory.
const MAX_WORD = 40
const MAX_SEGMENTED = 2000

let segmenter: Intl.Segmenter | undefined

/** The words of a text in their order. Its cost grows with the length of the text, whatever stands in it. */
export function splitWords(text: string): Word[] {
  const words: Word[] = []
  for (const [run] of text.toLowerCase().matchAll(RUN)) {
    if (run.charCodeAt(run.length - 1) < 128 || !UNSPACED.test(run))
      words.push({ text: run.slice(0, MAX_WORD), isDense: DENSE.test(run) })
    else for (const part of segments(run)) words.push(part)
  }
  return words
}

function segments(run: string): Word[] {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' })
  const words: Word[] = []
  for (let at = 0; at < run.length; at += MAX_SEGMENTED)
    for (const { segment, isWordLike } of segmenter.segment(run.slice(at, at + MAX_SEGMENTED)))
      if (isWordLike) words.push({ text: segment.slice(0, MAX_WORD), isDense: DENSE.test(segment) })
  return words
}

/** Each two neighbouring characters of a word. */
export function pairsOf(word: string): string[] {
  const characters = [...word]
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}
