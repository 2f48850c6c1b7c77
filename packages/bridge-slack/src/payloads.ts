import { z } from 'zod'

// Only the fields that we read, and nothing stricter than what we need of them: an event that cannot be read is lost.

export interface SlackMessage {
  type: string
  subtype?: string | undefined
  user?: string | undefined
  /** There on everything that a program posted. */
  bot_id?: string | undefined
  text?: string | undefined
  ts: string
  /** The message that opened the thread; on that message itself, its own `ts`. */
  thread_ts?: string | undefined
  blocks?: unknown
  files?: { mimetype?: string | undefined; subtype?: string | undefined }[] | undefined
  attachments?: unknown[] | undefined
  edited?: { ts: string } | undefined
}

export interface SlackMessageEvent extends Omit<SlackMessage, 'ts'> {
  type: 'message'
  ts?: string | undefined
  channel: string
  event_ts?: string | undefined
  /** On `message_changed`: what it is now. */
  message?: SlackMessage | undefined
  /** On `message_changed` and `message_deleted`: what it was. */
  previous_message?: SlackMessage | undefined
}

export interface SlackReactionEvent {
  type: 'reaction_added'
  user: string
  /** The emoji's name, with its skin tone: `+1`, `ok_hand::skin-tone-3`. */
  reaction?: string | undefined
  item: { type: string; channel?: string | undefined; ts?: string | undefined }
  event_ts: string
}

export type SlackEvent = SlackMessageEvent | SlackReactionEvent

/** A call of Slack's, or what an envelope of a socket holds. */
export interface SlackCall {
  type: string
  challenge?: string | undefined
  event_id?: string | undefined
  event?: { type: string; [field: string]: unknown } | undefined
}

const tsSchema = z.string().regex(/^\d+\.\d+$/)

const messageFields = {
  subtype: z.string().optional(),
  user: z.string().optional(),
  bot_id: z
    .string()
    .nullish()
    .transform(id => id ?? undefined),
  text: z.string().optional(),
  ts: tsSchema,
  thread_ts: tsSchema.optional(),
  blocks: z.unknown().optional(),
  files: z.array(z.object({ mimetype: z.string().optional(), subtype: z.string().optional() })).optional(),
  attachments: z.array(z.unknown()).optional(),
  edited: z.object({ ts: tsSchema }).optional(),
}

export const messageSchema: z.ZodType<SlackMessage> = z.object({ type: z.string(), ...messageFields })

const messageEventSchema = z.object({
  ...messageFields,
  type: z.literal('message'),
  ts: tsSchema.optional(),
  channel: z.string(),
  event_ts: tsSchema.optional(),
  message: messageSchema.optional(),
  previous_message: messageSchema.optional(),
})

const reactionEventSchema = z.object({
  type: z.literal('reaction_added'),
  user: z.string(),
  reaction: z.string().optional(),
  item: z.object({ type: z.string(), channel: z.string().optional(), ts: tsSchema.optional() }),
  event_ts: tsSchema,
})

export const eventSchema: z.ZodType<SlackEvent> = z.discriminatedUnion('type', [
  messageEventSchema,
  reactionEventSchema,
])

export const callSchema: z.ZodType<SlackCall> = z.object({
  type: z.string(),
  challenge: z.string().optional(),
  event_id: z.string().optional(),
  event: z.looseObject({ type: z.string() }).optional(),
})

/** What the app subscribes to. `message` is told for public and private channels under names of their own. */
export const BOT_EVENTS = ['message.channels', 'message.groups', 'reaction_added'] as const
