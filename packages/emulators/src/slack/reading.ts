import type { Channel } from './channel.ts'
import {
  type ChannelView,
  channelView,
  messagesOf,
  messageView,
  type SlackMessageView,
  threadOf,
} from './views.ts'
import { channelNamed, type World } from './world.ts'

/** What one thread looks like. */
export interface ThreadReader {
  ts: string
  parent: SlackMessageView | undefined
  /** The parent and everything in it, oldest first; deleted messages are marked. */
  messages(): SlackMessageView[]
  /** What hangs on the parent and is there. */
  replies(): SlackMessageView[]
  /** The texts one sees, the parent's first. */
  texts(): string[]
}

/** What one channel looks like. */
export interface ChannelReader extends ChannelView {
  /** What stands in the channel itself, oldest first; deleted messages are marked. */
  messages(): SlackMessageView[]
  /** The texts one sees in the channel. */
  texts(): string[]
}

/** How a test looks at the workspace. A channel is an id or a name; the first one, when left out. */
export interface Reading {
  channel(channel?: string): ChannelReader
  thread(ts: string, channel?: string): ThreadReader
  /** Finds a thread by what its parent says, the newest first; throws when there is none. */
  threadWith(text: string, channel?: string): ThreadReader
  /** Messages of the bot's that stand in a channel and can have replies, oldest first. */
  threads(channel?: string): ThreadReader[]
  message(ts: string, channel?: string): SlackMessageView | undefined
  /** Messages that would notify somebody, of the bot's. Empty when nobody was pinged. */
  pings(): SlackMessageView[]
}

export function makeReading(world: World): Reading {
  const where = (channel: string | undefined): Channel =>
    channel === undefined ? ([...world.channels.values()][0] as Channel) : channelNamed(world, channel)
  const isThere = (message: SlackMessageView): boolean => !message.isDeleted
  const shown = (messages: SlackMessageView[]): string[] =>
    messages.filter(isThere).map(message => message.shown)

  const read = (channel: Channel, ts: string): ThreadReader => {
    const messages = (): SlackMessageView[] => threadOf(world, channel, ts)
    return {
      ts,
      parent: messages().find(message => message.ts === ts),
      messages,
      replies: () => messages().filter(message => message.ts !== ts && isThere(message)),
      texts: () => shown(messages()),
    }
  }
  const threads = (given: string | undefined): ThreadReader[] => {
    const channel = where(given)
    return messagesOf(world, channel)
      .filter(message => isThere(message) && message.from.isBot && message.subtype !== 'channel_join')
      .map(message => read(channel, message.ts))
  }

  return {
    channel(given) {
      const channel = where(given)
      const messages = (): SlackMessageView[] => messagesOf(world, channel)
      return { ...channelView(world, channel), messages, texts: () => shown(messages()) }
    },
    thread: (ts, given) => read(where(given), ts),
    threadWith(text, given) {
      const found = threads(given).findLast(({ parent }) => JSON.stringify(parent).includes(text))
      if (found === undefined) throw new Error(`There is no thread that begins with ${text}.`)
      return found
    },
    threads,
    message(ts, given) {
      const message = where(given).messages.get(ts)
      return message === undefined ? undefined : messageView(world, message)
    },
    pings: () =>
      [...world.channels.values()]
        .flatMap(channel => [...channel.messages.values()])
        .filter(({ botId }) => botId === world.botId)
        .map(message => messageView(world, message))
        .filter(({ mentions }) => mentions.length > 0),
  }
}
