import { type Chat, type Content, generalTopicId, type Message, makeChat, type StoredFile } from './chat.ts'
import type { Clock } from './clock.ts'
import type { Updates } from './updates.ts'
import { type User, usualRights } from './wire.ts'

/** Who can write as a human: a Telegram account that is a member of the group. */
export interface Operator {
  id: number
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
  /** Bytes of a profile photo, JPEG or PNG. */
  photo?: Uint8Array
  /** The first operator owns the group; the others are administrators unless this says otherwise. */
  status?: 'creator' | 'administrator' | 'member'
  /** Has stopped the bot in their private chat. */
  hasBlockedBot?: boolean
}

/** Something changed that a reader (the phone, a waiting test) may want to see. */
export type Change =
  | { kind: 'message'; message: Message }
  | { kind: 'topic'; chat: Chat; topicId: number }
  | { kind: 'chat'; chat: Chat }
  | { kind: 'call' }

/** Everything the emulated platform knows. */
export interface World {
  readonly clock: Clock
  readonly token: string
  readonly bot: User
  readonly canReadAllGroupMessages: boolean
  readonly operators: Map<number, Operator>
  readonly chats: Map<number, Chat>
  /** The group that tests work in; follows an upgrade. */
  chat: Chat
  readonly files: Map<string, StoredFile>
  readonly commands: Map<string, unknown>
  /** Ids of pressed buttons that the bot has not answered. */
  readonly pressed: Set<string>
  readonly updates: Updates
  readonly listeners: Set<(change: Change) => void>
  lastFileNumber: number
}

export interface WorldOptions {
  clock: Clock
  token: string
  bot: User
  canReadAllGroupMessages: boolean
  operators: Operator[]
  chatId: number
  title: string
  isForum: boolean
  updates: Updates
}

export function makeWorld(options: WorldOptions): World {
  const chat = makeChat(options.chatId, options.title, options.isForum, seconds(options.clock))
  chat.bot.rights = { ...usualRights }
  return {
    clock: options.clock,
    token: options.token,
    bot: options.bot,
    canReadAllGroupMessages: options.canReadAllGroupMessages,
    operators: new Map(options.operators.map(operator => [operator.id, operator])),
    chats: new Map([[chat.id, chat]]),
    chat,
    files: new Map(),
    commands: new Map(),
    pressed: new Set(),
    updates: options.updates,
    listeners: new Set(),
    lastFileNumber: 0,
  }
}

export function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000)
}

export function notify(world: World, change: Change): void {
  for (const listener of [...world.listeners]) listener(change)
}

/** What a new message may bring along besides its content. */
export interface MessageExtras {
  replyTo?: number | undefined
  forwardedFrom?: Message['forwardedFrom']
  mediaGroupId?: string | undefined
  replyMarkup?: Message['replyMarkup']
  linkPreview?: Message['linkPreview']
}

/** Puts a message into a chat. Telling the bot about it is the caller's business. */
export function addMessage(
  world: World,
  chat: Chat,
  topicId: number,
  from: User,
  content: Content,
  extras: MessageExtras = {},
): Message {
  const message: Message = {
    id: ++chat.lastMessageId,
    chat,
    topicId: chat.isForum ? topicId || generalTopicId : 0,
    from,
    date: seconds(world.clock),
    editDate: undefined,
    content,
    replyTo: extras.replyTo,
    forwardedFrom: extras.forwardedFrom,
    mediaGroupId: extras.mediaGroupId,
    replyMarkup: extras.replyMarkup,
    linkPreview: extras.linkPreview,
    reactions: new Map(),
    isDeleted: false,
  }
  chat.messages.set(message.id, message)
  const inTopic = chat.inTopics.get(message.topicId) ?? []
  inTopic.push(message)
  chat.inTopics.set(message.topicId, inTopic)
  notify(world, { kind: 'message', message })
  return message
}

/** The account of an operator as the Bot API shows it. */
export function userOf(operator: Operator): User {
  return {
    id: operator.id,
    is_bot: false,
    first_name: operator.first_name,
    ...(operator.last_name !== undefined && { last_name: operator.last_name }),
    ...(operator.username !== undefined && { username: operator.username }),
    ...(operator.language_code !== undefined && { language_code: operator.language_code }),
  }
}
