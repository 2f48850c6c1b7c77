import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HurriedClock, hurriedClock, TIMEOUT_MS } from '../../test/client-clock.ts'
import { type ScriptedEngine, startScriptedEngine } from '../../test/scripted-engine.ts'
import type { ApiEvent } from '../protocol/api-events.ts'
import { PATIENTLY } from '../testing/patience.ts'
import { createClient, type PocketPingClient, type Subscription } from './index.ts'

const { poll } = expect

let engine: ScriptedEngine
let clock: HurriedClock
let client: PocketPingClient
let subscription: Subscription | undefined

beforeEach(async () => {
  engine = await startScriptedEngine()
  clock = hurriedClock()
  subscription = undefined
  client = createClient({
    url: engine.url,
    apiKey: 'sk_for_tests_0000000000000000',
    timeoutMs: TIMEOUT_MS,
    clock,
  })
})

afterEach(async () => {
  subscription?.close()
  await engine.stop()
})

function event(id: number): object {
  return { type: 'session.updated', id: `${id}`, timestamp: '2026-01-05T09:00:00.000Z', sessionId: 'sess_1' }
}

describe('a subscriber', () => {
  it('that fails is told so, and gets the next event', async () => {
    const told: unknown[] = []
    subscription = client.subscribe({
      onEvent({ id }) {
        told.push(id)
        if (id === '1') throw new Error('thrown')
        if (id === '2') return Promise.reject('rejected')
      },
      onError: ({ message }) => void told.push(message),
    })
    const socket = await engine.socket(1)
    socket.say(event(1), event(2), { type: 'gap', id: '3' }, event(4))
    await poll(() => told, PATIENTLY).toEqual([
      '1',
      'thrown',
      '2',
      'rejected',
      'Events were missed that are kept no longer. Pass onGap, and read the list of sessions there.',
      '4',
    ])
  })

  it('that is too slow gets the rest later: nothing is lost', async () => {
    const first = Promise.withResolvers<void>()
    const ids: string[] = []
    subscription = client.subscribe({
      onEvent({ id }: ApiEvent) {
        ids.push(id)
        return id === '0' ? first.promise : undefined
      },
    })
    const total = 10_050
    const all = Array.from({ length: total }, (_, id) => event(id))
    const socket = await engine.socket(1)
    socket.say(...all)
    await poll(() => socket.closedWith, PATIENTLY).toBe(1000)
    expect(engine.sockets).toHaveLength(1)
    expect(ids).toEqual(['0'])
    first.resolve()
    const second = await engine.socket(2)
    const { after } = second.frames[0] ?? {}
    expect(after).toBe('10000')
    // Also some that are known.
    second.say(...all.slice(9000))
    await poll(() => ids.length, PATIENTLY).toBe(total)
    expect(new Set(ids).size).toBe(total)
    expect(clock.pauses).toEqual([])
  })
})

describe('a command', () => {
  it('resolves with its acknowledgement', async () => {
    subscription = client.subscribe({ onEvent: () => undefined })
    const socket = await engine.socket(1)
    await subscription.connected
    const acks = [
      subscription.send({ type: 'send', sessionId: 'sess_1', content: 'a' }),
      subscription.send({ type: 'typing', sessionId: 'sess_1' }),
    ]
    await poll(() => socket.frames.length, PATIENTLY).toBe(3)
    const [, send, typing] = socket.frames
    expect([send, typing]).toMatchObject([
      { type: 'send', sessionId: 'sess_1', content: 'a' },
      { type: 'typing' },
    ])
    socket.say({ type: 'ack', ref: typing?.ref }, { type: 'ack', ref: send?.ref, message: { id: 'msg_1' } })
    const [sent, typed] = await Promise.all(acks)
    expect(sent).toMatchObject({ message: { id: 'msg_1' } })
    expect(typed).not.toHaveProperty('message')
    expect(clock.held(TIMEOUT_MS)).toBe(0)
  })

  it('rejects with its refusal', async () => {
    subscription = client.subscribe({ onEvent: () => undefined })
    const socket = await engine.socket(1)
    await subscription.connected
    const closing = subscription.send({ type: 'close', sessionId: 'sess_1' })
    await poll(() => socket.frames.length, PATIENTLY).toBe(2)
    const error = { error: 'Too many requests', message: 'Slowly.', code: 'RATE_LIMITED' }
    socket.say({ type: 'error', ref: socket.frames[1]?.ref, error, retryAfterMs: 5 })
    await expect(closing).rejects.toMatchObject({
      name: 'PocketPingError',
      code: 'RATE_LIMITED',
      message: 'Slowly.',
      retryAfterMs: 5,
    })
  })

  it.each(['lost', 'closed', 'slow'])('rejects where the connection is %s before the answer', async how => {
    subscription = client.subscribe({ onEvent: () => undefined })
    const socket = await engine.socket(1)
    await subscription.connected
    const closing = subscription.send({ type: 'close', sessionId: 'sess_1' })
    await poll(() => socket.frames.length, PATIENTLY).toBe(2)
    if (how === 'lost') socket.cut()
    else if (how === 'closed') subscription.close()
    else clock.passLimit(TIMEOUT_MS)
    await expect(closing).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('Perhaps it was carried out'),
    })
  })

  it('rejects at once where there is no connection', async () => {
    subscription = client.subscribe({ onEvent: () => undefined })
    await expect(subscription.send({ type: 'close', sessionId: 'sess_1' })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('nothing was sent'),
    })
  })
})
