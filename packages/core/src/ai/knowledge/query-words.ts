import { detectLanguage } from './detect-language.ts'
import { fold } from './fold.ts'
import type { Language } from './languages.ts'
import { splitWords, type Word } from './split-words.ts'
import { STOP_WORDS } from './stop-words.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A word of a query that says something. */
export interface QueryWord {
  /** Terms of the index that stand for it, and how well: 1 is the word itself. */
  terms: ReadonlyMap<string, number>
  /** How much it tells: the fewer passages have it, the more. */
  weight: number
}

// Whoever writes more repeats it.
const MAX_WORDS = 32
const MAX_TERMS = 24
const MAX_LONGER = 8
const SHORTEST_MISTYPED = 5

// So that in a handful of passages, one unknown word does not outweigh everything else.
const SMOOTHING = 20

/** What of a query is looked for in an index of `passages` passages. */
export function queryWords(
  query: string,
  {
    languages,
    vocabulary,
    passages,
  }: { languages: readonly Language[]; vocabulary: Vocabulary; passages: number },
): QueryWord[] {
  const words = splitWords(query)
  const detected = detectLanguage(words)
  const found = new Map<string, QueryWord>()
  for (const word of words) {
    if (found.size >= MAX_WORDS) break
    const own = termsOf(word, languages, detected)
    const key = own.join(' ')
    if (own.length === 0 || found.has(key)) continue
    found.set(key, weigh(standIns(own, word, languages, vocabulary), vocabulary, passages))
  }
  return [...found.values()]
}

/** In each language that the index knows; empty for a word that says nothing. */
function termsOf(word: Word, languages: readonly Language[], detected: string | undefined): string[] {
  if (detected !== undefined && STOP_WORDS.get(detected)?.has(fold(word.text))) return []
  const terms = new Set<string>()
  for (const language of languages) {
    const own = language.termsOf(word)
    if (own.length === 0 && (detected === undefined || detected === language.code)) return []
    for (const term of own) terms.add(term)
  }
  return [...terms]
}

/** What is in the index instead of a word: the word, what is made of it, what it is made of, what it may have been. */
function standIns(
  own: readonly string[],
  { isDense }: Word,
  languages: readonly Language[],
  vocabulary: Vocabulary,
): Map<string, number> {
  const terms = new Map<string, number>()
  const add = (term: string, quality: number): void => {
    if (terms.size < MAX_TERMS) terms.set(term, Math.max(quality, terms.get(term) ?? 0))
  }
  const [first] = own
  // Of a dense word, the others are its pairs.
  for (const term of own) if (vocabulary.count(term) > 0) add(term, isDense && term !== first ? 0.8 : 1)
  const isKnown = terms.size > 0
  const isCompounding = languages.some(language => language.isCompounding)
  for (const term of own) {
    if (isDense) continue
    if (term.length >= 4)
      for (const longer of vocabulary.startingWith(term, MAX_LONGER))
        if (isCompounding || longer.length <= term.length + 3) add(longer, isKnown ? 0.5 : 0.7)
    if (isCompounding && term.length >= 4) {
      for (const longer of vocabulary.endingWith(term, MAX_LONGER)) add(longer, 0.6)
      for (const part of vocabulary.partsOf(term)) add(part, 0.6)
    }
    if (isKnown || terms.size > 0 || /\d/.test(term)) continue
    for (const swapped of vocabulary.swapped(term)) add(swapped, 0.7)
    const beginning = vocabulary.beginningOf(term)
    if (beginning !== undefined) add(beginning, 0.6)
    if (terms.size === 0 && term.length >= SHORTEST_MISTYPED)
      // Hardly anybody mistypes the first letter, and many short words differ in nothing else.
      for (const [near, errors] of vocabulary.near(term, term.length >= 9 ? 2 : 1))
        if (near[0] === term[0]) add(near, errors === 1 ? 0.6 : 0.4)
  }
  return terms
}

function weigh(terms: ReadonlyMap<string, number>, vocabulary: Vocabulary, passages: number): QueryWord {
  const best = Math.max(0, ...terms.values())
  let count = 0
  for (const [term, quality] of terms) if (quality === best) count = Math.max(count, vocabulary.count(term))
  const total = passages + SMOOTHING
  return { terms, weight: Math.log(1 + (total - count + 0.5) / (count + 0.5)) }
}
