import { z } from 'zod'
import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import { API_EVENT_TYPES, type ApiEventType } from '../protocol/api-events.ts'
import type { SessionNews } from './hook-jobs.ts'

/** Something that happened to a session, by the ids of what it concerns: content is read when it is told. */
export interface EventReference {
  type: ApiEventType
  /** The message, or the custom event. */
  messageId?: string
  /** Of `message.delivered` and `message.read`: whose messages, and those after which `order` up to which. */
  of?: 'visitor' | 'operator'
  after?: number
  upTo?: number
}

export const eventReferenceSchema: z.ZodType<EventReference> = z.object({
  type: z.enum(API_EVENT_TYPES),
  messageId: z.string().exactOptional(),
  of: z.enum(['visitor', 'operator']).exactOptional(),
  after: z.number().exactOptional(),
  upTo: z.number().exactOptional(),
})

/** What a change amounts to for those who follow the project, in order. `before` is absent for a new session. */
export function eventsOf(
  before: SessionRecord | undefined,
  session: SessionRecord,
  messages: readonly MessageRecord[],
  news: readonly SessionNews[],
): EventReference[] {
  if (!before) return [{ type: 'session.created' }]
  const found: EventReference[] = []
  if (news.includes('reopened')) found.push({ type: 'session.reopened' })
  for (const message of messages) {
    const type = typeOf(message)
    if (type) found.push({ type, messageId: message.id })
  }
  found.push(...marksOf(before, session))
  if (news.includes('closed')) found.push({ type: 'session.closed' })
  else if (isUpdated(before, session) && !news.includes('reopened')) found.push({ type: 'session.updated' })
  return found
}

/** Notes are for operators in their threads: nobody is told of them. */
function typeOf(message: MessageRecord): ApiEventType | undefined {
  const isNew = message.seq === message.order
  if (message.event) return isNew ? 'event.triggered' : undefined
  if (message.audience !== 'everyone') return undefined
  if (isNew) return 'message.created'
  return message.deletedAt === undefined ? 'message.updated' : 'message.deleted'
}

const MARKS = [
  ['delivered', 'message.delivered', 'visitor'],
  ['seen', 'message.read', 'visitor'],
  ['received', 'message.delivered', 'operator'],
  ['read', 'message.read', 'operator'],
] as const

function marksOf(before: SessionRecord, session: SessionRecord): EventReference[] {
  return MARKS.flatMap(([mark, type, of]) => {
    const [after, upTo] = [before.receipts[mark], session.receipts[mark]]
    return upTo > after ? [{ type, of, after, upTo }] : []
  })
}

// What of a session the API shows, beside its status and its receipts, which have events of their own.
const SHOWN = [
  'metadata',
  'identity',
  'operator',
  'claimedBy',
  'isBlocked',
  'needsReview',
  'aiEnabled',
] as const satisfies readonly (keyof SessionRecord)[]

function isUpdated(before: SessionRecord, session: SessionRecord): boolean {
  return SHOWN.some(name => before[name] !== session[name])
}
