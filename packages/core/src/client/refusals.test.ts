import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HurriedClock, hurriedClock, TIMEOUT_MS } from '../../test/client-clock.ts'
import { type Scripted, type ScriptedEngine, startScriptedEngine } from '../../test/scripted-engine.ts'
import { PATIENTLY } from '../testing/patience.ts'
import { createClient, type PocketPingClient, PocketPingError } from './index.ts'

const KEY = 'sk_for_tests_0000000000000000'

let engine: ScriptedEngine
let clock: HurriedClock
let client: PocketPingClient

beforeEach(async () => {
  engine = await startScriptedEngine()
  clock = hurriedClock()
  client = createClient({ url: engine.url, apiKey: KEY, timeoutMs: TIMEOUT_MS, clock })
})

afterEach(() => engine.stop())

function refused(status: number, code: string, headers: Record<string, string> = {}): Scripted {
  return { status, headers, body: { error: 'Short', message: `Why ${code}`, code } }
}

/** The error of a call, of which no part tells the key. */
async function errorOf(call: Promise<unknown>): Promise<PocketPingError> {
  const error: unknown = await call.catch(thrown => thrown)
  expect(error).toBeInstanceOf(PocketPingError)
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(KEY)
  return error as PocketPingError
}

const say = () => client.sendMessage('sess_1', { content: 'a' })

describe('a refusal', () => {
  it('is a PocketPingError with code, message and status', async () => {
    engine.script(refused(409, 'MESSAGE_DELETED'))
    const error = await errorOf(say())
    expect(error).toMatchObject({ code: 'MESSAGE_DELETED', message: 'Why MESSAGE_DELETED', status: 409 })
    expect(engine.seen).toHaveLength(1)
  })

  it('of a code that this version does not know is one of its kind', async () => {
    engine.script(refused(418, 'TEAPOT'), refused(500, 'FLOOD'))
    expect(await errorOf(say())).toMatchObject({ code: 'BAD_REQUEST', message: 'Why TEAPOT' })
    expect(await errorOf(say())).toMatchObject({ code: 'INTERNAL', message: 'Why FLOOD' })
  })

  it('is undefined where one looks for what is not there', async () => {
    engine.script(refused(404, 'SESSION_NOT_FOUND'), refused(404, 'WEBHOOK_NOT_FOUND'))
    expect(await client.session('sess_1')).toBeUndefined()
    expect(await client.webhook('wh_1')).toBeUndefined()
    engine.script(refused(404, 'NOT_FOUND'), refused(404, 'SESSION_NOT_FOUND'))
    expect(await errorOf(client.session('sess_1'))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await errorOf(client.messages('sess_1'))).toMatchObject({ code: 'SESSION_NOT_FOUND' })
  })

  it.each([
    [404, '<h1>Cannot GET this</h1>'],
    [200, '<!doctype html><title>Shop</title>'],
    [200, '[1]'],
    [401, '{"message":"who are you"}'],
    [204, ''],
  ])('that is not ours says the status %i and what to check, not the body', async (status, body) => {
    engine.script({ status, body })
    const error = await errorOf(client.session('sess_1'))
    expect(error.code).toBe('UNREACHABLE')
    expect(error.message).toContain(`${engine.url} answered ${status}`)
    expect(error.message).toContain('Check that url is where the engine is mounted')
    if (body !== '') expect(error.message).not.toContain(body)
  })

  it('names a redirect, and does not follow it', async () => {
    engine.script({ status: 301, headers: { location: '/elsewhere' }, body: 'Moved' })
    expect((await errorOf(say())).message).toMatch(/redirects elsewhere \(301\).*https/)
    expect(engine.seen).toHaveLength(1)
  })
})

describe('what passes', () => {
  it.each([refused(503, 'NOT_STARTED'), { status: 502, body: 'Bad gateway' }, 'cut the connection'] as const)(
    'is tried again with the same key: %o',
    async trouble => {
      engine.script(trouble, trouble, { body: { id: 'msg_1' } })
      expect(await say()).toEqual({ id: 'msg_1' })
      const keys = engine.seen.map(({ headers }) => headers['idempotency-key'])
      expect(keys).toEqual(Array(3).fill(keys[0]))
      const [first = 0, second = 0] = clock.pauses
      expect(first).toBeGreaterThanOrEqual(250)
      expect(first).toBeLessThanOrEqual(500)
      expect(second).toBeGreaterThanOrEqual(500)
      expect(second).toBeLessThanOrEqual(1000)
    },
  )

  it('is told after three attempts', async () => {
    engine.script(...Array<Scripted>(4).fill(refused(503, 'NOT_STARTED')))
    expect(await errorOf(client.health())).toMatchObject({ code: 'NOT_STARTED' })
    expect(engine.seen).toHaveLength(3)
  })

  it('waits as long as it is told to', async () => {
    engine.script(refused(429, 'RATE_LIMITED', { 'retry-after': '7' }), {})
    await client.health()
    expect(clock.pauses).toEqual([7000])
  })

  it('is told at once where that is longer than 30 seconds', async () => {
    engine.script(refused(429, 'RATE_LIMITED', { 'retry-after': '31' }))
    expect(await errorOf(say())).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 31_000 })
    expect(engine.seen).toHaveLength(1)
  })

  it('does not include what went wrong inside', async () => {
    engine.script(refused(500, 'INTERNAL'))
    expect(await errorOf(say())).toMatchObject({ code: 'INTERNAL' })
    expect(engine.seen).toHaveLength(1)
  })
})

describe('an engine that is not there', () => {
  it('is UNREACHABLE, with the reason', async () => {
    await engine.stop()
    const error = await errorOf(say())
    expect(error).toMatchObject({ code: 'UNREACHABLE', status: 503 })
    expect(error.message).toBe(
      `The engine at ${engine.url} cannot be reached (ECONNREFUSED). Check url, and that the engine runs.`,
    )
    expect(clock.pauses).toHaveLength(2)
  })

  it('is waited for as long as timeoutMs, once', async () => {
    engine.script('say nothing')
    const error = errorOf(say())
    await expect.poll(() => engine.seen.length, PATIENTLY).toBe(1)
    clock.passLimit(TIMEOUT_MS)
    expect((await error).message).toContain(`did not answer within ${TIMEOUT_MS} ms`)
    expect(engine.seen).toHaveLength(1)
  })

  it('does not get the key told by a fetch that tells what it was given', async () => {
    const talkative = createClient({
      url: engine.url,
      apiKey: KEY,
      clock,
      fetch: async (url, init) => {
        throw new Error(`${url} ${JSON.stringify(init)}`)
      },
    })
    expect((await errorOf(talkative.health())).message).toContain('cannot be reached. Check')
  })

  it('leaves no time limit behind', async () => {
    await client.health()
    expect(clock.held(TIMEOUT_MS)).toBe(0)
  })
})
