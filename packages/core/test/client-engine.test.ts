import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type ClientEvent,
  createClient,
  type PocketPingClient,
  type Subscription,
} from '../src/client/index.ts'
import type { Storage } from '../src/contracts/storage.ts'
import { attachWebSockets, toNodeHandler } from '../src/node/index.ts'
import { PocketPing } from '../src/pocketping.ts'
import { memoryStorage } from '../src/storage/memory.ts'
import { PATIENTLY } from '../src/testing/patience.ts'
import { hurriedClock, TIMEOUT_MS } from './client-clock.ts'
import { idsInLog, KEY } from './subscriber.ts'

interface Host {
  pp: PocketPing
  url: string
  stop(): Promise<void>
}

const { poll } = expect
const hosts: Host[] = []
const subscriptions: Subscription[] = []

afterEach(async () => {
  for (const subscription of subscriptions.splice(0)) subscription.close()
  for (const host of hosts.splice(0)) await host.stop()
})

/** An engine on loopback; on the port of one that was stopped it takes its place. */
async function host(storage: Storage, port = 0): Promise<Host> {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} }
  const pp = new PocketPing({ storage, secretKeys: [KEY], logger: quiet })
  const handle = toNodeHandler(pp)
  const server: Server = createServer((request, response) => void handle(request, response))
  attachWebSockets(pp, server)
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let isStopped = false
  const made: Host = {
    pp,
    url,
    async stop() {
      if (isStopped) return
      isStopped = true
      await pp.stop()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  hosts.push(made)
  return made
}

/** A storage that outlives the engines on it. */
function shared(): Storage {
  return { ...memoryStorage(), close: async () => undefined }
}

async function visit({ url }: Host): Promise<string> {
  const answer = await fetch(`${url}/widget/sessions`, { method: 'POST', body: '{}' })
  return ((await answer.json()) as { session: { id: string } }).session.id
}

function clientOf({ url }: Host): PocketPingClient {
  return createClient({ url, apiKey: KEY, timeoutMs: TIMEOUT_MS, clock: hurriedClock() })
}

function follow(client: PocketPingClient, after?: string): { events: ClientEvent[]; own: Subscription } {
  const events: ClientEvent[] = []
  const own = client.subscribe({
    after,
    onEvent: event => void events.push(event),
    onGap: gap => void events.push(gap),
    // While the engine is away, it is tried again.
    onError: () => undefined,
  })
  subscriptions.push(own)
  return { events, own }
}

const ids = (events: readonly ClientEvent[]): string[] =>
  events.filter(({ type }) => type !== 'typing').map(({ id }) => id)

async function expectAll(storage: Storage, events: readonly ClientEvent[]): Promise<void> {
  const all = await idsInLog(storage)
  await poll(() => ids(events), PATIENTLY).toEqual(all)
}

describe('a client of a real engine', () => {
  it('is told what happens, and answers by commands', async () => {
    const storage = shared()
    const engine = await host(storage)
    const { events, own } = follow(clientOf(engine))
    await own.connected
    const sessionId = await visit(engine)
    const sent = await own.send({ type: 'send', sessionId, content: 'Hello!', author: { name: 'Ada' } })
    expect(sent.message).toMatchObject({ content: 'Hello!', author: { name: 'Ada' }, type: 'operator' })
    expect(await own.send({ type: 'typing', sessionId })).toMatchObject({ type: 'ack' })
    expect((await own.send({ type: 'close', sessionId })).session?.status).toBe('closed')
    await expectAll(storage, events)
    expect(events.map(({ type }) => type)).toContain('typing')
    await expect(own.send({ type: 'close', sessionId: 'sess_none' })).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    })
  })

  it('misses nothing while the engine is restarted, before its first event too', async () => {
    const storage = shared()
    let engine = await host(storage)
    const { events, own } = follow(clientOf(engine))
    await own.connected
    const port = Number(new URL(engine.url).port)
    let sessionId = ''
    for (let round = 0; round < 4; round += 1) {
      await engine.stop()
      // Something happens while nobody can be told.
      const elsewhere = await host(storage)
      sessionId ||= await visit(elsewhere)
      await elsewhere.pp.sendMessage(sessionId, { content: `meanwhile ${round}` })
      engine = await host(storage, port)
      await engine.pp.sendMessage(sessionId, { content: `again ${round}` })
      await expectAll(storage, events)
    }
    expect(events.filter(({ type }) => type === 'gap')).toEqual([])
  })

  it('goes on in another process from the last id that was kept', async () => {
    const storage = shared()
    const engine = await host(storage)
    const first = follow(clientOf(engine))
    await first.own.connected
    const kept = first.own.lastEventId
    expect(kept).toBeDefined()
    first.own.close()
    const sessionId = await visit(engine)
    await engine.pp.sendMessage(sessionId, { content: 'hello' })
    const second = follow(clientOf(engine), kept)
    await expectAll(storage, second.events)
    await poll(() => second.own.lastEventId, PATIENTLY).toBe(ids(second.events).at(-1))
    second.own.close()
    await engine.pp.sendMessage(sessionId, { content: 'bye' })
    const third = follow(clientOf(engine), second.own.lastEventId)
    await poll(async () => [...ids(second.events), ...ids(third.events)], PATIENTLY).toEqual(
      await idsInLog(storage),
    )
  })

  it('is told of a gap', async () => {
    const storage = shared()
    const engine = await host(storage)
    await visit(engine)
    const { events } = follow(clientOf(engine), 'yesterday')
    await poll(() => events.map(({ type }) => type), PATIENTLY).toEqual(['gap', 'session.created'])
  })

  it('goes over the events in a loop', async () => {
    const engine = await host(shared())
    const seen: string[] = []
    const client = clientOf(engine)
    const begun = follow(client)
    await begun.own.connected
    const after = begun.own.lastEventId
    const sessionId = await visit(engine)
    for await (const event of client.events({ after })) {
      seen.push(event.type)
      if (event.type === 'session.created') await client.closeSession(sessionId)
      if (event.type === 'session.closed') break
    }
    expect(seen).toEqual(['session.created', 'message.created', 'session.closed'])
  })

  it('that uses a key of nothing ends at once', async () => {
    const engine = await host(shared())
    const client = createClient({ url: engine.url, apiKey: 'sk_wrong_0000000000000000' })
    const own = client.subscribe({ onEvent: () => undefined, onError: () => undefined })
    await expect(own.connected).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })
})
