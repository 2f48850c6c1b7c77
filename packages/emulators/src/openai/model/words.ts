import { STOP_WORDS } from './stop-words.ts'

const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

// As many as anybody's question has.
const MAX_WORDS = 2000

/** The words of a text that say something, in their plainest form, each once. */
export function wordsOf(text: string): Set<string> {
  const words = new Set<string>()
  // `delayMinutes` and `bridge_id` are two words to whoever asks.
  const parted = text.replace(/(\p{Ll}{2}|\d)(\p{Lu})/gu, '$1 $2').replace(/[_/.-]+/g, ' ')
  for (const { segment, isWordLike } of segmenter.segment(parted)) {
    if (words.size >= MAX_WORDS) break
    const word = fold(segment)
    if (isWordLike && !STOP_WORDS.has(word)) words.add(stem(word))
  }
  return words
}

/** All words as they were written, without case and accents. */
export function plainWords(text: string): string[] {
  return [...segmenter.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => fold(segment))
}

/** Whether a text that has these words has this one, or one made of it. */
export function hasWord(words: ReadonlySet<string>, wanted: string): boolean {
  if (words.has(wanted)) return true
  if (wanted.length < SHORTEST_PART) return false
  for (const word of words)
    if (word.length >= SHORTEST_PART && (word.startsWith(wanted) || wanted.startsWith(word))) return true
  return false
}

const SHORTEST_PART = 5

function fold(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[\p{M}’']/gu, '')
    .toLowerCase()
}

const ENDING = /(?:ations?|ings?|ments?|ies|ied|ers?|ed|es|ly|e|s|y)$/

function stem(word: string): string {
  const root = word.replace(ENDING, '')
  if (root.length < 3) return word
  return root.replace(/([bdfgklmnprt])\1$/, '$1')
}
