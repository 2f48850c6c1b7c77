import { z } from 'zod'
import { type ApiEvent, apiEventSchema, type GapEvent } from './api-events.ts'
import { idSchema } from './ids.ts'
import { MAX_API_KEY_LENGTH, MAX_OPERATOR_LENGTH } from './limits.ts'
import { type Author, givenAuthorSchema, type Message, messageSchema } from './message.ts'
import { type Session, sessionSchema } from './session.ts'
import { type ErrorUpdate, errorUpdateSchema } from './updates.ts'

/** First frame of a server's WebSocket, within ten seconds. */
export interface AuthFrame {
  type: 'auth'
  /** One of the project's `secretKeys`. */
  apiKey: string
  /** `id` of the last event that was taken: what was missed since comes first. Default: only what happens from now on. */
  after?: string
  /** `bridge`: a `bridge` frame follows, and no events are sent. Default `events`. */
  role?: 'events' | 'bridge'
}

interface Referred {
  /** At most 64 characters; the answer repeats it. Without it only refusals are answered. */
  ref?: string
  sessionId: string
}

/** Says something to the visitor, as an operator. */
export interface SendFrame extends Referred {
  type: 'send'
  content: string
  author?: Author
  replyTo?: string
}

/** Shows the visitor that somebody types, or no longer does. */
export interface TypingFrame extends Referred {
  type: 'typing'
  active?: boolean
  author?: Author
}

export interface CloseFrame extends Referred {
  type: 'close'
}

/** What a server can do over its WebSocket. */
export type ApiCommandFrame = SendFrame | TypingFrame | CloseFrame

/** A command was carried out. */
export interface ApiAckFrame {
  type: 'ack'
  ref: string
  message?: Message
  session?: Session
}

/** The key opens something. */
interface AuthenticatedFrame {
  type: 'authenticated'
  /** Where the events begin: whoever comes back with it, as `after`, has missed nothing. Absent for bridges. */
  after?: string
}

/** Everything a server's WebSocket is told. A `ping` comes whenever nothing else did for 25 seconds. */
export type ApiFrame = AuthenticatedFrame | { type: 'ping' } | ApiEvent | GapEvent | ApiAckFrame | ErrorUpdate

export const authFrameSchema: z.ZodType<AuthFrame> = z.strictObject({
  type: z.literal('auth'),
  apiKey: z.string().max(MAX_API_KEY_LENGTH),
  after: z.string().max(64).exactOptional(),
  role: z.enum(['events', 'bridge']).exactOptional(),
})

const referred = { ref: z.string().max(64).exactOptional(), sessionId: idSchema }

export const apiCommandSchemas: {
  readonly [Type in ApiCommandFrame['type']]: z.ZodType<ApiCommandFrame>
} = {
  send: z.strictObject({
    type: z.literal('send'),
    ...referred,
    content: z.string().max(MAX_OPERATOR_LENGTH),
    author: givenAuthorSchema.exactOptional(),
    replyTo: idSchema.exactOptional(),
  }),
  typing: z.strictObject({
    type: z.literal('typing'),
    ...referred,
    active: z.boolean().exactOptional(),
    author: givenAuthorSchema.exactOptional(),
  }),
  close: z.strictObject({ type: z.literal('close'), ...referred }),
}

export const apiFrameSchema: z.ZodType<ApiFrame> = z.union([
  apiEventSchema,
  errorUpdateSchema,
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('authenticated'), after: z.string().exactOptional() }),
    z.strictObject({ type: z.literal('ping') }),
    z.strictObject({ type: z.literal('gap'), id: z.string() }),
    z.strictObject({
      type: z.literal('ack'),
      ref: z.string(),
      message: messageSchema.exactOptional(),
      session: sessionSchema.exactOptional(),
    }),
  ]),
])
