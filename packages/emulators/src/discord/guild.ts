import type { Message } from './message.ts'

/** A user, human or not. */
export interface Account {
  id: string
  username: string
  globalName: string | undefined
  isBot: boolean
  /** A picture and its hash, under which the cdn serves it. */
  avatar: { hash: string; bytes: Uint8Array } | undefined
}

export interface Role {
  id: string
  name: string
  permissions: bigint
  position: number
  isMentionable: boolean
  /** The bot that this role came with. */
  botId: string | undefined
}

export interface Member {
  account: Account
  roles: Set<string>
  joinedAt: number
}

/** What a channel allows or denies a role (type 0) or a member (type 1) on top of their roles. */
export interface Overwrite {
  id: string
  type: 0 | 1
  allow: bigint
  deny: bigint
}

/** A text channel, a forum or a thread. */
export interface Channel {
  id: string
  type: number
  name: string
  topic: string | undefined
  position: number
  /** The channel a thread belongs to. */
  parentId: string | undefined
  overwrites: Overwrite[]
  /** Every message that was ever in it, deleted ones marked. */
  messages: Map<string, Message>
  lastMessageId: string | undefined
  /** Present for threads. */
  thread: ThreadState | undefined
  /** Until when the bot is shown typing. */
  botTypesUntil: number
  isDeleted: boolean
}

export interface ThreadState {
  ownerId: string
  isPrivate: boolean
  isInvitable: boolean
  isArchived: boolean
  isLocked: boolean
  autoArchiveMinutes: number
  archiveTimestamp: number
  createdAt: number
  /** Who is in it, and since when. */
  members: Map<string, number>
  totalMessageSent: number
  slowmodeSeconds: number
  appliedTags: string[]
  /** Ends with the archiving after a time of silence. */
  timer: unknown
}

export interface Guild {
  id: string
  name: string
  ownerId: string
  roles: Map<string, Role>
  members: Map<string, Member>
}

/** A webhook that posts into one channel and its threads. */
export interface Webhook {
  id: string
  token: string
  channelId: string
  name: string
  avatar: string | undefined
  createdBy: Account
}
