import { ASK_BACK, answerCourtesy, wantsPerson } from './manners.ts'
import type { Prompt } from './prompt.ts'
import { quote } from './quote.ts'
import { wordsOf } from './words.ts'

/** What the model says: the fields of the function that PocketPing gives it. */
export interface ModelReply {
  outcome: 'answer' | 'clarify' | 'smalltalk' | 'handoff'
  sure: boolean
  citations: string[]
  reason: 'none' | 'asked' | 'not-found'
  summary: string
  text: string
}

// Found with the documentation of this repository: what it answers lies above, nearly all else below (`test/knowledge`).
const ENOUGH = 0.42
const SURE = 0.6

// "And on Slack?" is about what was said before.
const FEW_WORDS = 3

const LONGEST_SUMMARY = 300

const NOTHING = { sure: false, citations: [], reason: 'none', summary: '', text: '' } as const

/** Answers with sentences of the passages, asks back, or wants a person. It makes up nothing and obeys nobody. */
export function reply({ passages, asked, before }: Prompt): ModelReply {
  if (wantsPerson(asked)) return handOff('asked', asked)
  const courtesy = answerCourtesy(asked)
  if (courtesy !== undefined) return { ...NOTHING, citations: [], outcome: 'smalltalk', text: courtesy }
  const { size } = wordsOf(asked)
  if (size === 0) return { ...NOTHING, citations: [], outcome: 'clarify', text: ASK_BACK }
  const found = quote(passages, asked)
  const inContext =
    size < FEW_WORDS && before.length > 0 ? quote(passages, `${before.at(-1)}\n${asked}`) : undefined
  const best = inContext && inContext.coverage >= (found?.coverage ?? 0) ? inContext : found
  if (!best || best.coverage < ENOUGH) return handOff('not-found', asked)
  return {
    ...NOTHING,
    outcome: 'answer',
    sure: best.coverage >= SURE,
    citations: [best.citation],
    text: best.sentences.join(' '),
  }
}

function handOff(reason: 'asked' | 'not-found', asked: string): ModelReply {
  const summary = asked.replace(/\s+/g, ' ').trim().slice(0, LONGEST_SUMMARY)
  return { ...NOTHING, citations: [], outcome: 'handoff', reason, summary: `The visitor wrote: ${summary}` }
}
