import { type Clock, systemClock } from '../shared/clock.ts'
import { serveControl } from '../shared/control.ts'
import { until } from '../shared/until.ts'
import { makeActions } from './actions.ts'
import { type DiscordFaults, makeFaults } from './faults.ts'
import { found } from './founding.ts'
import { makeGateway } from './gateway/gateway.ts'
import type { SessionView } from './gateway/session.ts'
import { type DiscordHumanSide, makeHumanSide } from './human-side.ts'
import { type Journal, makeJournal } from './journal.ts'
import { type Limits, makeLimiter, usualLimits } from './limits.ts'
import { makeNonces } from './nonces.ts'
import { type DiscordOperator, usualOperators } from './operators.ts'
import { type Permissions, usualPermissions } from './permissions.ts'
import { makeReader, type Reader } from './reader.ts'
import { makeServer } from './server.ts'
import { makeSnowflakes } from './snowflakes.ts'
import { type Change, makeWorld, type PrivilegedIntent, type World } from './world.ts'

export type { ThreadReader } from './reader.ts'

export interface DiscordEmulatorOptions {
  /** 0, the default, takes a free port. */
  port?: number
  host?: string
  clock?: Clock
  limits?: Partial<Limits>
  token?: string
  bot?: { id?: string; username?: string }
  guild?: { name?: string }
  channel?: { name?: string }
  forum?: { name?: string }
  operators?: DiscordOperator[]
  /** What the bot's role may do. */
  permissions?: Permissions
  /** Privileged intents that the app is granted. */
  privilegedIntents?: readonly PrivilegedIntent[]
  /** More active threads than these are refused with 160006. */
  maxActiveThreads?: number
  gateway?: {
    /** Milliseconds that HELLO asks for. */
    heartbeatInterval?: number
    /** Throws out clients whose heart stands still. By default only with the machine's clock, by which hearts beat. */
    isStrictAboutHeartbeats?: boolean
    /** How many events a session keeps for RESUME. */
    resumeBuffer?: number
    /** How long a session waits for its client. */
    resumeWindowMs?: number
    /** IDENTIFYs in a day, after which the token is taken away. */
    sessionStarts?: number
  }
  /** How many calls the journal keeps. */
  journalLength?: number
}

/** Discord on loopback: REST API, gateway and cdn, the people in the guild, and everything that can go wrong. */
export interface DiscordEmulator extends Reader {
  /** For discord.js: `rest: { api: url + '/api', cdn: url + '/cdn' }`. */
  readonly url: string
  readonly token: string
  /** Also the id of the bot's account. */
  readonly applicationId: string
  readonly guildId: string
  /** A text channel. */
  readonly channelId: string
  readonly forumId: string
  readonly operators: readonly DiscordOperator[]
  /** What people do. */
  readonly asOperator: DiscordHumanSide
  readonly faults: DiscordFaults
  /** The limits in force; assign to change them. */
  readonly limits: Limits
  readonly journal: Journal
  /** Gateway sessions, those that wait for their client among them. */
  sessions(): SessionView[]
  /** Resolves as soon as the condition holds; it is looked at after every change, call and event of the gateway. */
  until(isTrue: () => boolean): Promise<void>
  /** Calls back on every change. Returns a function that ends it. */
  onChange(listener: (change: Change) => void): () => void
  readonly world: World
  stop(): Promise<void>
}

/** Starts the emulator. It holds the process open until `stop`. */
export async function startDiscordEmulator(options: DiscordEmulatorOptions = {}): Promise<DiscordEmulator> {
  const clock = options.clock ?? systemClock
  const makeId = makeSnowflakes(clock)
  const botId = options.bot?.id ?? '500000000000000001'
  // The first part of a real token is the bot's id in base64, and discord.js reads it there.
  const token =
    options.token ??
    `${Buffer.from(botId).toString('base64url')}.Emulat.ThatOpensNothingElse-0123456789abcdefgh`
  const operators = options.operators ?? usualOperators
  const { guild, bot, botMember, text, forum } = found({
    makeId,
    now: clock.now(),
    operators,
    bot: { id: botId, username: options.bot?.username ?? 'PocketPing' },
    guildName: options.guild?.name ?? 'Support',
    channelName: options.channel?.name ?? 'visitors',
    forumName: options.forum?.name ?? 'visitor-posts',
    permissions: options.permissions ?? usualPermissions,
  })
  const world = makeWorld({
    clock,
    token,
    makeId,
    bot,
    botMember,
    guild,
    channels: [text, forum],
    privileged: options.privilegedIntents ?? ['MESSAGE_CONTENT', 'GUILD_MEMBERS'],
    maxActiveThreads: options.maxActiveThreads ?? 1000,
  })
  const limiter = makeLimiter(clock, { ...usualLimits, ...options.limits })
  const journal = makeJournal(options.journalLength ?? 10_000, limiter.invalidCount)
  const gateway = makeGateway(world, journal.recordGateway, {
    heartbeatInterval: options.gateway?.heartbeatInterval ?? 41_250,
    isStrictAboutHeartbeats: options.gateway?.isStrictAboutHeartbeats ?? clock === systemClock,
    resumeBuffer: options.gateway?.resumeBuffer ?? 1000,
    resumeWindowMs: options.gateway?.resumeWindowMs ?? 180_000,
    sessionStarts: options.gateway?.sessionStarts ?? 1000,
  })
  world.dispatch = gateway.dispatch
  const state = { isHeld: false }
  const { faults, plan } = makeFaults({
    clock,
    limiter,
    gateway: gateway.faults,
    state,
    cut: () => server.cut(),
  })

  const emulator: Omit<DiscordEmulator, 'url' | 'stop'> = {
    ...makeReader(world, text.id),
    token,
    applicationId: bot.id,
    guildId: guild.id,
    channelId: text.id,
    forumId: forum.id,
    operators,
    asOperator: makeHumanSide(world, text.id),
    faults,
    limits: limiter.limits,
    journal,
    sessions: gateway.sessions,
    until: isTrue => until(world.listeners, isTrue),
    onChange(listener) {
      world.listeners.add(listener)
      return () => world.listeners.delete(listener)
    },
    world,
  }
  const server = makeServer({ world, gateway, limiter, nonces: makeNonces(clock), journal, plan, state }, [
    serveControl(makeActions(emulator)),
  ])
  world.origin = await server.listen(options.port ?? 0, options.host ?? '127.0.0.1')
  return Object.assign(emulator, {
    url: world.origin,
    async stop() {
      world.listeners.clear()
      for (const { thread } of world.channels.values()) clock.clearTimeout(thread?.timer)
      gateway.stop()
      await server.stop()
    },
  })
}
