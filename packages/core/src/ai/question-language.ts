import { detectLanguage } from './knowledge/detect-language.ts'
import { splitWords } from './knowledge/split-words.ts'

// Scripts that tell the language by themselves, Kana before the Han that it is mixed with.
const SCRIPTS: readonly [RegExp, string][] = [
  [/[\p{sc=Hiragana}\p{sc=Katakana}]/u, 'ja'],
  [/\p{sc=Hangul}/u, 'ko'],
  [/\p{sc=Han}/u, 'zh'],
  [/\p{sc=Arabic}/u, 'ar'],
]

// Of fewer words nothing can be said: what is "die" to one is "the" to another.
const FEWEST_WORDS = 4

const MAX_LENGTH = 500

/** The language in which a visitor writes, where it can be told; `undefined`: go by their browser's. */
export function questionLanguage(text: string): string | undefined {
  const looked = text.slice(0, MAX_LENGTH)
  const script = SCRIPTS.find(([letters]) => letters.test(looked))
  if (script) return script[1]
  const words = splitWords(looked)
  return words.length < FEWEST_WORDS ? undefined : detectLanguage(words)
}
