import type { Account } from './guild.ts'
import type { Message } from './message.ts'
import { isSystemMessage } from './messages.ts'
import type { Thread } from './threads.ts'
import { type Json, messageFlag, messageType } from './wire.ts'
import { findAccount, type World } from './world.ts'

/** A thread as one sees it in the client. */
export interface ThreadView {
  id: string
  name: string
  /** The text channel or forum it is in. */
  parentId: string
  isPrivate: boolean
  isArchived: boolean
  isLocked: boolean
  isDeleted: boolean
  autoArchiveMinutes: number
  /** Ids of who is in it. */
  members: string[]
  isBotTyping: boolean
}

/** A message as one sees it in the client. */
export interface MessageView {
  id: string
  channelId: string
  from: { id: string; name: string; isBot: boolean; isWebhook: boolean }
  /** Milliseconds since the epoch. */
  at: number
  editedAt: number | undefined
  text: string
  embeds: Json[]
  components: Json[]
  attachments: { id: string; name: string; mimeType: string; size: number }[]
  /** Whom it pings: ids of users and roles, and `everyone`. */
  pings: string[]
  /** Sent without a push notification. */
  isSilent: boolean
  replyTo: string | undefined
  reactions: { emoji: string; by: { id: string; name: string; isBot: boolean }[] }[]
  /** The name of a message that Discord wrote by itself. */
  service: 'channelNameChange' | 'threadCreated' | 'threadStarter' | undefined
  isDeleted: boolean
}

export function threadView(world: World, channel: Thread): ThreadView {
  const { thread } = channel
  return {
    id: channel.id,
    name: channel.name,
    parentId: channel.parentId ?? '',
    isPrivate: thread.isPrivate,
    isArchived: thread.isArchived,
    isLocked: thread.isLocked,
    isDeleted: channel.isDeleted,
    autoArchiveMinutes: thread.autoArchiveMinutes,
    members: [...thread.members.keys()],
    isBotTyping: channel.botTypesUntil > world.clock.now(),
  }
}

export function messageView(world: World, message: Message): MessageView {
  const { users, roles, everyone } = message.mentions
  return {
    id: message.id,
    channelId: message.channelId,
    from: { ...personView(message.author), isWebhook: message.webhookId !== undefined },
    at: message.at,
    editedAt: message.editedAt,
    text: message.content,
    embeds: message.embeds,
    components: message.components,
    attachments: message.attachments.map(({ id, name, mimeType, bytes }) => ({
      id,
      name,
      mimeType,
      size: bytes.length,
    })),
    pings: [...users.map(user => user.id), ...roles, ...(everyone ? ['everyone'] : [])],
    isSilent: (message.flags & messageFlag.suppressNotifications) !== 0,
    replyTo: message.type === messageType.reply ? message.reference?.messageId : undefined,
    reactions: [...message.reactions].map(([emoji, ids]) => ({
      emoji,
      by: [...ids].flatMap(id => findAccount(world, id) ?? []).map(personView),
    })),
    service: serviceOf(message),
    isDeleted: message.isDeleted,
  }
}

function personView(account: Account): { id: string; name: string; isBot: boolean } {
  return { id: account.id, name: account.globalName ?? account.username, isBot: account.isBot }
}

function serviceOf(message: Message): MessageView['service'] {
  if (!isSystemMessage(message)) return undefined
  if (message.type === messageType.threadStarter) return 'threadStarter'
  return message.type === messageType.threadCreated ? 'threadCreated' : 'channelNameChange'
}
