import { type CallPlan, type Moment, makeCallFaults, type Pause } from '../shared/call-faults.ts'
import type { Clock } from '../shared/clock.ts'
import type { Disturbances } from './delivery/delivery.ts'
import type { Dispatcher } from './delivery/dispatcher.ts'
import type { DisconnectReason, Sockets } from './delivery/sockets.ts'
import type { Limiter } from './limits.ts'

/** A call as hooks see it. */
export interface SlackObservedCall {
  method: string
  params: Record<string, string>
  moment: Moment
}

/** What a fault answers instead of the method: an error of the API, or a status of the servers before it. */
export type SlackFailure = { error: string; status?: undefined } | { status: number; error?: undefined }

/** Everything that can go wrong on the way. `method` is a name or `*`. */
export interface SlackFaults {
  /** The next `count` calls are refused with 429 and this `Retry-After`: posts, edits and shared files, or `method`. */
  limit(count: number, retryAfter: number, method?: string): void
  /** The next calls are refused without being executed: `{ error }` with 200, or `{ status }`; once unless `times` says otherwise. */
  fail(method: string, failure: { error?: string; status?: number; times?: number }): void
  /** Calls take `ms` longer, until `clear`. */
  delay(method: string, ms: number, moment?: Moment): void
  /** The next calls are executed and the connection is cut before the answer. */
  dropAnswer(method: string, times?: number): void
  /** The next calls are not executed: the connection is cut when they arrive. */
  dropRequest(method: string, times?: number): void
  /** The next call of this method stands still there, for instance until a test has killed its process. */
  pause(method: string, moment?: Moment): Pause<SlackObservedCall>
  /** Calls `hook` at both moments of every call and waits for it. Returns a function that removes it. */
  onCall(hook: (call: SlackObservedCall) => void | Promise<void>): () => void
  /** Slack cannot be reached: connections and sockets are cut, and no event is delivered. */
  hold(): void
  /** Slack is back. */
  resume(): void
  /** The next events that the app acknowledges come again, as retries. */
  repeatEvents(times?: number): void
  /** The next events are each overtaken by the one after. */
  reorderEvents(times?: number): void
  /** The first delivery of the next events is lost: they come only as a retry. */
  onlyAsRetry(times?: number): void
  /** Events happen, and wait. */
  holdEvents(): void
  /** What waited is delivered. */
  releaseEvents(): void
  /** What waits for its retry comes now, without a minute passing. */
  retryEvents(): void
  /** Slack tells every socket to go. */
  disconnectSockets(reason?: DisconnectReason): void
  /** Sockets are cut without a word, and none can be opened. */
  socketsDown(): void
  /** Sockets can be opened again. */
  socketsUp(): void
  /** Ends all of this. */
  clear(): void
}

export type SlackPlan = CallPlan<SlackObservedCall, SlackFailure>

export interface FaultParts {
  clock: Clock
  limiter: Limiter
  disturbances: Disturbances
  dispatcher: Dispatcher
  sockets: Sockets
  /** Cuts the connections on which a call is under way. */
  cut: () => void
}

// What `limit` means unless it names a method: whatever puts something in front of people.
const writes = new Set(['chat.postMessage', 'chat.update', 'chat.delete', 'files.completeUploadExternal'])

export function makeFaults(parts: FaultParts): { faults: SlackFaults; plan: SlackPlan } {
  const { limiter, disturbances, dispatcher, sockets } = parts
  const calls = makeCallFaults<SlackObservedCall, SlackFailure>(parts.clock)
  const faults: SlackFaults = {
    ...calls.faults,
    limit(count, retryAfter, method) {
      limiter.force(count, retryAfter, name =>
        method === undefined ? writes.has(name) : method === '*' || method === name,
      )
    },
    fail(method, { error, status, times = 1 }) {
      calls.faults.fail(method, times, error === undefined ? { status: status ?? 500 } : { error })
    },
    hold() {
      disturbances.isDown = true
      parts.cut()
      sockets.isDown = true
      sockets.cut()
    },
    resume() {
      disturbances.isDown = false
      sockets.isDown = false
      dispatcher.wake()
    },
    repeatEvents(times = 1) {
      disturbances.repeat += times
    },
    reorderEvents(times = 1) {
      disturbances.reorder += times
    },
    onlyAsRetry(times = 1) {
      disturbances.loseFirst += times
    },
    holdEvents() {
      disturbances.isHeld = true
    },
    releaseEvents() {
      disturbances.isHeld = false
      dispatcher.wake()
    },
    retryEvents: () => dispatcher.retryNow(),
    disconnectSockets: (reason = 'refresh_requested') => sockets.disconnect(reason),
    socketsDown() {
      sockets.isDown = true
      sockets.cut()
    },
    socketsUp() {
      sockets.isDown = false
    },
    clear() {
      calls.faults.clear()
      limiter.reset()
      Object.assign(disturbances, { repeat: 0, reorder: 0, loseFirst: 0, isHeld: false })
      faults.resume()
    },
  }
  return { faults, plan: calls.plan }
}
