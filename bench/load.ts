// The load generator: many browsers in one process of its own.
import { openRawHttp, postRequest } from './load/raw-http.ts'
import { createTally } from './load/tally.ts'
import { connectHttp, connectSocket, type Visitor } from './load/visitor.ts'
import { answerCalls } from './remote.ts'
import { seededToken } from './seeded-token.ts'
import { nowMs } from './stamps.ts'

const tally = createTally()
const visitors: Visitor[] = []
const cycling: string[] = []
let onAck: (index: number) => void = () => undefined

/** What the load generator does when it is told. */
export type LoadCalls = typeof calls

const calls = {
  /** Connects so many browsers; each has a session of its own, or all share one. */
  async connect(options: {
    port: number
    count: number
    transport?: 'socket' | 'http'
    session?: 'own' | 'shared' | 'seeded'
  }): Promise<void> {
    const { port, count, transport = 'socket', session = 'own' } = options
    const connect = transport === 'http' ? connectHttp : connectSocket
    const shared = session === 'shared' ? await startSession(port) : undefined
    let added = 0
    const add = async (): Promise<void> => {
      const index = added
      added += 1
      const token = session === 'seeded' ? seededToken(index) : (shared ?? (await startSession(port)))
      const name = index.toString(36).padStart(4, '0')
      visitors[index] = await connect({ port, token, name, tally, onAck: () => onAck(index) })
    }
    await Promise.race([sideBySide(count, 32, add), tally.failed])
  },

  disconnect(): void {
    for (const visitor of visitors.splice(0)) visitor.close()
  },

  /** Everybody writes, `inFlight` at once, for so long or so often; answers once all is acknowledged. */
  async write(options: {
    ms?: number
    count?: number
    inFlight?: number
    everyMs?: number
  }): Promise<Written> {
    const {
      ms = Number.POSITIVE_INFINITY,
      count = Number.POSITIVE_INFINITY,
      inFlight = 1,
      everyMs = 0,
    } = options
    tally.takeLatencies()
    const before = tally.counts.acknowledged
    const startedAt = nowMs()
    let left = count
    let open = 0
    const done = Promise.withResolvers<void>()
    const next = (index: number): void => {
      if (left > 0 && nowMs() - startedAt < ms) {
        left -= 1
        open += 1
        visitors[index]?.write()
      } else if (open === 0) done.resolve()
    }
    onAck = index => {
      open -= 1
      if (everyMs === 0) return next(index)
      // The pause is of uneven length, or all would write at the same moment.
      setTimeout(next, everyMs * (0.5 + Math.random()), index)
    }
    for (let each = 0; each < inFlight; each += 1) visitors.forEach((_, index) => void next(index))
    await Promise.race([done.promise, tally.failed])
    const elapsedMs = nowMs() - startedAt
    return { acknowledged: tally.counts.acknowledged - before, elapsedMs, ...tally.takeLatencies() }
  },

  /** Starts sessions, some at once; nobody connects to them. */
  async start({ port, count }: { port: number; count: number }): Promise<{ elapsedMs: number }> {
    const startedAt = nowMs()
    await sideBySide(count, 8, () => startSession(port))
    return { elapsedMs: nowMs() - startedAt }
  },

  /** Connects and disconnects so many times, some at once. */
  async cycle({ port, count }: { port: number; count: number }): Promise<void> {
    while (cycling.length < 100) cycling.push(await startSession(port))
    let index = 0
    const once = async (): Promise<void> => {
      const token = cycling[index % cycling.length] as string
      index += 1
      const visitor = await connectSocket({ port, token, name: '0000', tally, onAck: () => undefined })
      visitor.close()
    }
    await Promise.race([sideBySide(count, 32, once), tally.failed])
  },

  /** Waits until so many more frames were heard since `counts.heard` was `from`; answers with the time it was. */
  async hear({ from, count }: { from: number; count: number }): Promise<number> {
    await Promise.race([tally.whenHeard(from + count), tally.failed])
    return nowMs()
  },

  /** From now on the frames that come carry the time they were made. */
  listen(): void {
    tally.isTimed = true
    tally.takeLatencies()
  },

  /** Times since the last call, once there are so many. */
  async latencies(count = 0): Promise<{ p50: number; p99: number }> {
    await Promise.race([tally.whenTimed(count), tally.failed])
    return tally.takeLatencies()
  },

  nextText: () => tally.nextText(),

  counts: () => tally.counts,
}

/** What a round of writing came to. */
export interface Written {
  acknowledged: number
  elapsedMs: number
  p50: number
  p99: number
}

async function startSession(port: number): Promise<string> {
  const http = await idleHttp(port)
  const request = postRequest('/widget/sessions', '{"language":"en","timeZone":"Europe/Paris"}')
  const { token } = JSON.parse((await http.send(request)).toString()) as { token: string }
  idle.push(http)
  return token
}

const idle: Awaited<ReturnType<typeof openRawHttp>>[] = []

async function idleHttp(port: number): ReturnType<typeof openRawHttp> {
  return idle.pop() ?? openRawHttp(port)
}

async function sideBySide(count: number, lanes: number, act: () => Promise<unknown>): Promise<void> {
  let left = count
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await act()
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, count) }, lane))
}

answerCalls(calls)
