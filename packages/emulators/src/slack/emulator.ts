import { makeCallLog } from '../shared/call-log.ts'
import { type AppSide, makeAppSide } from './app.ts'
import { controlHandler } from './control.ts'
import { type Carrier, type Delivery, noDisturbances } from './delivery/delivery.ts'
import { makeDispatcher } from './delivery/dispatcher.ts'
import { makeRequestUrl } from './delivery/request-url.ts'
import { makeSockets, type SocketEntry } from './delivery/sockets.ts'
import { makeFaults, type SlackFaults } from './faults.ts'
import type { SlackCall, SlackJournal } from './journal.ts'
import { type Limits, makeLimiter, usualLimits } from './limits.ts'
import { makeHumanSide, type SlackHumanSide } from './operators.ts'
import type { SlackEmulatorOptions } from './options.ts'
import { makeReading, type Reading } from './reading.ts'
import { makeServer } from './server.ts'
import { makeWorld } from './setup.ts'
import { makeWebApi } from './web-api.ts'
import type { Person } from './wire.ts'
import type { Change, World } from './world.ts'

/** Slack on loopback: the Web API, Socket Mode and the Events API, the people, and everything that can go wrong. */
export interface SlackEmulator extends Reading {
  /** The `slackApiUrl` for the SDK, with the slash at its end. */
  readonly url: string
  /** The bot's token, for the Web API. */
  readonly token: string
  /** The app-level token, for Socket Mode. */
  readonly appToken: string
  readonly signingSecret: string
  readonly teamId: string
  readonly appId: string
  readonly botUserId: string
  readonly botId: string
  /** A channel that the bot is in. */
  readonly channelId: string
  /** A public channel that the bot is not in. */
  readonly otherChannelId: string
  readonly operators: readonly Person[]
  /** What people do. */
  readonly asOperator: SlackHumanSide
  /** How the app is configured. */
  readonly app: AppSide
  readonly faults: SlackFaults
  /** The limits in force; assign to change them. */
  readonly limits: Limits
  readonly journal: SlackJournal
  /** Every attempt to hand over an event. */
  readonly deliveries: readonly Delivery[]
  /** Every connection of Socket Mode, closed ones included. */
  readonly sockets: readonly SocketEntry[]
  /** Connections that are open now. */
  openSockets(): number
  /** Events that the app has not acknowledged and that are not given up. */
  pendingEvents(): number
  /** Resolves as soon as the condition holds; it is looked at after every change, call, delivery and connection. */
  until(isTrue: () => boolean): Promise<void>
  /** Calls back on every change. Returns a function that ends it. */
  onChange(listener: (change: Change) => void): () => void
  readonly world: World
  stop(): Promise<void>
}

/** Starts the emulator. It holds the process open until `stop`. */
export async function startSlackEmulator(options: SlackEmulatorOptions = {}): Promise<SlackEmulator> {
  const world = makeWorld(options)
  const disturbances = noDisturbances()
  const sockets = makeSockets(world)
  const requestUrl = makeRequestUrl(world, options.fetch ?? globalThis.fetch)
  const carrier = (): Carrier | undefined => {
    if (world.app.isSocketMode) return sockets
    return world.app.requestUrl === undefined ? undefined : requestUrl
  }
  const dispatcher = makeDispatcher({ world, disturbances, carrier })
  world.emit = (subscription, event) => {
    if (world.app.events.has(subscription)) dispatcher.push(event)
  }
  const limiter = makeLimiter(world.clock, { ...usualLimits, ...options.limits })
  const journal = makeCallLog<SlackCall>(options.journalLength ?? 10_000)
  const cut = (): void => server.cut()
  const { faults, plan } = makeFaults({ clock: world.clock, limiter, disturbances, dispatcher, sockets, cut })
  const operators = [...world.people.values()].filter(person => !person.isBot)
  const [channel, otherChannel] = [...world.channels.keys()]

  const emulator: Omit<SlackEmulator, 'url' | 'stop'> = {
    token: world.token,
    appToken: world.appToken,
    signingSecret: world.signingSecret,
    teamId: world.team.id,
    appId: world.appId,
    botUserId: world.bot.id,
    botId: world.botId,
    channelId: channel ?? '',
    otherChannelId: otherChannel ?? '',
    operators,
    asOperator: makeHumanSide(world, operators[0] ?? world.bot),
    app: makeAppSide(world, requestUrl, sockets),
    faults,
    limits: limiter.limits,
    journal,
    deliveries: dispatcher.deliveries,
    sockets: sockets.entries,
    openSockets: () => sockets.count(),
    pendingEvents: () => dispatcher.pending(),
    ...makeReading(world),
    until: world.changes.until,
    onChange: world.changes.onChange,
    world,
  }
  const webApi = makeWebApi({ world, sockets, limiter, journal, plan })
  const server = makeServer({ world, sockets, disturbances, webApi }, [controlHandler(emulator)])
  world.origin = await server.listen(options.port ?? 0, options.host ?? '127.0.0.1')
  return Object.assign(emulator, {
    url: `${world.origin}/api/`,
    async stop() {
      faults.clear()
      dispatcher.stop()
      sockets.stop()
      world.changes.clear()
      await server.stop()
    },
  })
}
