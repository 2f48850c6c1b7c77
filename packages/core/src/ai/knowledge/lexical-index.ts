import type MiniSearch from 'minisearch'
import { detectLanguage } from './detect-language.ts'
import { type Language, languageCode, loadLanguage } from './languages.ts'
import { queryWords } from './query-words.ts'
import { splitWords } from './split-words.ts'
import { STOP_WORDS } from './stop-words.ts'
import { createVocabulary, type Vocabulary } from './vocabulary.ts'

/** What of a document is indexed. */
export interface IndexedDocument {
  title: string
  /** As it says of itself; what its words say counts more, because many say it without knowing. */
  language?: string
  passages: readonly { headings: readonly string[]; text: string }[]
}

/** A passage by its place: the passages of all documents are counted through. */
export interface LexicalHit {
  place: number
  /** 0 to 1: how much of what was asked it has. */
  score: number
}

/** Finds passages by their words. */
export interface LexicalIndex {
  /** Best first; empty where nothing has enough of the query to answer it. */
  search(query: string): LexicalHit[]
}

// Found by experiment with this repository's documentation: questions that it answers lie above.
const FLOOR = 0.2

// Nobody's answer has all the words of somebody who tells a long story.
const ENOUGH_WORDS = 8

// Found in the same way (`test/knowledge`): a heading says what a passage is about; it holds the title, mostly.
const BOOSTS = { title: 1, headings: 3, text: 1 } as const

// How much of a score is up to where the words stand and how often, beside whether they are there.
const RANKED = 0.7

// Between two of so many passages, others get their turn.
const CHUNK = 50

const SAMPLE_LENGTH = 3000

interface Entry {
  place: number
  title: string
  headings: string
  text: string
}

interface Built {
  index: MiniSearch<Entry>
  languages: readonly Language[]
  vocabulary: Vocabulary
  passages: number
}

/** Builds in slices, so that requests are answered meanwhile. */
export async function buildLexicalIndex(documents: readonly IndexedDocument[]): Promise<LexicalIndex> {
  const built = await build(documents)
  return { search: query => search(built, query) }
}

async function build(documents: readonly IndexedDocument[]): Promise<Built> {
  const { default: Index } = await import('minisearch')
  const codes = languagesOf(documents)
  const languages = await Promise.all([...new Set(codes)].map(loadLanguage))
  const readers = new Map(languages.map(language => [language.code, termsIn(language)]))
  const vocabulary = await createVocabulary(languages.some(({ isCompounding }) => isCompounding))
  const index = new Index<Entry>({
    idField: 'place',
    fields: Object.keys(BOOSTS),
    // They come as terms already, parted by spaces.
    tokenize: terms => (terms === '' ? [] : terms.split(' ')),
    processTerm: term => term,
  })
  let passages = 0
  for (const [number, document] of documents.entries()) {
    const termsOf = readers.get(codes[number] ?? '') as (text: string) => string
    const title = termsOf(document.title)
    for (let start = 0; start < document.passages.length; start += CHUNK) {
      const entries = document.passages.slice(start, start + CHUNK).map(({ headings, text }): Entry => {
        const fields = { title, headings: termsOf(headings.join(' ')), text: termsOf(text) }
        count(Object.values(fields), vocabulary)
        return { place: passages++, ...fields }
      })
      await index.addAllAsync(entries, { chunkSize: CHUNK })
    }
  }
  return { index, languages, vocabulary, passages }
}

function search({ index, ...known }: Built, query: string): LexicalHit[] {
  const words = queryWords(query, known)
  const weights = new Map<string, number>()
  for (const { terms } of words)
    for (const [term, quality] of terms) weights.set(term, Math.max(quality, weights.get(term) ?? 0))
  if (weights.size === 0) return []
  const total = words
    .map(({ weight }) => weight)
    .sort((a, b) => b - a)
    .slice(0, ENOUGH_WORDS)
    .reduce((sum, weight) => sum + weight, 0)
  const results = index.search([...weights.keys()].join(' '), {
    boost: BOOSTS,
    boostTerm: term => weights.get(term) ?? 1,
  })
  const hits = results.flatMap(({ id, score, terms, queryTerms }) => {
    const has = new Set(terms)
    const covered = words.reduce((sum, { weight, terms }) => sum + weight * bestOf(terms, has), 0)
    const coverage = Math.min(1, covered / total)
    // MiniSearch multiplies by how many terms were found, of which one word may have many.
    return coverage < FLOOR ? [] : [{ place: Number(id), coverage, rank: score / queryTerms.length }]
  })
  const best = hits.reduce((most, { rank }) => Math.max(most, rank), 0)
  return hits
    .map(({ place, coverage, rank }) => ({ place, score: coverage * (1 - RANKED + (RANKED * rank) / best) }))
    .sort((a, b) => b.score - a.score)
}

function bestOf(terms: ReadonlyMap<string, number>, has: ReadonlySet<string>): number {
  let best = 0
  for (const [term, quality] of terms) if (quality > best && has.has(term)) best = quality
  return best
}

/** Remembers what it knows of a word, because most come again and again. */
function termsIn(language: Language): (text: string) => string {
  const known = new Map<string, string>()
  return text => {
    const terms: string[] = []
    for (const word of splitWords(text)) {
      let found = known.get(word.text)
      if (found === undefined) {
        found = language.termsOf(word).join(' ')
        known.set(word.text, found)
      }
      if (found !== '') terms.push(found)
    }
    return terms.join(' ')
  }
}

function count(fields: readonly string[], vocabulary: Vocabulary): void {
  for (const term of new Set(fields.join(' ').split(' '))) if (term !== '') vocabulary.add(term)
}

/** The language of each document. */
function languagesOf(documents: readonly IndexedDocument[]): string[] {
  const own = documents.map(ownLanguage)
  const counts = new Map<string, number>()
  for (const code of own) if (code !== '') counts.set(code, (counts.get(code) ?? 0) + 1)
  // What is too short to tell is in the language of the others.
  const [usual] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? ['en']
  return own.map(code => code || usual)
}

function ownLanguage({ language, passages }: IndexedDocument): string {
  const declared = languageCode(language)
  // Of the others we know no small words, and take theirs for those of a relative.
  if (declared !== '' && !STOP_WORDS.has(declared)) return declared
  let sample = ''
  for (const { text } of passages) {
    if (sample.length >= SAMPLE_LENGTH) break
    sample += ` ${text.slice(0, SAMPLE_LENGTH)}`
  }
  return detectLanguage(splitWords(sample)) ?? declared
}
