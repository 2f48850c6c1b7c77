import { afterEach, describe, expect, it } from 'vitest'
import { remoteBridge } from '../bridges/remote/remote-bridge.ts'
import type { PocketPingOptions } from '../options/options.ts'
import { PocketPing } from '../pocketping.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { textBridge } from '../testing/text-bridge.ts'
import { textPlatform } from '../testing/text-platform.ts'
import type { SocketSession } from './socket-session.ts'

const KEY = 'sk_shop_0000000000000000'
const BLOG_KEY = 'sk_blog_0000000000000000'
const clock = manualClock()
const running: PocketPing[] = []
const sessions: SocketSession[] = []

afterEach(async () => {
  // A process that never answers would keep its engine from stopping for as long as an answer is awaited.
  for (const session of sessions.splice(0)) session.closed()
  for (const pp of running.splice(0)) await pp.stop()
})

interface Caller {
  say(frame: unknown): void
  said: { type: string; error?: { code: string; message: string } }[]
  closed(): Promise<number>
  closedWith: number | undefined
  refuse(): void
  until(isTrue: () => boolean): Promise<void>
}

function engine(options: PocketPingOptions = {}): PocketPing {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} }
  const platform = textPlatform({ clock })
  const bridges = [remoteBridge('far'), textBridge({ platform, clock, id: 'near' })]
  const pp = new PocketPing({ secretKeys: [KEY], bridges, clock, logger: quiet, ...options })
  running.push(pp)
  return pp
}

async function call(pp: PocketPing, peerAddress = '203.0.113.7'): Promise<Caller> {
  const said: Caller['said'] = []
  const socket = {
    send: ({ text }: { text: string }) => void said.push(JSON.parse(text)),
    close: (code: number) => {
      caller.closedWith = code
    },
    backlog: () => 0,
  }
  const session = await pp.openApiSocket(socket, { header: () => undefined, peerAddress })
  sessions.push(session)
  const caller: Caller = {
    said,
    closedWith: undefined,
    say: frame => session.receive(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    refuse: () => session.refuse('Frames must be text'),
    async until(isTrue) {
      while (!isTrue()) await new Promise(resolve => setImmediate(resolve))
    },
    async closed() {
      await caller.until(() => caller.closedWith !== undefined)
      return caller.closedWith ?? 0
    },
  }
  return caller
}

const auth = (apiKey: unknown = KEY): object => ({ type: 'auth', apiKey, role: 'bridge' })

const bridge = (id = 'far', values: object = {}): object => ({
  type: 'bridge',
  id,
  capabilities: { maxLength: 100, edits: true, removals: true, commandPrefixes: ['/'] },
  has: [],
  ...values,
})

describe('a socket of the API', () => {
  it('takes a bridge from whoever has the key, also both frames at once', async () => {
    const caller = await call(engine())
    caller.say(auth())
    caller.say(bridge())
    await caller.until(() => caller.said.length > 1)
    expect(caller.said.slice(0, 2)).toEqual([{ type: 'authenticated' }, { type: 'ready' }])
  })

  it('takes each of several keys, so that one can be replaced', async () => {
    const pp = engine({ secretKeys: ['sk_old_00000000000000000', KEY] })
    for (const key of ['sk_old_00000000000000000', KEY]) {
      const caller = await call(pp)
      caller.say(auth(key))
      await caller.until(() => caller.said.length === 1)
      expect(caller.said).toEqual([{ type: 'authenticated' }])
    }
  })

  it('tells no wrong key from another', async () => {
    const answers = new Set<string>()
    const keys = [
      '',
      'x',
      KEY.slice(0, -1),
      `${KEY}0`,
      KEY.toUpperCase(),
      'ключ',
      'y'.repeat(200),
      `${KEY}\u0000`,
    ]
    for (const options of [{}, { secretKeys: [] }])
      for (const key of keys) {
        const caller = await call(engine(options))
        caller.say(auth(key))
        answers.add(`${await caller.closed()} ${JSON.stringify(caller.said)}`)
      }
    expect(answers.size).toBe(1)
    expect([...answers][0]).toMatch(
      /^4401 \[\{"type":"error","error":\{"error":"Unauthorized","message":"This key/,
    )
  })

  it.for<[name: string, code: number, frame: unknown]>([
    ['that is no JSON', 4400, 'hello'],
    ['that is no object', 4400, '[]'],
    ['of another type', 4400, { type: 'hello', apiKey: KEY }],
    ['without a key', 4400, { type: 'auth' }],
    ['with a key that is no text', 4400, { type: 'auth', apiKey: 1 }],
    ['with something more', 4400, { type: 'auth', apiKey: KEY, as: 'admin' }],
    ['that is long', 4400, auth('x'.repeat(100_000))],
    ['that is nested deeply', 4400, `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['that is a bridge', 4400, bridge()],
    ['with a key that is longer than any', 4400, auth('y'.repeat(201))],
    ['with a role that is none', 4400, { type: 'auth', apiKey: KEY, role: 'admin' }],
  ])('closes on a first frame %s', async ([, code, frame]) => {
    const caller = await call(engine())
    caller.say(frame)
    expect(await caller.closed()).toBe(code)
    expect(caller.said.map(({ type }) => type)).toEqual(['error'])
  })

  it.for<[name: string, code: number, said: RegExp, frame: object]>([
    ['no type', 4400, /type/, {}],
    ['a type that is none', 4400, /type: must be "bridge"/, { type: 'toString' }],
    ['a bridge without capabilities', 4400, /capabilities/, { type: 'bridge', id: 'far', has: [] }],
    ['a bridge with something more', 4400, /"admin" is not known here/, bridge('far', { admin: true })],
    ['a bridge that nobody knows', 4404, /add remoteBridge\('nobody'\)/, bridge('nobody')],
    ['a bridge that runs in the engine', 4404, /Put remoteBridge\('near'\) in its place/, bridge('near')],
  ])('closes on %s, and says what to do', async ([, code, said, frame]) => {
    const caller = await call(engine())
    caller.say(auth())
    caller.say(frame)
    expect(await caller.closed()).toBe(code)
    expect(caller.said.at(-1)?.error?.message).toMatch(said)
  })

  it('lets no second process take a bridge', async () => {
    const pp = engine()
    for (const code of [undefined, 4409]) {
      const caller = await call(pp)
      caller.say(auth())
      caller.say(bridge())
      await caller.until(() => caller.said.length > 1)
      expect(caller.closedWith).toBe(code)
    }
  })

  it('opens the conversations of every project only with a key of every project', async () => {
    const pp = engine({
      secretKeys: undefined as never,
      projects: [
        { id: 'shop', secretKeys: [KEY, 'sk_both_0000000000000000'] },
        { id: 'blog', secretKeys: [BLOG_KEY, 'sk_both_0000000000000000'] },
      ],
    })
    for (const [key, code] of [
      [KEY, 4403],
      [BLOG_KEY, 4403],
    ] as const) {
      const caller = await call(pp)
      caller.say(auth(key))
      caller.say(bridge())
      expect(await caller.closed()).toBe(code)
    }
    const caller = await call(pp)
    caller.say(auth('sk_both_0000000000000000'))
    caller.say(bridge())
    await caller.until(() => caller.said.length > 1)
    expect(caller.said[1]).toEqual({ type: 'ready' })
  })

  it('limits how often an address tries, with whatever key', async () => {
    const pp = engine({ limits: { address: { burst: 3, perSecond: 1 } } })
    const attempt = async (key: string, address?: string): Promise<number | undefined> => {
      const caller = await call(pp, address)
      caller.say(auth(key))
      await caller.until(() => caller.said.length === 1)
      return caller.closedWith
    }
    for (let tries = 0; tries < 3; tries += 1) expect(await attempt('guess')).toBe(4401)
    expect([await attempt('guess'), await attempt(KEY)]).toEqual([4429, 4429])
    expect(await attempt(KEY, '198.51.100.1')).toBeUndefined()
    clock.move(1000)
    expect(await attempt(KEY)).toBeUndefined()
  })

  it('closes where nobody says who they are in time', async () => {
    const callers = [await call(engine()), await call(engine())]
    callers[1]?.say(auth())
    await callers[1]?.until(() => callers[1]?.said.length === 1)
    const end = clock.elapsed() + 10_000
    let isDue = true
    while (isDue) isDue = clock.moveToNext(end - clock.elapsed())
    for (const caller of callers) expect(caller.closedWith).toBe(4408)
  })

  it('closes on what is no text, and on too much before it is known who is there', async () => {
    const binary = await call(engine())
    binary.refuse()
    expect(binary.closedWith).toBe(1003)
    const eager = await call(engine())
    eager.say(auth())
    for (let frame = 0; frame < 12; frame += 1) eager.say({ type: 'ping' })
    expect(eager.closedWith).toBe(4429)
  })

  it('refuses a call that it cannot read, and goes on; closes on what is no frame at all', async () => {
    const caller = await call(engine())
    caller.say(auth())
    caller.say(bridge())
    await caller.until(() => caller.said.length > 1)
    caller.say({ type: 'call', id: 4, call: { method: 'receive', inbound: { type: 'gossip' } } })
    expect(caller.said).toContainEqual(expect.objectContaining({ type: 'failure', id: 4 }))
    expect(caller.closedWith).toBeUndefined()
    caller.say({ type: 'shrug' })
    expect(caller.closedWith).toBe(4400)
  })
})
