import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hurriedClock, TIMEOUT_MS } from '../../test/client-clock.ts'
import { type ScriptedEngine, startScriptedEngine } from '../../test/scripted-engine.ts'
import { PATIENTLY } from '../testing/patience.ts'
import { createClient, type PocketPingClient } from './index.ts'

let engine: ScriptedEngine
let client: PocketPingClient

beforeEach(async () => {
  engine = await startScriptedEngine()
  const apiKey = 'sk_for_tests_0000000000000000'
  client = createClient({ url: engine.url, apiKey, timeoutMs: TIMEOUT_MS, clock: hurriedClock() })
})

afterEach(() => engine.stop())

function event(id: string): object {
  return { type: 'session.updated', id, timestamp: '2026-01-05T09:00:00.000Z', sessionId: 'sess_1' }
}

const isClosed = (number: number) =>
  expect.poll(() => engine.sockets[number - 1]?.closedWith, PATIENTLY).toBe(1000)

describe('an iteration over the events', () => {
  it('goes over interruptions, and ends with the loop', async () => {
    const scene = async () => {
      const first = await engine.socket(1)
      first.say(event('1'), event('2'))
      await expect.poll(() => seen.length, PATIENTLY).toBe(2)
      first.cut()
      const second = await engine.socket(2)
      second.say({ type: 'gap', id: '3' }, event('4'), event('5'))
      return second
    }
    const seen: string[] = []
    const played = scene()
    for await (const { type, id } of client.events({ after: '0' })) {
      seen.push(`${type} ${id}`)
      if (id === '4') break
    }
    expect(seen).toEqual(['session.updated 1', 'session.updated 2', 'gap 3', 'session.updated 4'])
    expect((await played).frames[0]).toMatchObject({ type: 'auth' })
    expect(engine.sockets[0]?.frames[0]).toMatchObject({ after: '0' })
    await isClosed(2)
  })

  it('ends with the signal, also while nothing comes', async () => {
    const ending = new AbortController()
    const next = client.events({ signal: ending.signal }).next()
    await engine.socket(1)
    ending.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    await isClosed(1)
  })

  it('does not begin after the signal', async () => {
    expect(await client.events({ signal: AbortSignal.abort() }).next()).toMatchObject({ done: true })
    expect(engine.sockets).toEqual([])
  })

  it('throws where the key is refused', async () => {
    const next = client.events().next()
    await expect.poll(() => engine.sockets.length, PATIENTLY).toBe(1)
    engine.sockets[0]?.close(4401)
    await expect(next).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })
})
