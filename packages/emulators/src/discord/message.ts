import type { Account } from './guild.ts'
import type { Json } from './wire.ts'

export interface Message {
  id: string
  channelId: string
  author: Account
  /** Present when a webhook sent it. */
  webhookId: string | undefined
  type: number
  content: string
  at: number
  editedAt: number | undefined
  embeds: Json[]
  components: Json[]
  attachments: Attachment[]
  mentions: Mentions
  /** The message that it replies to or, for service messages, points at. */
  reference: { channelId: string; messageId: string | undefined } | undefined
  flags: number
  isTts: boolean
  nonce: string | number | undefined
  /** Who reacted, by emoji, in the order in which they did. */
  reactions: Map<string, Set<string>>
  /** How many messages were sent in the thread before it. */
  position: number | undefined
  isDeleted: boolean
}

/** Whom a message pings. */
export interface Mentions {
  users: Account[]
  roles: string[]
  everyone: boolean
}

export interface Attachment {
  id: string
  name: string
  mimeType: string
  bytes: Uint8Array
  description: string | undefined
}

export const noMentions: Mentions = { users: [], roles: [], everyone: false }
