import { z } from 'zod'
import { idSchema } from './ids.ts'
import { dataSchema, type JsonObject } from './json.ts'
import { type Message, messageSchema } from './message.ts'
import { type Session, sessionSchema } from './session.ts'

/** What can be subscribed to, by webhook and in realtime. */
export const API_EVENT_TYPES = [
  'session.created',
  'session.updated',
  'session.closed',
  'session.reopened',
  'message.created',
  'message.updated',
  'message.deleted',
  'message.delivered',
  'message.read',
  'event.triggered',
] as const

export type ApiEventType = (typeof API_EVENT_TYPES)[number]

/** A custom event of a page. */
export interface TriggeredEvent {
  id: string
  name: string
  data?: JsonObject
  createdAt: string
}

interface Happened {
  /** Where to go on after a break: `{ after: id }`. */
  id: string
  /** When it happened, ISO 8601. */
  timestamp: string
  sessionId: string
}

/** The session as it stands now. */
export interface SessionEvent extends Happened {
  type: 'session.created' | 'session.updated' | 'session.closed' | 'session.reopened'
  session: Session
}

/** The message as it stands now. `message.delivered` and `message.read` mean it and every one of its type before it. */
export interface MessageEvent extends Happened {
  type: 'message.created' | 'message.updated' | 'message.deleted' | 'message.delivered' | 'message.read'
  message: Message
}

export interface CustomEvent extends Happened {
  type: 'event.triggered'
  event: TriggeredEvent
}

/** Somebody types, or (`active: false`) no longer does. Not replayed; its `id` is that of the event before it. */
export interface TypingEvent extends Happened {
  type: 'typing'
  from: 'visitor' | 'operator'
  active: boolean
}

/** Events were missed that are kept no longer: read the list of sessions. */
export interface GapEvent {
  type: 'gap'
  id: string
}

/** What a subscriber is told, on the WebSocket and as server-sent events. */
export type ApiEvent = SessionEvent | MessageEvent | CustomEvent | TypingEvent

/** Body of a webhook's call. */
export interface WebhookPayload {
  event: ApiEventType | 'webhook.test'
  timestamp: string
  data: { sessionId?: string; session?: Session; message?: Message; event?: TriggeredEvent }
}

const happened = { id: z.string(), timestamp: z.iso.datetime(), sessionId: idSchema }

const triggeredSchema: z.ZodType<TriggeredEvent> = z.strictObject({
  id: idSchema,
  name: z.string(),
  data: dataSchema.exactOptional(),
  createdAt: z.iso.datetime(),
})

export const apiEventSchema: z.ZodType<ApiEvent> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['session.created', 'session.updated', 'session.closed', 'session.reopened']),
    ...happened,
    session: sessionSchema,
  }),
  z.strictObject({
    type: z.enum([
      'message.created',
      'message.updated',
      'message.deleted',
      'message.delivered',
      'message.read',
    ]),
    ...happened,
    message: messageSchema,
  }),
  z.strictObject({ type: z.literal('event.triggered'), ...happened, event: triggeredSchema }),
  z.strictObject({
    type: z.literal('typing'),
    ...happened,
    from: z.enum(['visitor', 'operator']),
    active: z.boolean(),
  }),
])

export const webhookPayloadSchema: z.ZodType<WebhookPayload> = z.strictObject({
  event: z.enum([...API_EVENT_TYPES, 'webhook.test']),
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    sessionId: idSchema.exactOptional(),
    session: sessionSchema.exactOptional(),
    message: messageSchema.exactOptional(),
    event: triggeredSchema.exactOptional(),
  }),
})
