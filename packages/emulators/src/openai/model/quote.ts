import type { PromptPassage } from './prompt.ts'
import { toSentences } from './sentences.ts'
import { hasWord, wordsOf } from './words.ts'

/** Sentences of one passage, word for word, and how much of what was asked they have. */
export interface Quote {
  /** 0 to 1, the rarer words counting more. */
  coverage: number
  sentences: string[]
  /** Id of the passage they stand in. */
  citation: string
}

const MOST_SENTENCES = 3

// One word that happens to stand in a text is thin ground, unless the text is about it.
const ENOUGH_WORDS = 2

// A further sentence is worth it where it has so much more of the question.
const WORTH = 0.08

// What is said in one breath belongs together; words from all over a passage may be about anything.
const FURTHER = 0.6

// What stands above a sentence is about it, but does not say what it says.
const ABOVE = 0.8

// Passages come best first, and whoever found them knew more than we do.
const LATER = 0.05

// A word that no passage has is the rarest of all: what was asked may be about nothing else.
const UNKNOWN = 0.25

interface Sentence {
  at: number
  text: string
  has: readonly string[]
}

/** Finds the passage whose sentences have most of the words of a question. It follows nothing that they say. */
export function quote(passages: readonly PromptPassage[], question: string): Quote | undefined {
  const asked = wordsOf(question)
  const weights = weigh(asked, passages)
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  let best: Quote | undefined
  let most = 0
  for (const [place, passage] of passages.entries()) {
    const quoted = quoteOne(passage, weights, total)
    if (!quoted) continue
    const worth = quoted.coverage * (1 - place * LATER)
    if (quoted.sentences.length > 0 && worth > most) [best, most] = [quoted, worth]
  }
  return best
}

function quoteOne(
  passage: PromptPassage,
  weights: ReadonlyMap<string, number>,
  total: number,
): Quote | undefined {
  const above = wordsOf([passage.title, ...passage.headings].join('\n'))
  const sentences = toSentences(passage.text).map((text, at): Sentence => {
    const words = wordsOf(text)
    return { at, text, has: [...weights.keys()].filter(word => hasWord(words, word)) }
  })
  const covered = new Map([...weights.keys()].map(word => [word, hasWord(above, word) ? ABOVE : 0]))
  const chosen: Sentence[] = []
  while (chosen.length < MOST_SENTENCES) {
    const gain = ({ has }: Sentence): number =>
      has.reduce(
        (sum, word) =>
          sum +
          Math.max(0, (chosen.length === 0 ? 1 : FURTHER) - (covered.get(word) ?? 0)) *
            (weights.get(word) ?? 0),
        0,
      )
    const next = sentences.reduce<Sentence | undefined>(
      (best, one) => (gain(one) > (best ? gain(best) : 0) ? one : best),
      undefined,
    )
    if (!next || gain(next) < WORTH * total) break
    const share = chosen.length === 0 ? 1 : FURTHER
    chosen.push(next)
    for (const word of next.has) covered.set(word, Math.max(covered.get(word) ?? 0, share))
  }
  const common = [...covered].filter(([, share]) => share > 0)
  if (common.length < ENOUGH_WORDS && !common.some(([word]) => hasWord(above, word))) return undefined
  // Where the headings say it all, the text below them answers.
  if (chosen.length === 0) chosen.push(...sentences.slice(0, 1))
  const sum = [...covered].reduce((sum, [word, share]) => sum + share * (weights.get(word) ?? 0), 0)
  return {
    coverage: sum / total,
    sentences: chosen.sort((a, b) => a.at - b.at).map(({ text }) => text),
    citation: passage.id,
  }
}

/** The fewer passages have a word, the more it says. Of those that none has, the first counts most. */
function weigh(asked: ReadonlySet<string>, passages: readonly PromptPassage[]): Map<string, number> {
  const texts = passages.map(({ title, headings, text }) => wordsOf([title, ...headings, text].join('\n')))
  const weights = new Map<string, number>()
  let hasUnknown = false
  for (const word of asked) {
    const count = texts.filter(words => hasWord(words, word)).length
    const weight = Math.log(1 + (texts.length + 4) / (count || UNKNOWN))
    weights.set(word, count === 0 && hasUnknown ? weight / 2 : weight)
    hasUnknown ||= count === 0
  }
  return weights
}
