import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import {
  CONNECT_MS,
  type HurriedClock,
  hurriedClock,
  SILENCE_MS,
  TIMEOUT_MS,
} from '../../test/client-clock.ts'
import { type ScriptedEngine, startScriptedEngine } from '../../test/scripted-engine.ts'
import { PATIENTLY } from '../testing/patience.ts'
import { createClient, PocketPingError, type SubscribeOptions, type Subscription } from './index.ts'

const KEY = 'sk_for_tests_0000000000000000'
const { poll } = expect

let engine: ScriptedEngine
let clock: HurriedClock
let subscription: Subscription
/** All that the subscriber was told, in its order. */
let told: string[]

beforeEach(async () => {
  engine = await startScriptedEngine()
  clock = hurriedClock()
  told = []
})

afterEach(async () => {
  subscription.close()
  await engine.stop()
})

function subscribe(options: Partial<SubscribeOptions> = {}): void {
  const client = createClient({ url: engine.url, apiKey: KEY, timeoutMs: TIMEOUT_MS, clock })
  subscription = client.subscribe({
    onEvent: event => void told.push(event.id),
    onGap: gap => void told.push(`gap ${gap.id}`),
    onError: error => void told.push(`${error}`),
    ...options,
  })
}

const timestamp = '2026-01-05T09:00:00.000Z'

function event(id: string, type = 'session.updated'): object {
  return { type, id, timestamp, sessionId: 'sess_1' }
}

const tells = (...expected: string[]) => poll(() => told, PATIENTLY).toEqual(expected)

describe('a subscription', () => {
  it('says its key in the first frame, not in the address, and tells events in order', async () => {
    subscribe()
    const socket = await engine.socket(1)
    await subscription.connected
    expect(socket.frames).toEqual([{ type: 'auth', apiKey: KEY }])
    socket.say(event('1'), { type: 'ping' }, event('2', 'typing'), { type: 'gap', id: '3' }, event('4'))
    await tells('1', '2', 'gap 3', '4')
    await poll(() => subscription.lastEventId).toBe('4')
  })

  it('goes on where it is told to', async () => {
    subscribe({ after: '41' })
    expect(subscription.lastEventId).toBe('41')
    expect((await engine.socket(1)).frames).toEqual([{ type: 'auth', apiKey: KEY, after: '41' }])
  })

  it('connects again after the last event, and tells none twice', async () => {
    subscribe()
    const first = await engine.socket(1)
    first.say(event('1'), event('2'))
    await poll(() => subscription.lastEventId, PATIENTLY).toBe('2')
    first.cut()
    const second = await engine.socket(2)
    expect(second.frames).toEqual([{ type: 'auth', apiKey: KEY, after: '2' }])
    second.say(event('2'), event('3'))
    await tells('1', '2', '3')
  })

  it('waits longer each time, and not so long once it was connected', async () => {
    subscribe()
    for (const number of [1, 2, 3]) {
      await poll(() => engine.sockets.length, PATIENTLY).toBe(number)
      engine.sockets[number - 1]?.close(1012)
    }
    const fourth = await engine.socket(4)
    await subscription.connected
    fourth.cut()
    await engine.socket(5)
    const longest = [1000, 2000, 4000, 1000]
    expect(clock.pauses).toHaveLength(longest.length)
    for (const [index, ms] of clock.pauses.entries()) {
      expect(ms).toBeGreaterThanOrEqual((longest[index] ?? 0) / 2)
      expect(ms).toBeLessThanOrEqual(longest[index] ?? 0)
    }
  })

  it('comes back when nothing was heard for 60 seconds', async () => {
    subscribe()
    await engine.socket(1)
    await subscription.connected
    expect(clock.held(SILENCE_MS)).toBe(1)
    clock.passLimit(SILENCE_MS)
    await engine.socket(2)
    expect(clock.held(SILENCE_MS)).toBeLessThanOrEqual(1)
  })

  it('comes back when nobody answers its connection', async () => {
    subscribe()
    await poll(() => engine.sockets[0]?.frames.length, PATIENTLY).toBe(1)
    clock.passLimit(CONNECT_MS)
    await engine.socket(2)
  })

  it('ends for good where the key is refused', async () => {
    const statuses: unknown[] = []
    subscribe({ onStatus: (...status) => statuses.push(status) })
    await poll(() => engine.sockets[0]?.frames.length, PATIENTLY).toBe(1)
    const error = { error: 'Unauthorized', message: 'This key opens nothing.', code: 'UNAUTHORIZED' }
    engine.sockets[0]?.say({ type: 'error', error })
    engine.sockets[0]?.close(4401)
    await expect(subscription.connected).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(told).toEqual(['PocketPingError: This key opens nothing.'])
    expect(statuses).toEqual([['closed', 'This key opens nothing.']])
    expect(clock.pauses).toEqual([])
  })

  it('reports another refusal, and comes back when it may', async () => {
    subscribe()
    const socket = await engine.socket(1)
    const error = { error: 'Too many requests', message: 'Slowly.', code: 'RATE_LIMITED' }
    socket.say({ type: 'error', error, retryAfterMs: 9000 })
    socket.close(4429)
    await engine.socket(2)
    expect(told).toEqual(['PocketPingError: Slowly.'])
    expect(clock.pauses).toEqual([9000])
  })

  it('says how it stands', async () => {
    const statuses: unknown[] = []
    subscribe({ onStatus: (...status) => statuses.push(status) })
    const socket = await engine.socket(1)
    await subscription.connected
    socket.close(1012, 'stopping')
    await engine.socket(2)
    await poll(() => statuses.length, PATIENTLY).toBe(3)
    subscription.close()
    expect(statuses).toEqual([
      ['connected', undefined],
      ['connecting', 'Closed with 1012 stopping'],
      ['connected', undefined],
      ['closed', 'The subscription was closed.'],
    ])
  })

  it('does nothing more once it is closed', async () => {
    subscribe()
    const socket = await engine.socket(1)
    await subscription.connected
    subscription.close()
    subscription.close()
    await poll(() => socket.closedWith, PATIENTLY).toBe(1000)
    expect(clock.held(SILENCE_MS) + clock.held(CONNECT_MS) + clock.held(TIMEOUT_MS)).toBe(0)
    expect(clock.pauses).toEqual([])
  })

  it('closed before it was connected says so to whoever waits', async () => {
    subscribe()
    subscription.close()
    await expect(subscription.connected).rejects.toBeInstanceOf(PocketPingError)
  })

  it('takes a WebSocket of another make', async () => {
    const { url } = engine
    const client = createClient({ url, apiKey: KEY, timeoutMs: TIMEOUT_MS, clock, WebSocket })
    subscription = client.subscribe({ onEvent: ({ id }) => void told.push(id) })
    const socket = await engine.socket(1)
    socket.say(event('1'))
    await tells('1')
    socket.cut()
    await engine.socket(2)
  })

  it('is not disturbed by what it does not know, or by what is no JSON', async () => {
    subscribe()
    const socket = await engine.socket(1)
    socket.say({ type: 'weather' }, [], event('1', 'session.painted'), event('2'))
    await tells('1', '2')
  })
})
