import type { Clock } from '../shared/clock.ts'
import type { Changes } from './changes.ts'
import { type Channel, nextTs } from './channel.ts'
import type { SlackFile, UploadTicket } from './files.ts'
import type { Message } from './message.ts'
import type { Json, Person } from './wire.ts'

/** Something changed that a reader (a page, a waiting test) may want to see. */
export type Change =
  | { kind: 'message'; message: Message }
  | { kind: 'channel'; channel: Channel }
  | { kind: 'call' }
  | { kind: 'delivery' }
  | { kind: 'socket' }

/** The app as it is configured at api.slack.com. */
export interface AppSettings {
  scopes: Set<string>
  /** The bot events that it is subscribed to. */
  events: Set<string>
  /** With Socket Mode on, nothing goes to the request URL. */
  isSocketMode: boolean
  requestUrl: string | undefined
}

/** What of the platform's behaviour is not settled by its documents, or by the workspace's settings. */
export interface Manners {
  /** Minutes in which a message can be edited: the workspace's setting. `false`: always. */
  editWindowMinutes: number | false
  /** What becomes of a reply to a deleted message: Slack posts it into the channel instead, without a word. */
  replyToDeleted: 'channel' | 'thread_not_found'
  /** Takes what it does not know for deleted: for an emulator that is started again, whose app remembers the last one. */
  isForgetful: boolean
  /** Sends `message_replied` for parents, without its subtype, as the documents describe the Events API. */
  sendsMessageReplied: boolean
}

/** Everything the emulated platform knows. */
export interface World {
  readonly clock: Clock
  readonly changes: Changes<Change>
  readonly token: string
  readonly appToken: string
  readonly signingSecret: string
  readonly appId: string
  readonly team: { id: string; name: string; domain: string }
  readonly bot: Person
  readonly botId: string
  readonly people: Map<string, Person>
  readonly channels: Map<string, Channel>
  readonly files: Map<string, SlackFile>
  readonly tickets: Map<string, UploadTicket>
  readonly app: AppSettings
  readonly manners: Manners
  /** `http://host:port`, once it listens. */
  origin: string
  /** Hands an event to whoever delivers it, if the app is subscribed. */
  emit: (subscription: string, event: Json) => void
  lastNumber: number
}

/** Makes the next id: a letter, and characters as Slack's ids have them. */
export function makeId(world: World, prefix: string): string {
  world.lastNumber++
  const digits = (world.lastNumber * 2_654_435_761 + 104_729).toString(36).toUpperCase().padStart(9, '0')
  return `${prefix}0${digits.slice(-9)}`
}

/** What a new message may bring along. */
export type NewMessage = { channel: Channel } & Partial<
  Omit<Message, 'ts' | 'channel' | 'isDeleted' | 'isTombstone'>
>

/** Puts a message into a channel. Telling the app about it is the caller's business. */
export function addMessage(world: World, given: NewMessage): Message {
  const message: Message = {
    userId: undefined,
    botId: undefined,
    subtype: undefined,
    text: '',
    blocks: undefined,
    attachments: undefined,
    username: undefined,
    icons: undefined,
    threadTs: undefined,
    files: [],
    edited: undefined,
    reactions: new Map(),
    metadata: undefined,
    clientMsgId: undefined,
    extra: {},
    parse: 'none',
    linksNames: false,
    canUnfurl: true,
    ...given,
    ts: nextTs(given.channel, world.clock),
    isDeleted: false,
    isTombstone: false,
  }
  given.channel.messages.set(message.ts, message)
  world.changes.notify({ kind: 'message', message })
  return message
}

/** A channel by id; throws where there is none, for what tests ask. */
export function channelNamed(world: World, idOrName: string): Channel {
  const found =
    world.channels.get(idOrName) ??
    [...world.channels.values()].find(channel => channel.name === idOrName.replace(/^#/, ''))
  if (found === undefined) throw new Error(`There is no channel ${idOrName}.`)
  return found
}
