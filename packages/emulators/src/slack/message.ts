import { type Channel, compareTs } from './channel.ts'
import type { SlackFile } from './files.ts'
import type { Json } from './wire.ts'

/** A message as Slack keeps it. */
export interface Message {
  ts: string
  channel: Channel
  /** Absent for posts under a name of their own (`chat:write.customize`). */
  userId: string | undefined
  botId: string | undefined
  subtype: string | undefined
  /** As on the wire: `&`, `<` and `>` escaped, mentions and links in angle brackets. */
  text: string
  blocks: Json[] | undefined
  attachments: Json[] | undefined
  username: string | undefined
  icons: Json | undefined
  /** The parent of a reply; parents themselves show theirs as soon as they have replies. */
  threadTs: string | undefined
  files: SlackFile[]
  edited: { user: string; ts: string } | undefined
  /** User ids by reaction, in the order of arrival. */
  reactions: Map<string, string[]>
  metadata: Json | undefined
  clientMsgId: string | undefined
  /** What is peculiar to a subtype, such as `inviter` or `old_name`. */
  extra: Json
  /** How the text was to be read, which decides whom it notifies. */
  parse: string
  linksNames: boolean
  /** Whether Slack may show previews of its links. */
  canUnfurl: boolean
  isDeleted: boolean
  /** Deleted, but its replies keep its place. */
  isTombstone: boolean
}

/** The replies of a thread that are there, oldest first. */
export function repliesOf(channel: Channel, parentTs: string): Message[] {
  return [...channel.messages.values()]
    .filter(message => message.threadTs === parentTs && message.ts !== parentTs && !message.isDeleted)
    .sort((first, second) => compareTs(first.ts, second.ts))
}

/** Whether a message stands in the channel itself, not only in a thread. */
export function isInChannel(message: Message): boolean {
  return message.threadTs === undefined || message.threadTs === message.ts || isBroadcast(message)
}

export function isBroadcast(message: Message): boolean {
  return message.subtype === 'thread_broadcast'
}
