import { type Channel, compareTs } from './channel.ts'
import { isBroadcast, isInChannel, type Message } from './message.ts'
import { mentionsIn } from './text/mentions.ts'
import { shownBlocks, shownText } from './text/shown.ts'
import type { Json, Mention } from './wire.ts'
import type { World } from './world.ts'

/** A channel as one sees it. */
export interface ChannelView {
  id: string
  name: string
  isPrivate: boolean
  isArchived: boolean
  /** Whether the app's bot is in it. */
  hasBot: boolean
}

/** Who stands beside a message. */
export interface AuthorView {
  /** A user's id, or the bot's where it posted under another name. */
  id: string
  name: string
  isBot: boolean
  /** The picture that a post asked for, if it did. */
  icons: Json | undefined
}

/** A message as one sees it. */
export interface SlackMessageView {
  ts: string
  channelId: string
  threadTs: string | undefined
  from: AuthorView
  subtype: string | undefined
  /** As on the wire, escaped. */
  text: string
  /** As one reads it: the blocks, where there are some. */
  shown: string
  blocks: Json[] | undefined
  attachments: Json[] | undefined
  files: { id: string; name: string; title: string; mimeType: string; size: number }[]
  /** `ts` of the last edit. */
  edited: string | undefined
  reactions: { name: string; by: { id: string; name: string; isBot: boolean }[] }[]
  metadata: Json | undefined
  /** Whom it notifies. */
  mentions: Mention[]
  /** A reply that is shown in the channel, too. */
  isBroadcast: boolean
  isDeleted: boolean
  /** Deleted, but its replies keep its place. */
  isTombstone: boolean
}

export function channelView(world: World, channel: Channel): ChannelView {
  const { id, name, isPrivate, isArchived, members } = channel
  return { id, name, isPrivate, isArchived, hasBot: members.has(world.bot.id) }
}

export function messageView(world: World, message: Message): SlackMessageView {
  return {
    ts: message.ts,
    channelId: message.channel.id,
    threadTs: message.threadTs,
    from: authorView(world, message),
    subtype: message.subtype,
    text: message.isTombstone ? 'This message was deleted.' : message.text,
    shown: shown(world, message),
    blocks: message.blocks,
    attachments: message.attachments,
    files: message.files.map(({ id, name, title, mimeType, bytes }) => ({
      id,
      name,
      title,
      mimeType,
      size: bytes.length,
    })),
    edited: message.edited?.ts,
    reactions: [...message.reactions].map(([name, ids]) => ({
      name,
      by: ids.map(id => personView(world, id)),
    })),
    metadata: message.metadata,
    mentions: mentionsIn(world, message),
    isBroadcast: isBroadcast(message),
    isDeleted: message.isDeleted,
    isTombstone: message.isTombstone,
  }
}

// Where there are blocks, the text is only for notifications.
function shown(world: World, message: Message): string {
  if (message.isTombstone) return 'This message was deleted.'
  return message.blocks === undefined ? shownText(world, message.text) : shownBlocks(world, message.blocks)
}

/** What stands in the channel itself, oldest first; deleted messages are marked. */
export function messagesOf(world: World, channel: Channel): SlackMessageView[] {
  return sorted(channel, isInChannel).map(message => messageView(world, message))
}

/** A parent and everything that hangs on it, oldest first; deleted messages are marked. */
export function threadOf(world: World, channel: Channel, parentTs: string): SlackMessageView[] {
  const isOfThread = ({ ts, threadTs }: Message): boolean => ts === parentTs || threadTs === parentTs
  return sorted(channel, isOfThread).map(message => messageView(world, message))
}

function sorted(channel: Channel, isWanted: (message: Message) => boolean): Message[] {
  return [...channel.messages.values()]
    .filter(isWanted)
    .sort((first, second) => compareTs(first.ts, second.ts))
}

function authorView(world: World, message: Message): AuthorView {
  const { username, icons, botId, userId } = message
  if (username !== undefined) return { id: botId ?? '', name: username, isBot: true, icons }
  return { ...personView(world, userId ?? ''), icons }
}

function personView(world: World, id: string): { id: string; name: string; isBot: boolean } {
  const person = world.people.get(id)
  return { id, name: person?.displayName || person?.realName || id, isBot: person?.isBot ?? false }
}
