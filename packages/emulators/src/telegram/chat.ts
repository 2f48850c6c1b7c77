import type { AdministratorRights, BotStatus, Entity, Json, Reaction, User } from './wire.ts'

/** The topic every forum has; its messages carry no thread id. */
export const generalTopicId = 1

/** A file a message carries, or that was uploaded and not yet used. */
export interface StoredFile {
  fileId: string
  uniqueId: string
  name: string
  mimeType: string
  bytes: Uint8Array
  width?: number
  height?: number
  /** Until when its address works, in milliseconds; `getFile` sets it. */
  openUntil?: number
}

/** What a message consists of. A service message has the one field that names it. */
export type Content =
  | { kind: 'text'; text: string; entities: Entity[] }
  | { kind: 'photo'; file: StoredFile; caption: string; entities: Entity[] }
  | { kind: 'document'; file: StoredFile; caption: string; entities: Entity[] }
  | { kind: 'service'; name: string; value: unknown }

/** A message as the platform keeps it. Deleted ones stay, marked, so that tests can look at them. */
export interface Message {
  id: number
  chat: Chat
  /** 0 outside forums, 1 in General, else the topic's id. */
  topicId: number
  from: User
  date: number
  editDate: number | undefined
  content: Content
  replyTo: number | undefined
  forwardedFrom: { user: User; date: number } | undefined
  mediaGroupId: string | undefined
  replyMarkup: Json | undefined
  linkPreview: Json | undefined
  reactions: Map<number, { by: User; reactions: Reaction[] }>
  isDeleted: boolean
}

/** A forum topic. Its id is that of the message which says that it was created. */
export interface Topic {
  id: number
  name: string
  iconColor: number
  iconCustomEmojiId: string | undefined
  creatorId: number
  isClosed: boolean
  isDeleted: boolean
  /** When the bot last sent something here, in milliseconds: a deleted topic stays in its server's cache for a while. */
  lastBotSendAt: number | undefined
  /** "typing…" and its like, shown by the clients until then. */
  botAction: { action: string; until: number } | undefined
}

/** A group, or a supergroup with or without topics. */
export interface Chat {
  id: number
  type: 'group' | 'supergroup'
  title: string
  isForum: boolean
  upgradedTo: number | undefined
  bot: { status: BotStatus; rights: AdministratorRights }
  topics: Map<number, Topic>
  messages: Map<number, Message>
  /** The same messages by topic, oldest first; 0 outside forums. */
  inTopics: Map<number, Message[]>
  lastMessageId: number
  pinnedMessageId: number | undefined
  /** Emoji the group allows; `undefined` means all. */
  allowedReactions: string[] | undefined
  createdAt: number
}

/** Makes a chat. Its message ids begin above those of every emulator that ran before on the same clock (`firstId`). */
export function makeChat(id: number, title: string, isForum: boolean, now: number): Chat {
  const chat: Chat = {
    id,
    type: isForum || id <= -1_000_000_000_000 ? 'supergroup' : 'group',
    title,
    isForum,
    upgradedTo: undefined,
    bot: { status: 'administrator', rights: { ...emptyRights } },
    topics: new Map(),
    messages: new Map(),
    inTopics: new Map(),
    lastMessageId: firstId(now),
    pinnedMessageId: undefined,
    allowedReactions: undefined,
    createdAt: now,
  }
  if (isForum) addGeneral(chat)
  return chat
}

const epochSeconds = Date.UTC(2026, 0, 1) / 1000

/**
 * Where ids begin. Telegram never gives one twice, and a client remembers them over its restart; so an emulator that
 * starts anew must not begin at 1 again. The seconds since 2026 fit into the server's 32 bits for decades.
 */
export function firstId(nowSeconds: number): number {
  return Math.max(generalTopicId, nowSeconds - epochSeconds)
}

/** Adds the General topic, as turning topics on does. */
export function addGeneral(chat: Chat): void {
  chat.isForum = true
  chat.topics.set(generalTopicId, {
    id: generalTopicId,
    name: 'General',
    iconColor: 0x6fb9f0,
    iconCustomEmojiId: undefined,
    creatorId: 0,
    isClosed: false,
    isDeleted: false,
    lastBotSendAt: undefined,
    botAction: undefined,
  })
}

export const emptyRights: AdministratorRights = {
  can_manage_chat: false,
  can_change_info: false,
  can_delete_messages: false,
  can_invite_users: false,
  can_restrict_members: false,
  can_pin_messages: false,
  can_manage_topics: false,
  can_promote_members: false,
  can_manage_video_chats: false,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
  can_manage_tags: false,
  is_anonymous: false,
}

/** Whether the bot is an administrator with this right. */
export function botMay(chat: Chat, right: keyof AdministratorRights): boolean {
  return chat.bot.status === 'administrator' && chat.bot.rights[right]
}
