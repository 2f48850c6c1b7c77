import type { Clock } from '../shared/clock.ts'
import type { Account, Channel, Guild, Member, Webhook } from './guild.ts'
import type { Attachment, Message } from './message.ts'
import type { Json } from './wire.ts'

/** Something changed that a reader (a page, a waiting test) may want to see. */
export type Change =
  | { kind: 'message'; message: Message }
  | { kind: 'channel'; channel: Channel }
  | { kind: 'guild' }
  | { kind: 'gateway' }
  | { kind: 'call' }

/** What a gateway session needs to know of its app to be shown an event. */
export interface Viewer {
  /** Whether it gets to read what others wrote. */
  seesContent: boolean
  /** Whether it is told about members other than itself. */
  seesMembers: boolean
}

/** An event for the gateway; `undefined` data spares a viewer. */
export interface GatewayEvent {
  name: string
  /** Left out for events about a channel that the bot need not see any more. */
  channel?: Channel
  data: (viewer: Viewer) => Json | undefined
}

/** A privileged intent that an app is granted on its page in the developer portal. */
export type PrivilegedIntent = 'GUILD_MEMBERS' | 'GUILD_PRESENCES' | 'MESSAGE_CONTENT'

/** Everything the emulated platform knows. */
export interface World {
  readonly clock: Clock
  readonly token: string
  /** Discord takes a token away from a bot that identifies too often. */
  isTokenReset: boolean
  readonly bot: Account
  readonly botMember: Member
  readonly guild: Guild
  readonly channels: Map<string, Channel>
  readonly webhooks: Map<string, Webhook>
  readonly attachments: Map<string, Attachment & { channelId: string }>
  /** Privileged intents that the app is granted. */
  privileged: Set<PrivilegedIntent>
  maxActiveThreads: number
  /** Where this emulator is reached, for the addresses in its answers. */
  origin: string
  readonly makeId: () => string
  /** Tells the bot's gateway sessions. */
  dispatch: (event: GatewayEvent) => void
  readonly listeners: Set<(change: Change) => void>
}

export interface WorldOptions {
  clock: Clock
  token: string
  makeId: () => string
  bot: Account
  botMember: Member
  guild: Guild
  channels: Channel[]
  privileged: readonly PrivilegedIntent[]
  maxActiveThreads: number
}

export function makeWorld(options: WorldOptions): World {
  const { channels, privileged, ...rest } = options
  return {
    ...rest,
    isTokenReset: false,
    channels: new Map(channels.map(channel => [channel.id, channel])),
    webhooks: new Map(),
    attachments: new Map(),
    privileged: new Set(privileged),
    origin: '',
    dispatch: () => undefined,
    listeners: new Set(),
  }
}

export function notify(world: World, change: Change): void {
  for (const listener of [...world.listeners]) listener(change)
}

/** A channel or thread that is there. */
export function findChannel(world: World, id: string): Channel | undefined {
  const channel = world.channels.get(id)
  return channel === undefined || channel.isDeleted ? undefined : channel
}

/** A message that is there. */
export function findMessage(channel: Channel, id: string): Message | undefined {
  const message = channel.messages.get(id)
  return message === undefined || message.isDeleted ? undefined : message
}

/** Any account that has been seen here. */
export function findAccount(world: World, id: string): Account | undefined {
  return world.guild.members.get(id)?.account
}
