import type { AiOutcome } from '@pocketping/core'
import type { FunctionDefinition } from 'openai/resources/shared'
import { z } from 'zod'

/** Name of the function that a model answers by calling. */
export const REPLY_FUNCTION: string = 'reply'

/** The field that is shown while it arrives; the last, so that what kind of reply it is is known before it. */
export const TEXT_FIELD = 'text'

const OUTCOMES = ['answer', 'clarify', 'smalltalk', 'handoff', 'refuse'] as const
const REASONS = ['none', 'asked', 'not-found', 'cannot-help'] as const

/** What a reply consists of, as a model is told; in the order in which it is to be written. */
const FIELDS = {
  outcome: {
    type: 'string',
    enum: OUTCOMES,
    description:
      'answer: the text answers. clarify: it asks back what is meant, and states nothing. smalltalk: it greets, thanks or says goodbye, and asks and states nothing. handoff: a person is needed. refuse: it is nothing that this website answers.',
  },
  sure: { type: 'boolean', description: 'false where the answer may not be what was asked for.' },
  citations: {
    type: 'array',
    items: { type: 'string' },
    description: 'The ids of the passages that an answer rests on; otherwise empty.',
  },
  reason: {
    type: 'string',
    enum: REASONS,
    description:
      'Of a handoff. asked: the visitor wants a person. not-found: what you were given does not say it. cannot-help: anything else. Otherwise none.',
  },
  summary: {
    type: 'string',
    description:
      'Of a handoff: for the person who takes over, what is asked, in a sentence or two. Otherwise empty.',
  },
  [TEXT_FIELD]: { type: 'string', description: 'What the visitor reads. Write this field last.' },
}

/** The function as an API is told of it: in the words that every API takes, or in strict mode, which OpenAI holds to. */
export function replyFunction(isStrict: boolean): FunctionDefinition {
  const parameters = { type: 'object', properties: FIELDS, required: Object.keys(FIELDS) }
  return {
    name: REPLY_FUNCTION,
    description: 'Replies to the visitor. Write the fields in their order, text last.',
    parameters: { ...parameters, ...(isStrict ? { additionalProperties: false } : {}) },
    ...(isStrict ? { strict: true } : {}),
  }
}

const MAX_SUMMARY_LENGTH = 1000

// Where a field beside the outcome is missing or wrong, the careful reading counts: unsure, without citations.
const formSchema = z.object({
  outcome: z.enum(OUTCOMES),
  sure: z.boolean().catch(false),
  citations: z.array(z.string().max(200)).max(100).catch([]),
  reason: z.enum(REASONS).catch('none'),
  summary: z
    .string()
    .transform(words => words.slice(0, MAX_SUMMARY_LENGTH).toWellFormed().trim())
    .catch(''),
})

/** What the fields that decide about an outcome are, beside `outcome` itself. */
const NEEDED: Readonly<Record<AiOutcome['type'], readonly string[]>> = {
  answer: ['sure', 'citations'],
  clarify: [],
  smalltalk: [],
  handoff: ['reason', 'summary'],
  refuse: [],
}

/** Reads what kind of reply it is; undefined where it is none that we know, or while fields of it may still come. */
export function readOutcome(fields: ReadonlyMap<string, unknown>, isWhole: boolean): AiOutcome | undefined {
  const form = formSchema.safeParse(Object.fromEntries(fields))
  if (!form.success) return undefined
  const { outcome, sure, citations, reason, summary } = form.data
  if (!isWhole && !NEEDED[outcome].every(name => fields.has(name))) return undefined
  if (outcome === 'answer') return { type: outcome, citations, isSure: sure }
  if (outcome !== 'handoff') return { type: outcome }
  return {
    type: outcome,
    reason: reason === 'none' ? 'cannot-help' : reason,
    ...(summary ? { summary } : {}),
  }
}
