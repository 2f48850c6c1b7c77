import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { remoteBridge } from '../bridges/remote/remote-bridge.ts'
import type { Logger } from '../contracts/logger.ts'
import type { Storage } from '../contracts/storage.ts'
import { realClock } from '../outbox/real-clock.ts'
import { PocketPing } from '../pocketping.ts'
import { memoryStorage } from '../storage/memory.ts'
import { PATIENTLY } from '../testing/patience.ts'
import { textBridge } from '../testing/text-bridge.ts'
import { type TextPlatform, textPlatform } from '../testing/text-platform.ts'
import { toNodeHandler } from './node-handler.ts'
import { attachWebSockets } from './node-sockets.ts'
import { type RunBridgeOptions, runBridge } from './run-bridge.ts'

const KEY = 'sk_for_tests_0000000000000000'
const { poll } = expect

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Host {
  pp: PocketPing
  server: Server
  url: string
  port: number
  /** As if the process had been killed. */
  cut(): Promise<void>
}

/** Time in which nobody waits: what would be tried again in a minute is tried again at once. */
const hurriedClock = {
  now: realClock.now,
  after: (ms: number, callback: () => void) => realClock.after(ms / 100, callback),
}

async function host(storage: Storage, port = 0): Promise<Host> {
  const pp = new PocketPing({
    storage,
    secretKeys: [KEY],
    bridges: [remoteBridge('text')],
    logger: quiet,
    leaseMs: 300,
  })
  const mountPath = '/pocketping'
  const handle = toNodeHandler(pp, { mountPath })
  const server = createServer((request, response) => void handle(request, response))
  attachWebSockets(pp, server, { mountPaths: new Set([mountPath]) })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const { port: taken } = server.address() as AddressInfo
  const cut = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  const made = { pp, server, url: `http://127.0.0.1:${taken}/pocketping`, port: taken, cut }
  closing.push(async () => {
    await pp.stop()
    if (server.listening) await cut()
  })
  return made
}

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} }

function run(platform: TextPlatform, url: string, options: Partial<RunBridgeOptions> = {}) {
  const bridge = textBridge({ platform, clock: realClock })
  const running = runBridge({ url, apiKey: KEY, bridge, logger: quiet, clock: hurriedClock, ...options })
  closing.push(() => running.stop())
  return running
}

/** A storage that outlives its engine. */
function kept(storage: Storage): Storage {
  return { ...storage, close: async () => undefined }
}

async function startVisitor({ url }: Host): Promise<{ sessionId: string; say(text: string): Promise<void> }> {
  const started = await fetch(`${url}/widget/sessions`, { method: 'POST', body: '{}' })
  const { token, session } = (await started.json()) as { token: string; session: { id: string } }
  let count = 0
  return {
    sessionId: session.id,
    async say(content) {
      count += 1
      const body = JSON.stringify({ type: 'send', id: `msg_0000000${count}`, content })
      const headers = { authorization: `Bearer ${token}` }
      expect((await fetch(`${url}/widget/commands`, { method: 'POST', headers, body })).status).toBe(200)
    },
  }
}

describe('runBridge()', () => {
  it('carries a conversation over a real WebSocket, over the ends of both processes', async () => {
    const platform = textPlatform({ clock: realClock })
    const storage = kept(memoryStorage())
    let engine = await host(storage)
    const first = run(platform, `${engine.url}/`)
    await first.connected
    const visitor = await startVisitor(engine)
    const shown = (): string[] => platform.shownOf(visitor.sessionId)
    await visitor.say('one')
    await poll(shown, PATIENTLY).toEqual(['one'])

    await first.stop()
    await visitor.say('two')
    platform.operator.write(platform.threadOf(visitor.sessionId)?.id ?? '', 'while nobody ran')
    const second = run(platform, engine.url)
    await second.connected
    await poll(shown, PATIENTLY).toEqual(['one', 'two'])
    await poll(() => platform.updates, PATIENTLY).toEqual([])

    // The same port: the process finds its engine again by itself.
    const { port } = engine
    await engine.pp.stop()
    await engine.cut()
    platform.operator.write(platform.threadOf(visitor.sessionId)?.id ?? '', 'while the engine was away')
    engine = await host(storage, port)
    await engine.pp.start()
    await poll(() => platform.updates, PATIENTLY).toEqual([])
    await visitor.say('three')
    await poll(shown, PATIENTLY).toEqual(['one', 'two', 'three'])
    const records = await storage.listMessages({ sessionId: visitor.sessionId, afterOrder: 0, limit: 100 })
    expect(records.map(({ content }) => content)).toEqual([
      'one',
      'two',
      'while nobody ran',
      'while the engine was away',
      'three',
    ])
  })

  it('says what is wrong with the key, without showing it, and goes on trying', async () => {
    const platform = textPlatform({ clock: realClock })
    const engine = await host(memoryStorage())
    const lines: string[] = []
    const write = (message: string, details?: unknown): void =>
      void lines.push(`${message} ${JSON.stringify(details)}`)
    const logger: Logger = { debug: write, info: write, warn: write, error: write }
    const apiKey = 'sk_somebody_elses_0123456789'
    const running = run(platform, engine.url, { apiKey, logger })
    await expect(running.connected).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(lines.join('\n')).toMatch(/The engine refuses this bridge: This key opens nothing. Use one of/)
    expect(lines.join('\n')).not.toContain(apiKey)
  })

  it('tells a server without WebSockets from an engine', async () => {
    const pp = new PocketPing({ logger: quiet })
    closing.push(() => pp.stop())
    const handle = toNodeHandler(pp)
    const server = createServer((request, response) => void handle(request, response))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise(resolve => server.close(resolve)))
    const lines: string[] = []
    const warn = (message: string): void => void lines.push(message)
    run(textPlatform({ clock: realClock }), `http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      logger: { ...quiet, warn },
    }).connected.catch(() => undefined)
    await poll(() => lines.join('\n'), PATIENTLY).toContain('Unexpected server response: 426')
  })

  it.for<[name: string, said: RegExp, options: object]>([
    ['no address', /url: must be where the engine is mounted, e\.g\. https:/, { url: undefined }],
    ['a path', /url: must be/, { url: '/pocketping' }],
    ['a file', /url: must be/, { url: 'file:///pocketping' }],
    ['an address with a password', /url: must be/, { url: 'https://a:b@shop.example' }],
    ['an address with a key in it', /url: must be/, { url: 'https://shop.example/?key=1' }],
    ['no key', /apiKey: must be one of the secretKeys/, { apiKey: undefined }],
    ['a short key', /apiKey: .*at least 16 characters/, { apiKey: 'short' }],
    ['a token for a bridge', /bridge: must be a bridge, e\.g\. telegramBridge/, { bridge: '1:a' }],
    ['what nobody knows', /Unrecognized key: "key"/, { key: 'x' }],
  ])('refuses %s', ([, said, options]) => {
    const bridge = textBridge({ platform: textPlatform({ clock: realClock }), clock: realClock })
    const all = { url: 'https://shop.example/pocketping', apiKey: KEY, bridge, ...options }
    expect(() => runBridge(all as RunBridgeOptions)).toThrow(said)
  })
})

describe('the WebSocket of servers', () => {
  it('closes on frames that are too large, or no text', async () => {
    const { url } = await host(memoryStorage())
    const codes = [Buffer.alloc(3_000_000, 'x').toString(), Buffer.from('{}')].map(async data => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`)
      socket.on('open', () => socket.send(data))
      return new Promise(resolve => socket.on('close', resolve))
    })
    expect(await Promise.all(codes)).toEqual([1009, 1003])
  })
})
