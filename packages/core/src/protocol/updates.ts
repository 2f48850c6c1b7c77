import { z } from 'zod'
import type { VisitorCommand } from './commands.ts'
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from './errors.ts'
import { idSchema } from './ids.ts'
import { dataSchema, type JsonObject } from './json.ts'
import { type Author, authorSchema, type Message, messageSchema } from './message.ts'
import { type VisitorSession, visitorSessionSchema } from './session.ts'

/**
 * What changed, up to and with `seq`. A client keeps the last `seq` it was given and says it when it comes
 * back. Messages are whole: one that is known is replaced, unless the known one has a higher `seq`.
 */
export interface ChangesUpdate {
  type: 'changes'
  seq: number
  session?: VisitorSession
  messages?: Message[]
  /** On the first page of a client without a cursor: older messages exist, from `B/widget/messages?before=`. */
  older?: boolean
}

/** The other side is typing, or (`active: false`) no longer is. Forget it by itself after 6 seconds. */
export interface TypingUpdate {
  type: 'typing'
  active: boolean
  author?: Author
}

/** A custom event from the backend to the page. */
export interface EventUpdate {
  type: 'event'
  name: string
  data?: JsonObject
}

/**
 * What the AI is saying, as far as it has got: plain text, whole each time. It is not kept: the message itself comes with
 * `changes` under the same id. Empty: it was taken back, and nothing of it counts. Forget it when an operator's message
 * comes.
 */
export interface AiUpdate {
  type: 'ai'
  id: string
  content: string
  author: Author
}

/** A command was carried out; `ref` is the one its frame carried. `message` is the message it wrote, if it wrote one. */
export interface AckUpdate {
  type: 'ack'
  ref: string
  /** Everything up to here was passed on over this connection; 0 over HTTP, where the feed comes another way. */
  seq: number
  message?: Message
}

/** A command, or (without `ref`) the connection itself, was refused. */
export interface ErrorUpdate {
  type: 'error'
  ref?: string
  error: ErrorBody
  /** Present on `RATE_LIMITED`. */
  retryAfterMs?: number
}

/** Everything a visitor can be told, the same on WebSocket, SSE and long-poll. */
export type VisitorUpdate = ChangesUpdate | TypingUpdate | EventUpdate | AiUpdate | AckUpdate | ErrorUpdate

/** First frame of a visitor's WebSocket. */
export interface HelloFrame {
  type: 'hello'
  token: string
  /** Last `seq` the client has; 0 for none. */
  after: number
}

/** Every later frame: a command, with a `ref` where the client wants to hear how it went. */
export type CommandFrame = VisitorCommand & { ref?: string }

export const helloFrameSchema: z.ZodType<HelloFrame> = z.strictObject({
  type: z.literal('hello'),
  token: z.string().min(1).max(200),
  after: z.int().nonnegative(),
})

const errorBodySchema: z.ZodType<ErrorBody> = z.strictObject({
  error: z.string(),
  message: z.string(),
  code: z.enum(Object.keys(ERROR_STATUS) as ErrorCode[]),
})

const errorShape = {
  type: z.literal('error'),
  ref: z.string().exactOptional(),
  error: errorBodySchema,
  retryAfterMs: z.number().exactOptional(),
}

export const errorUpdateSchema: z.ZodType<ErrorUpdate> = z.strictObject(errorShape)

export const visitorUpdateSchema: z.ZodType<VisitorUpdate> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('changes'),
    seq: z.int().nonnegative(),
    session: visitorSessionSchema.exactOptional(),
    messages: z.array(messageSchema).exactOptional(),
    older: z.boolean().exactOptional(),
  }),
  z.strictObject({
    type: z.literal('typing'),
    active: z.boolean(),
    author: authorSchema.exactOptional(),
  }),
  z.strictObject({
    type: z.literal('event'),
    name: z.string(),
    data: dataSchema.exactOptional(),
  }),
  z.strictObject({
    type: z.literal('ai'),
    id: idSchema,
    content: z.string(),
    author: authorSchema,
  }),
  z.strictObject({
    type: z.literal('ack'),
    ref: z.string(),
    seq: z.int().nonnegative(),
    message: messageSchema.exactOptional(),
  }),
  z.strictObject(errorShape),
])
