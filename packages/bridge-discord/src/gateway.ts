import { BridgeError, type Clock, type Logger } from '@pocketping/core'
import type { Client } from 'discord.js'
import { describe, toBridgeError } from './errors.ts'
import { createIdentifyPace } from './identify-pace.ts'
import type { Settings } from './options.ts'
import { INTENT_HELP } from './setup.ts'
import { createShardGuard } from './shard-guard.ts'

/** What Discord told: the name of the event and its data. */
export interface Packet {
  t: string
  d: unknown
}

export interface GatewayOptions {
  settings: Settings
  clock: Clock
  logger: Logger
  /** Aborted to give up while connecting. */
  signal: AbortSignal
  onPacket(packet: Packet): void
  /** A session began that follows no other: what happened before it is not told. */
  onSession(): void
  /** The connection ended, and Discord does not want it tried again. */
  onLost(error: BridgeError): void
}

/** An open connection to Discord's gateway. */
export interface Gateway {
  roleName(id: string): string | undefined
  channelName(id: string): string | undefined
  /** True for a channel that is known to be no thread. */
  isNoThread(id: string): boolean
  stop(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 30_000

const FATAL: Readonly<Record<number, string>> = {
  4004: 'Discord does not know this token any more. Copy it from discord.com/developers/applications → your application → Bot → Reset Token.',
  4010: 'Discord refused the shard.',
  4011: 'The bot is in so many servers that Discord demands sharding: use a bot of its own for PocketPing.',
  4012: 'Discord does not speak this version any more: update discord.js.',
  4013: 'Discord refused the intents.',
  4014: INTENT_HELP,
}

/** Connects, and resolves once events come. discord.js keeps the connection, and resumes it where it can. */
export async function connectGateway(options: GatewayOptions): Promise<Gateway> {
  const { settings, clock, logger, signal } = options
  // Loading it takes a while, and only the process that receives needs it.
  const discord = await import('discord.js')
  const { Events, GatewayIntentBits: Intents, Options } = discord
  const guard = createShardGuard(discord.SimpleShardingStrategy)
  const client = new discord.Client({
    intents: [
      Intents.Guilds,
      Intents.GuildMessages,
      Intents.MessageContent,
      Intents.GuildMessageTyping,
      Intents.GuildMessageReactions,
    ],
    // We read the events as they come; of what it keeps, only the names of channels and roles are used.
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      GuildEmojiManager: 0,
      GuildMemberManager: { maxSize: 1, keepOverLimit: member => member.id === member.client.user.id },
      MessageManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      ThreadMemberManager: 0,
      VoiceStateManager: 0,
    }),
    rest: { ...settings.rest, retries: 0, rejectOnRateLimit: () => true },
    ws: {
      buildStrategy: manager => guard.buildStrategy(manager),
      buildIdentifyThrottler: () => createIdentifyPace(clock),
    },
  })
  let lost: BridgeError | undefined
  let isStopped = false
  // It tries twice a second; the log says once that it does.
  let isDown = false

  // Before signing in: events come before that has resolved.
  client.on(Events.Raw, (packet: Packet) => {
    if (isStopped) return
    if (isDown && (packet.t === 'READY' || packet.t === 'RESUMED')) {
      isDown = false
      logger.info('Connected to Discord again')
    }
    if (packet.t === 'READY') options.onSession()
    else options.onPacket(packet)
  })
  client.on(Events.ShardDisconnect, ({ code }) => {
    const advice = FATAL[code] ?? 'The connection ended.'
    lost = new BridgeError('misconfigured', `Discord closed the connection for good (${code}). ${advice}`)
    if (!isStopped) options.onLost(lost)
  })
  client.on(Events.ShardReconnecting, () => {
    if (!isStopped && !isDown) logger.info('Connecting to Discord again')
    isDown = true
  })
  client.on(Events.ShardError, error => {
    if (!isDown) logger.warn('The connection to Discord failed', { error: describe(error) })
  })
  client.on(Events.Error, error => logger.warn('discord.js failed', { error: describe(error) }))

  const stop = async (): Promise<void> => {
    isStopped = true
    await guard.end(() => client.destroy())
  }

  try {
    await Promise.race([client.login(settings.token), abortion(signal)])
  } catch (error) {
    await stop()
    throw lost ?? toBridgeError(error)
  }
  return { ...namesIn(client), stop }
}

/** Rejects once the signal is aborted, or after the time that connecting may take. */
function abortion(signal: AbortSignal): Promise<never> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_TIMEOUT_MS)])
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(new BridgeError('unavailable', 'Discord’s gateway cannot be reached.'))
    if (either.aborted) abort()
    else either.addEventListener('abort', abort, { once: true })
  })
}

function namesIn(client: Client): Pick<Gateway, 'roleName' | 'channelName' | 'isNoThread'> {
  return {
    roleName: id => client.guilds.cache.find(({ roles }) => roles.cache.has(id))?.roles.cache.get(id)?.name,
    channelName: id => {
      const channel = client.channels.cache.get(id)
      return channel && 'name' in channel ? (channel.name ?? undefined) : undefined
    },
    isNoThread: id => client.channels.cache.get(id)?.isThread() === false,
  }
}
