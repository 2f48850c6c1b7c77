import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import type { ApiEvent, TypingEvent } from '../protocol/api-events.ts'
import type { ConversationContext } from './context.ts'
import type { EventReference } from './events.ts'
import { toMessage, toSession } from './wire.ts'

type WithoutId<Event> = Event extends unknown ? Omit<Event, 'id'> : never

/** An event with what it tells, read now. */
export type DescribedEvent = WithoutId<Exclude<ApiEvent, TypingEvent>>

/**
 * Fills an event with its session or message as they stand now. `undefined` where these are gone: a visitor's data was
 * erased.
 */
export async function describeEvent(
  { storage }: Pick<ConversationContext, 'storage'>,
  sessionId: string,
  at: number,
  { type, messageId, of, after = 0, upTo = 0 }: EventReference,
): Promise<DescribedEvent | undefined> {
  const happened = { timestamp: new Date(at).toISOString(), sessionId }
  switch (type) {
    case 'session.created':
    case 'session.updated':
    case 'session.closed':
    case 'session.reopened': {
      const session = await storage.findSession({ id: sessionId })
      return session && { type, ...happened, session: toSession(session) }
    }
    case 'event.triggered': {
      const message = messageId ? await storage.findMessage(sessionId, messageId) : undefined
      return message?.event && { type, ...happened, event: toTriggered(message, message.event) }
    }
    case 'message.delivered':
    case 'message.read': {
      const message = await newestOf(storage, sessionId, { of, after, upTo })
      return message && { type, ...happened, message: toMessage(message) }
    }
    case 'message.created':
    case 'message.updated':
    case 'message.deleted': {
      const message = messageId ? await storage.findMessage(sessionId, messageId) : undefined
      return message && { type, ...happened, message: toMessage(message) }
    }
  }
}

function toTriggered(
  { id, createdAt }: MessageRecord,
  { name, data }: NonNullable<MessageRecord['event']>,
): Extract<DescribedEvent, { type: 'event.triggered' }>['event'] {
  const event = { id, name, createdAt: new Date(createdAt).toISOString() }
  return data === undefined ? event : { ...event, data }
}

// Between two receipts there may be as many custom events as a page likes to send; past this it is not worth the reading.
const PAGE = 200
const MAX_PAGES = 50

/** The newest message of one side between two marks; `undefined` where none of it lies there: the mark moved for the other. */
async function newestOf(
  storage: ConversationContext['storage'],
  sessionId: SessionRecord['id'],
  { of, after, upTo }: { of: EventReference['of']; after: number; upTo: number },
): Promise<MessageRecord | undefined> {
  let beforeOrder = upTo + 1
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await storage.listMessages({ sessionId, beforeOrder, limit: PAGE })
    const found = page.find(message => message.order > after && isOf(message, of))
    if (found) return found
    beforeOrder = page.at(-1)?.order ?? 0
    if (page.length < PAGE || beforeOrder <= after + 1) return undefined
  }
  return undefined
}

function isOf({ audience, type }: MessageRecord, side: EventReference['of']): boolean {
  const isTheirs = side === 'visitor' ? type === 'visitor' : type === 'operator' || type === 'ai'
  return audience === 'everyone' && isTheirs
}
