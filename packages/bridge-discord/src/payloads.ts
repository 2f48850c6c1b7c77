import { z } from 'zod'

// Only the fields that we read, and nothing stricter than what we need of them: what cannot be read is lost.

const id = z.string()
const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullish()

export interface DiscordUser {
  id: string
  username: string
  global_name?: string | null | undefined
  avatar?: string | null | undefined
  bot?: boolean | null | undefined
}

export interface DiscordMember {
  nick?: string | null | undefined
  avatar?: string | null | undefined
}

const userSchema: z.ZodType<DiscordUser> = z.object({
  id,
  username: z.string(),
  global_name: optional(z.string()),
  avatar: optional(z.string()),
  bot: optional(z.boolean()),
})

export const memberSchema: z.ZodType<DiscordMember> = z.object({
  nick: optional(z.string()),
  avatar: optional(z.string()),
})

export interface Attachment {
  content_type?: string | null | undefined
}

/** What a forwarded message said. */
export interface Snapshot {
  message: { content?: string | null | undefined; attachments?: Attachment[] | null | undefined }
}

export interface DiscordMessage {
  id: string
  channel_id: string
  guild_id?: string | null | undefined
  type: number
  content: string
  author: DiscordUser
  member?: DiscordMember | null | undefined
  webhook_id?: string | null | undefined
  edited_timestamp?: string | null | undefined
  flags?: number | null | undefined
  mentions?: (DiscordUser & { member?: DiscordMember | null | undefined })[] | null | undefined
  attachments?: Attachment[] | null | undefined
  sticker_items?: unknown[] | null | undefined
  poll?: unknown
  embeds?: unknown[] | null | undefined
  components?: unknown[] | null | undefined
  message_reference?:
    | { type?: number | null | undefined; message_id?: string | null | undefined }
    | null
    | undefined
  message_snapshots?: Snapshot[] | null | undefined
  reactions?: { me: boolean; emoji: { name?: string | null | undefined } }[] | null | undefined
}

const attachments = optional(z.array(z.object({ content_type: optional(z.string()) })))
const list = optional(z.array(z.unknown()))

export const messageSchema: z.ZodType<DiscordMessage> = z.object({
  id,
  channel_id: id,
  guild_id: optional(id),
  type: z.int(),
  content: z.string(),
  author: userSchema,
  member: optional(memberSchema),
  webhook_id: optional(id),
  edited_timestamp: optional(z.string()),
  flags: optional(z.int()),
  mentions: optional(z.array(z.intersection(userSchema, z.object({ member: optional(memberSchema) })))),
  attachments,
  sticker_items: list,
  poll: z.unknown().optional(),
  embeds: list,
  components: list,
  message_reference: optional(z.object({ type: optional(z.int()), message_id: optional(id) })),
  message_snapshots: optional(
    z.array(z.object({ message: z.object({ content: optional(z.string()), attachments }) })),
  ),
  reactions: optional(
    z.array(z.object({ me: z.boolean(), emoji: z.object({ name: optional(z.string()) }) })),
  ),
})

export interface Deletion {
  id?: string | undefined
  ids?: string[] | undefined
  channel_id: string
  guild_id?: string | null | undefined
}

export const deletionSchema: z.ZodType<Deletion> = z.object({
  id: id.optional(),
  ids: z.array(id).optional(),
  channel_id: id,
  guild_id: optional(id),
})

export interface Reaction {
  user_id: string
  channel_id: string
  message_id: string
  guild_id?: string | null | undefined
  member?: (DiscordMember & { user?: DiscordUser | null | undefined }) | null | undefined
  /** Without `id` one that everybody has. */
  emoji?: { id?: string | null | undefined; name?: string | null | undefined } | null | undefined
}

const memberWithUserSchema = z.intersection(memberSchema, z.object({ user: optional(userSchema) }))

export const reactionSchema: z.ZodType<Reaction> = z.object({
  user_id: id,
  channel_id: id,
  message_id: id,
  guild_id: optional(id),
  member: optional(memberWithUserSchema),
  emoji: optional(z.object({ id: optional(id), name: optional(z.string()) })),
})

export type TypingStart = Omit<Reaction, 'message_id' | 'emoji'>

export const typingSchema: z.ZodType<TypingStart> = z.object({
  user_id: id,
  channel_id: id,
  guild_id: optional(id),
  member: optional(memberWithUserSchema),
})

export interface DiscordThread {
  id: string
  name?: string | null | undefined
  parent_id?: string | null | undefined
  owner_id?: string | null | undefined
  last_message_id?: string | null | undefined
  thread_metadata?:
    | { archived: boolean; locked?: boolean | undefined; archive_timestamp: string }
    | null
    | undefined
}

export const threadSchema: z.ZodType<DiscordThread> = z.object({
  id,
  name: optional(z.string()),
  parent_id: optional(id),
  owner_id: optional(id),
  last_message_id: optional(id),
  thread_metadata: optional(
    z.object({ archived: z.boolean(), locked: z.boolean().optional(), archive_timestamp: z.string() }),
  ),
})

export const threadListSchema: z.ZodType<{ threads: DiscordThread[]; has_more?: boolean | undefined }> =
  z.object({
    threads: z.array(threadSchema),
    has_more: z.boolean().optional(),
  })

export interface DiscordChannel {
  id: string
  type: number
  name?: string | null | undefined
  guild_id?: string | null | undefined
  flags?: number | null | undefined
  last_message_id?: string | null | undefined
  permission_overwrites?: { id: string; allow: string; deny: string }[] | null | undefined
}

export const channelSchema: z.ZodType<DiscordChannel> = z.object({
  id,
  type: z.int(),
  name: optional(z.string()),
  guild_id: optional(id),
  flags: optional(z.int()),
  last_message_id: optional(id),
  permission_overwrites: optional(z.array(z.object({ id, allow: z.string(), deny: z.string() }))),
})

export interface DiscordRole {
  id: string
  name: string
  permissions: string
  /** Whose role it is, where it belongs to a bot. */
  tags?: { bot_id?: string | null | undefined } | null | undefined
}

const roleSchema: z.ZodType<DiscordRole> = z.object({
  id,
  name: z.string(),
  permissions: z.string(),
  tags: optional(z.object({ bot_id: optional(id) })),
})

export const rolesSchema: z.ZodType<DiscordRole[]> = z.array(roleSchema)

export const createdSchema: z.ZodType<{ id: string; content?: string | null | undefined }> = z.object({
  id,
  content: optional(z.string()),
})

export const applicationSchema: z.ZodType<{ id: string; flags?: number | null | undefined }> = z.object({
  id,
  flags: optional(z.int()),
})

export interface DiscordWebhook {
  id: string
  name?: string | null | undefined
  token?: string | null | undefined
  application_id?: string | null | undefined
}

export const webhookSchema: z.ZodType<DiscordWebhook> = z.object({
  id,
  name: optional(z.string()),
  token: optional(z.string()),
  application_id: optional(id),
})

export const webhooksSchema: z.ZodType<DiscordWebhook[]> = z.array(webhookSchema)

export const guildMemberSchema: z.ZodType<{ roles: string[] }> = z.object({ roles: z.array(id) })

export const userOnlySchema: z.ZodType<DiscordUser> = userSchema

/** One of a list of messages. One that cannot be read must not keep the others from being read. */
export interface ListedMessage {
  id: string
  message: DiscordMessage | undefined
}

export const messagesSchema: z.ZodType<ListedMessage[]> = z.array(
  z.looseObject({ id }).transform(raw => ({ id: raw.id, message: messageSchema.safeParse(raw).data })),
)
