import { z } from 'zod'
import { AiError, type AiOutcome } from '../contracts/ai-provider.ts'

/** A piece of a reply that is what it says it is. Whether `usage` can be counted is seen where it is counted. */
export type HeardEvent =
  | { type: 'text'; text: string }
  | { type: 'outcome'; outcome: AiOutcome }
  | { type: 'usage'; usage: unknown }

// More passages than are ever given to a model; what is beyond that, or too long, is the id of none.
const MAX_CITATIONS = 50
const MAX_ID_LENGTH = 100

const MAX_SUMMARY_LENGTH = 2000

const citations = z.preprocess(
  value => (Array.isArray(value) ? value.slice(0, MAX_CITATIONS) : value),
  z.array(z.string()).transform(ids => ids.filter(id => id.length <= MAX_ID_LENGTH)),
)

// A summary is a courtesy: without it, or with an odd one, a person is needed all the same.
const summary = z
  .string()
  .transform(text => text.slice(0, MAX_SUMMARY_LENGTH))
  .optional()
  .catch(undefined)

const outcomeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), citations, isSure: z.boolean() }),
  z.object({ type: z.literal('clarify') }),
  z.object({ type: z.literal('smalltalk') }),
  z.object({ type: z.literal('handoff'), reason: z.enum(['asked', 'not-found', 'cannot-help']), summary }),
  z.object({ type: z.literal('refuse') }),
])

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('outcome'), outcome: outcomeSchema }),
  z.object({ type: z.literal('usage'), usage: z.unknown() }),
])

/** Reads what a provider yielded. Throws an `AiError` where it is no event, or one that nobody agreed on. */
export function readEvent(value: unknown): HeardEvent {
  const parsed = eventSchema.safeParse(value)
  // What it holds instead may be what the visitor said, and is not told.
  if (!parsed.success) throw new AiError('malformed', 'The provider yielded what is no event of a reply.')
  const event = parsed.data
  if (event.type !== 'outcome' || event.outcome.type !== 'handoff') return event as HeardEvent
  const { type, reason, summary: words } = event.outcome
  return { type: 'outcome', outcome: { type, reason, ...(words === undefined ? {} : { summary: words }) } }
}
