import type { PromptPassage } from './prompt.ts'
import { toSentences } from './sentences.ts'
import { hasWord, wordsOf } from './words.ts'

/** Sentences of the passages, word for word, and how much of what was asked they have. */
export interface Quote {
  /** 0 to 1, the rarer words counting more. */
  coverage: number
  sentences: string[]
  /** Ids of the passages they stand in. */
  citations: string[]
}

const MOST_SENTENCES = 3

// A further sentence is worth it where it has so much more of the question.
const WORTH = 0.12

// What is shorter than this says little without the one that follows.
const SHORT_SENTENCE = 60

// What stands above a sentence is about it, but does not say what it says.
const HEADING_WEIGHT = 0.6

interface Candidate {
  passage: PromptPassage
  at: number
  text: string
  has: ReadonlySet<string>
  hasAbove: ReadonlySet<string>
}

/** Finds the sentences that have most of the words of a question. It follows nothing that they say. */
export function quote(passages: readonly PromptPassage[], question: string): Quote | undefined {
  const asked = wordsOf(question)
  if (asked.size === 0) return undefined
  const weights = weigh(asked, passages)
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  const candidates = passages.flatMap(passage => candidatesOf(passage, asked))
  const covered = new Set<string>()
  const chosen: Candidate[] = []
  const gain = ({ has, hasAbove }: Candidate): number =>
    [...weights].reduce((sum, [word, weight]) => {
      if (covered.has(word)) return sum
      return sum + (has.has(word) ? weight : hasAbove.has(word) ? weight * HEADING_WEIGHT : 0)
    }, 0)
  while (chosen.length < MOST_SENTENCES) {
    const best = bestOf(candidates, gain)
    if (!best || gain(best) < WORTH * total) break
    chosen.push(best)
    for (const word of [...best.has, ...best.hasAbove]) covered.add(word)
  }
  const sum = [...covered].reduce((sum, word) => sum + (weights.get(word) ?? 0), 0)
  return { coverage: total === 0 ? 0 : sum / total, ...write(chosen, candidates, passages) }
}

/** The fewer passages have a word, the more it says. One that none has may be another word for one that they have. */
function weigh(asked: ReadonlySet<string>, passages: readonly PromptPassage[]): Map<string, number> {
  const texts = passages.map(({ title, headings, text }) => wordsOf([title, ...headings, text].join('\n')))
  return new Map(
    [...asked].map(word => {
      const count = Math.max(1, texts.filter(words => hasWord(words, word)).length)
      return [word, Math.log(1 + (texts.length + 4) / count)]
    }),
  )
}

function candidatesOf(passage: PromptPassage, asked: ReadonlySet<string>): Candidate[] {
  const above = wordsOf([passage.title, ...passage.headings].join('\n'))
  const hasAbove = new Set([...asked].filter(word => hasWord(above, word)))
  return toSentences(passage.text).map((text, at) => {
    const words = wordsOf(text)
    return { passage, at, text, hasAbove, has: new Set([...asked].filter(word => hasWord(words, word))) }
  })
}

function bestOf(candidates: readonly Candidate[], gain: (one: Candidate) => number): Candidate | undefined {
  let best: Candidate | undefined
  let most = 0
  for (const one of candidates) {
    const own = gain(one)
    if (own > most) [best, most] = [one, own]
  }
  return best
}

function write(
  chosen: readonly Candidate[],
  candidates: readonly Candidate[],
  passages: readonly PromptPassage[],
): Pick<Quote, 'sentences' | 'citations'> {
  const all = new Set(chosen)
  if (chosen.length === 1)
    for (const { passage, at, text } of chosen) {
      const next = candidates.find(other => other.passage === passage && other.at === at + 1)
      if (next && text.length < SHORT_SENTENCE) all.add(next)
    }
  const inOrder = [...all].sort(
    (a, b) => passages.indexOf(a.passage) - passages.indexOf(b.passage) || a.at - b.at,
  )
  return {
    sentences: inOrder.map(({ text }) => text),
    citations: [...new Set(inOrder.map(({ passage }) => passage.id))],
  }
}
