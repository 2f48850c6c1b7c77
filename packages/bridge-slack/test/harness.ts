import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Bridge, Clock, Inbox } from '@pocketping/core'
import type { BridgeHarness, BridgePlatform, CreateBridgeHarness } from '@pocketping/core/testing'
import {
  type Clock as EmulatorClock,
  type SlackEmulator,
  type SlackEmulatorOptions,
  type SlackMessageView,
  startSlackEmulator,
} from '@pocketping/emulators'
import { type SlackBridgeOptions, slackBridge } from '../src/index.ts'
import { MARKS } from '../src/marks.ts'
import { shownOf } from './shown.ts'

/** Time in which every wait is over at once. */
export const instantClock: Clock = {
  now: () => Date.now(),
  after(_ms, callback) {
    const turn = setImmediate(callback)
    return () => clearImmediate(turn)
  },
}

const noLimits = { postsPerChannelSecond: false, tiers: false } as const

/** A Slack with one channel, and a bridge in it. */
export interface SlackHarness extends BridgeHarness {
  slack: SlackEmulator
  createBridge(options?: Partial<SlackBridgeOptions>): Bridge
}

export interface HarnessOptions {
  emulator?: SlackEmulatorOptions
  bridge?: Partial<SlackBridgeOptions>
}

export async function socketHarness({ emulator, bridge }: HarnessOptions = {}): Promise<SlackHarness> {
  const slack = await startSlackEmulator({ limits: noLimits, ...emulator })
  const { token, appToken, channelId, url: slackApiUrl, signingSecret } = slack
  const createBridge = (options: Partial<SlackBridgeOptions> = {}): Bridge => {
    const given = { token, channelId, slackApiUrl, clock: instantClock, ...bridge, ...options }
    return slackBridge(given.signingSecret ? given : { ...given, appToken: given.appToken ?? appToken })
  }
  return {
    bridge: createBridge(),
    platform: platformOf(slack),
    createSuccessor: () => createBridge(),
    createMisconfigured: () => createBridge({ token: ['xoxb', 'another', 'bot'].join('-') }),
    secrets: [token, appToken, signingSecret],
    slack,
    createBridge,
    close: () => slack.stop(),
  }
}

export const createSocketHarness: CreateBridgeHarness = () => socketHarness()

/** The same with the Events API: a server that hands what Slack posts to the bridge. */
export const createEventsHarness: CreateBridgeHarness = inbox => {
  const clock = hurriedClock()
  return eventsHarness(inbox, clock, patientClock(clock))
}

export interface EventsHarness extends SlackHarness {
  /** The next calls find no bridge, and are answered with 404. */
  miss(count: number): void
}

/** `clock` is Slack's time, `bridgeClock` the bridge's. */
export async function eventsHarness(
  inbox: Inbox,
  clock: EmulatorClock,
  bridgeClock: Clock,
): Promise<EventsHarness> {
  let bridge: Bridge | undefined
  let missing = 0
  const find = (): Bridge | undefined => {
    missing -= 1
    return missing >= 0 ? undefined : bridge
  }
  const server = serve(find, inbox)
  const url = await listen(server)
  const harness = await socketHarness({
    bridge: { signingSecret: ['emulated', 'signing', 'secret'].join('-'), clock: bridgeClock },
    emulator: { clock },
  })
  bridge = harness.bridge
  await harness.slack.app.setRequestUrl(url)
  return {
    ...harness,
    miss(count) {
      missing = count
    },
    createSuccessor: () => {
      // The former process is gone, and so are its connections.
      server.closeAllConnections()
      bridge = harness.createSuccessor()
      return bridge
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await harness.close()
    },
  }
}

/** A server at which Slack's calls are handed to a bridge. */
export function serve(find: () => Bridge | undefined, inbox: Inbox): Server {
  return createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const headers = new Headers(incoming.headers as Record<string, string>)
    const body = Buffer.concat(chunks)
    const request = new Request('http://host.example/', { method: 'POST', headers, body })
    const response = await find()?.handleWebhook?.(request, inbox)
    outgoing.writeHead(response?.status ?? 404).end(await response?.text())
  })
}

export function listen(server: Server): Promise<string> {
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    )
  })
}

/** Slack's second and third retry come after minutes: here at once. For an answer it waits for ever. */
export function hurriedClock(): EmulatorClock {
  return {
    now: () => Date.now(),
    setTimeout: (run, ms) => (ms < 60_000 ? undefined : setImmediate(run)),
    clearTimeout: handle => clearImmediate(handle as NodeJS.Immediate | undefined),
  }
}

/** The time of the emulator, in which no answer is ever late. */
export function patientClock(clock: EmulatorClock): Clock {
  return {
    now: clock.now,
    after: (ms, callback) => (ms === 2000 ? () => undefined : instantClock.after(ms, callback)),
  }
}

/** The emulator as the suite wants a platform: by the bridge's ids. */
export function platformOf(slack: SlackEmulator): BridgePlatform {
  const { asOperator, faults } = slack
  const partsOf = (id: string): [channel: string, ts: string] => {
    const [channel = '', ts = ''] = id.split(':')
    return [channel, ts]
  }
  const idOf = ({ channelId, ts }: SlackMessageView): string => `${channelId}:${ts}`
  const messagesIn = (threadId: string): SlackMessageView[] => {
    const [channel, ts] = partsOf(threadId)
    return slack
      .thread(ts, channel)
      .messages()
      .filter(({ isDeleted, isTombstone }) => !isDeleted && !isTombstone)
  }
  return {
    read: async threadId =>
      messagesIn(threadId).map(message => ({
        platformId: idOf(message),
        text: shownOf(message),
        isOurs: message.from.id === slack.botUserId,
      })),
    title: async () => undefined,
    async isClosed(threadId) {
      const [channel, ts] = partsOf(threadId)
      const reactions = slack.message(ts, channel)?.reactions ?? []
      return reactions.some(({ name }) => name === 'white_check_mark')
    },
    async write(threadId, text) {
      const [channel, threadTs] = partsOf(threadId)
      return idOf(asOperator.send({ text, channel, threadTs }))
    },
    async edit(platformId, text) {
      const [channel, ts] = partsOf(platformId)
      asOperator.edit(ts, text, channel)
    },
    async deleteMessage(platformId) {
      const [channel, ts] = partsOf(platformId)
      asOperator.delete(ts, channel)
    },
    async deleteThread(threadId) {
      // The opening message last: below a deleted one, what was said keeps its place.
      for (const { channelId, ts } of messagesIn(threadId).reverse()) asOperator.delete(ts, channelId)
    },
    async react(platformId, reaction) {
      const [channel, ts] = partsOf(platformId)
      asOperator.react(ts, reaction === 'thumbs-up' ? '+1' : '-1', undefined, channel)
    },
    async marks(platformId) {
      const [channel, ts] = partsOf(platformId)
      const marks: readonly string[] = Object.values(MARKS)
      const ours = slack.message(ts, channel)?.reactions.filter(({ by }) => by.some(({ isBot }) => isBot))
      return (ours ?? []).map(({ name }) => name).filter(name => marks.includes(name))
    },
    async limit(ms, after) {
      const seconds = Math.ceil(ms / 1000)
      let left = after
      if (left === 0) return faults.limit(1, seconds)
      const off = faults.onCall(({ method, moment }) => {
        if (method !== 'chat.postMessage' || moment !== 'after') return
        left -= 1
        if (left > 0) return
        faults.limit(1, seconds)
        off()
      })
    },
    async cutOff() {
      faults.hold()
      return () => faults.resume()
    },
  }
}
