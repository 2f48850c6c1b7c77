import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Bridge, Clock, Inbox } from '@pocketping/core'
import type { BridgeHarness, BridgePlatform, CreateBridgeHarness } from '@pocketping/core/testing'
import {
  type Clock as EmulatorClock,
  type MessageView,
  startTelegramEmulator,
  type TelegramEmulator,
  type TelegramEmulatorOptions,
} from '@pocketping/emulators'
import { type TelegramBridgeOptions, telegramBridge } from '../src/index.ts'

/** Time in which every wait is over at once. */
export const instantClock: Clock = {
  now: () => Date.now(),
  after(_ms, callback) {
    const turn = setImmediate(callback)
    return () => clearImmediate(turn)
  },
}

const noLimits = { perGroupMinute: false, perChatSecond: false, perSecond: false } as const

export const secret = 'a-secret-that-telegram-proves-itself-with'

/** A Telegram with one group, and a bridge in it. */
export interface TelegramHarness extends BridgeHarness {
  telegram: TelegramEmulator
  createBridge(options?: Partial<TelegramBridgeOptions>): Bridge
}

export interface HarnessOptions {
  emulator?: TelegramEmulatorOptions
  bridge?: Partial<TelegramBridgeOptions>
}

export async function pollingHarness({ emulator, bridge }: HarnessOptions = {}): Promise<TelegramHarness> {
  const telegram = await startTelegramEmulator({ limits: noLimits, ...emulator })
  const createBridge = (options: Partial<TelegramBridgeOptions> = {}): Bridge => {
    const { token, url: apiRoot, chatId } = telegram
    return telegramBridge({ token, chatId, apiRoot, clock: instantClock, ...bridge, ...options })
  }
  return {
    bridge: createBridge(),
    platform: platformOf(telegram),
    createSuccessor: () => createBridge(),
    createMisconfigured: () => createBridge({ token: '5000000001:AAAnotherTokenThatOpensNothing' }),
    secrets: [telegram.token, telegram.token.split(':')[1] ?? ''],
    telegram,
    createBridge,
    close: () => telegram.stop(),
  }
}

export const createPollingHarness: CreateBridgeHarness = () => pollingHarness()

/** The same with a webhook: a server that hands what Telegram posts to the bridge. */
export async function createWebhookHarness(inbox: Inbox): Promise<TelegramHarness> {
  let bridge: Bridge | undefined
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const headers = new Headers(incoming.headers as Record<string, string>)
    const request = new Request('http://host.example/', {
      method: 'POST',
      headers,
      body: Buffer.concat(chunks),
    })
    const response = await bridge?.handleWebhook?.(request, inbox)
    outgoing.writeHead(response?.status ?? 404).end(await response?.text())
  })
  const url = await listen(server)
  const clock = hurriedClock()
  const harness = await pollingHarness({ bridge: { webhook: { url, secret } }, emulator: { clock } })
  // Telegram lets a bot set its webhook once a second.
  harness.telegram.faults.onCall(({ method, moment }) => {
    if (method === 'setWebhook' && moment === 'before') clock.skip(1000)
  })
  bridge = harness.bridge
  return {
    ...harness,
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

// Telegram waits a second and more before it posts again what was not taken. Here it does so at once; the minute
// for which it waits for an answer never ends.
function hurriedClock(): EmulatorClock & { skip(ms: number): void } {
  let ahead = 0
  const skip = (ms: number): void => {
    ahead += ms
  }
  return {
    skip,
    now: () => Date.now() + ahead,
    setTimeout(run, ms) {
      if (ms > 10_000) return undefined
      return setImmediate(() => {
        skip(ms)
        run()
      })
    },
    clearTimeout: handle => clearImmediate(handle as NodeJS.Immediate | undefined),
  }
}

function listen(server: Server): Promise<string> {
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    )
  })
}

/** The emulator as the suite wants a platform: by the bridge's ids. */
function platformOf(telegram: TelegramEmulator): BridgePlatform {
  const { asOperator, faults } = telegram
  const numberOf = (id: string): number => Number(id.split(':')[1])
  const idOf = (message: number): string => `${telegram.chatId}:${message}`
  const seen = ({
    id,
    text,
    from,
    replyTo,
  }: MessageView): Awaited<ReturnType<BridgePlatform['read']>>[number] => ({
    platformId: idOf(id),
    text,
    isOurs: from.id === telegram.bot.id,
    ...(replyTo !== undefined && { replyTo: idOf(replyTo) }),
  })
  return {
    async read(threadId) {
      const messages = telegram.topic(numberOf(threadId)).messages()
      return messages.filter(({ service, isDeleted }) => !service && !isDeleted).map(seen)
    },
    title: async threadId => telegram.topic(numberOf(threadId)).name,
    isClosed: async threadId => telegram.topic(numberOf(threadId)).isClosed,
    async write(threadId, text, { replyTo } = {}) {
      const reply = replyTo === undefined ? {} : { replyTo: numberOf(replyTo) }
      return idOf(asOperator.send({ text, topicId: numberOf(threadId), ...reply }).id)
    },
    edit: async (platformId, text) => void asOperator.edit(numberOf(platformId), text),
    deleteMessage: async platformId => asOperator.deleteForEveryone(numberOf(platformId)),
    deleteThread: async threadId => asOperator.deleteTopic(numberOf(threadId)),
    closeThread: async threadId => asOperator.closeTopic(numberOf(threadId)),
    reopenThread: async threadId => asOperator.reopenTopic(numberOf(threadId)),
    react: async (platformId, reaction) =>
      asOperator.react(numberOf(platformId), reaction === 'thumbs-up' ? '👍' : '👎'),
    async marks(platformId) {
      const reactions = telegram.message(numberOf(platformId))?.reactions ?? []
      return reactions.filter(({ by }) => by.isBot).map(({ emoji }) => emoji)
    },
    isTyping: async threadId => telegram.topic(numberOf(threadId)).botAction === 'typing',
    async limit(ms, after) {
      let left = after
      if (left === 0) return faults.limit(1, Math.ceil(ms / 1000))
      const off = faults.onCall(({ method, moment }) => {
        if (method !== 'sendMessage' || moment !== 'after') return
        left -= 1
        if (left > 0) return
        faults.limit(1, Math.ceil(ms / 1000))
        off()
      })
    },
    async cutOff() {
      faults.hold()
      return () => faults.resume()
    },
  }
}
