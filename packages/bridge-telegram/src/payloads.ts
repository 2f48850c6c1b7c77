import { z } from 'zod'

// Only the fields that we read, and nothing stricter than what we need of them: an update that cannot be read is lost.

export interface TelegramUser {
  id: number
  is_bot: boolean
  first_name: string
  last_name?: string | undefined
  username?: string | undefined
}

export interface TelegramChat {
  id: number
  type: string
}

export interface TelegramEntity {
  type: string
  offset: number
  length: number
  /** Present on `text_mention`. */
  user?: { id: number } | undefined
}

export interface TelegramMessage {
  message_id: number
  message_thread_id?: number | undefined
  is_topic_message?: boolean | undefined
  from?: TelegramUser | undefined
  /** Who is spoken for: the group itself where an administrator is anonymous, a channel where it posts here. */
  sender_chat?: TelegramChat | undefined
  chat: TelegramChat
  text?: string | undefined
  entities?: TelegramEntity[] | undefined
  caption?: string | undefined
  caption_entities?: TelegramEntity[] | undefined
  reply_to_message?: { message_id: number } | undefined
  /** What else it carries, by name: media and service messages. */
  [kind: string]: unknown
}

export interface TelegramReaction {
  chat: TelegramChat
  message_id: number
  user?: TelegramUser | undefined
  actor_chat?: TelegramChat | undefined
  /** What they think of it as they thought before, and now. */
  old_reaction: TelegramReactionType[]
  new_reaction: TelegramReactionType[]
}

export interface TelegramReactionType {
  type: string
  /** Present on `emoji`. */
  emoji?: string | undefined
  /** Present on `custom_emoji`. */
  custom_emoji_id?: string | undefined
}

export interface TelegramUpdate {
  update_id: number
  message?: TelegramMessage | undefined
  edited_message?: TelegramMessage | undefined
  message_reaction?: TelegramReaction | undefined
}

const userSchema: z.ZodType<TelegramUser> = z.object({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string(),
  last_name: z.string().optional(),
  username: z.string().optional(),
})

const chatSchema: z.ZodType<TelegramChat> = z.object({ id: z.int(), type: z.string() })

const entitiesSchema: z.ZodType<TelegramEntity[]> = z.array(
  z.object({
    type: z.string(),
    offset: z.int(),
    length: z.int(),
    user: z.object({ id: z.int() }).optional(),
  }),
)

const messageSchema: z.ZodType<TelegramMessage> = z.looseObject({
  message_id: z.int(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  from: userSchema.optional(),
  sender_chat: chatSchema.optional(),
  chat: chatSchema,
  text: z.string().optional(),
  entities: entitiesSchema.optional(),
  caption: z.string().optional(),
  caption_entities: entitiesSchema.optional(),
  reply_to_message: z.object({ message_id: z.int() }).optional(),
})

const reactionTypeSchema = z.object({
  type: z.string(),
  emoji: z.string().optional(),
  custom_emoji_id: z.string().optional(),
})

const reactionSchema: z.ZodType<TelegramReaction> = z.object({
  chat: chatSchema,
  message_id: z.int(),
  user: userSchema.optional(),
  actor_chat: chatSchema.optional(),
  old_reaction: z.array(reactionTypeSchema).default([]),
  new_reaction: z.array(reactionTypeSchema),
})

export const updateSchema: z.ZodType<TelegramUpdate> = z.object({
  update_id: z.int(),
  message: messageSchema.optional(),
  edited_message: messageSchema.optional(),
  message_reaction: reactionSchema.optional(),
})

/** What we ask Telegram to tell us; reactions are not told unless asked for. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'message_reaction'] as const
