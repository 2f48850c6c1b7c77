import { answerGreeting, askBack, wantsPerson } from './manners.ts'
import type { Prompt } from './prompt.ts'
import { quote } from './quote.ts'
import { wordsOf } from './words.ts'

/** What the model says: the fields of the function that PocketPing gives it. */
export interface ModelReply {
  outcome: 'answer' | 'clarify' | 'handoff'
  sure: boolean
  citations: string[]
  reason: 'none' | 'asked' | 'not-found'
  summary: string
  text: string
}

// Found with this repository's own documentation: `test/knowledge` says how often it is right with them.
const ENOUGH = 0.5
const SURE = 0.65

// "And on Slack?" is about what was said before.
const FEW_WORDS = 3

const LONGEST_SUMMARY = 300

const NOTHING = { sure: false, citations: [], reason: 'none', summary: '', text: '' } as const

/** Answers with sentences of the passages, asks back, or wants a person. It makes up nothing and obeys nobody. */
export function reply({ passages, asked, before }: Prompt): ModelReply {
  if (wantsPerson(asked)) return handOff('asked', asked)
  const welcome = answerGreeting(asked)
  if (welcome !== undefined) return { ...NOTHING, citations: [], outcome: 'clarify', text: welcome }
  const isShort = wordsOf(asked).size < FEW_WORDS
  const found = quote(passages, asked)
  const inContext = isShort && before.length > 0 ? quote(passages, `${before.at(-1)}\n${asked}`) : undefined
  const best = inContext && inContext.coverage >= (found?.coverage ?? 0) ? inContext : found
  if (!best) return { ...NOTHING, citations: [], outcome: 'clarify', text: askBack() }
  if (best.coverage < ENOUGH || best.sentences.length === 0) return handOff('not-found', asked)
  return {
    ...NOTHING,
    outcome: 'answer',
    sure: best.coverage >= SURE,
    citations: best.citations,
    text: best.sentences.join(' '),
  }
}

function handOff(reason: 'asked' | 'not-found', asked: string): ModelReply {
  const summary = asked.replace(/\s+/g, ' ').trim().slice(0, LONGEST_SUMMARY)
  return { ...NOTHING, citations: [], outcome: 'handoff', reason, summary: `The visitor wrote: ${summary}` }
}
