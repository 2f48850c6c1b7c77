import { fold } from './fold.ts'
import type { Word } from './split-words.ts'
import { STOP_WORDS } from './stop-words.ts'

// More would tell no more.
const MAX_WORDS = 400

/** The language whose small words a text is full of; `undefined` where none stands out. */
export function detectLanguage(words: readonly Word[]): string | undefined {
  const counts = new Map<string, number>()
  const looked = words.slice(0, MAX_WORDS)
  for (const { text } of looked) {
    const plain = fold(text)
    for (const [code, stopWords] of STOP_WORDS)
      if (stopWords.has(plain)) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a)
  if (!first || first[1] < Math.max(1, looked.length * 0.15)) return undefined
  return second && second[1] * 1.2 > first[1] ? undefined : first[0]
}
