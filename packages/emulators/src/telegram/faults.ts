import type { Clock } from './clock.ts'
import type { Disturbances } from './disturbances.ts'
import type { Limiter } from './limits.ts'

/** Before a call is executed, or after it and before its answer is sent. */
export type Moment = 'before' | 'after'

/** A call as hooks see it. */
export interface ObservedCall {
  method: string
  params: Record<string, string>
  moment: Moment
}

/** A call that stands still until it is released. */
export interface Pause {
  /** Resolves when a call has arrived at this point. */
  reached: Promise<ObservedCall>
  release(): void
}

/** What a fault answers instead of the method. */
export interface Failure {
  status: number
  description: string
  retryAfter: number | undefined
}

/** Everything that can go wrong on the way. `method` is a name or `*`. */
export interface Faults {
  /** The next `count` sends and edits are refused with 429 and this `retry_after`, whatever the limits say. */
  limit(count: number, retryAfter: number): void
  /** The next calls are refused without being executed; once unless `times` says otherwise. */
  fail(
    method: string,
    failure?: { times?: number; status?: number; description?: string; retryAfter?: number },
  ): void
  /** Calls take `ms` longer, until `clear`. */
  delay(method: string, ms: number, moment?: Moment): void
  /** The next calls are executed and the connection is cut before the answer. */
  dropAnswer(method: string, times?: number): void
  /** The next calls are not executed: the connection is cut when they arrive. */
  dropRequest(method: string, times?: number): void
  /** The next confirmations of updates get lost, so that they come again. */
  repeatUpdates(times?: number): void
  /** The next deliveries of two or more updates come in the wrong order. */
  reorderUpdates(times?: number): void
  /** The next call of this method stands still there, for instance until a test has killed its process. */
  pause(method: string, moment?: Moment): Pause
  /** Calls `hook` at both moments of every call and waits for it. Returns a function that removes it. */
  onCall(hook: (call: ObservedCall) => void | Promise<void>): () => void
  /** The server cannot be reached: connections are cut, and no webhook is called. */
  hold(): void
  /** The server is back. */
  resume(): void
  /** Ends all of this. */
  clear(): void
}

/** What the server asks before and after it executes a call. */
export interface FaultPlan {
  /** Waits as long as a hook, a pause or a delay wants. */
  pass(call: ObservedCall): Promise<void>
  takeFailure(method: string): Failure | undefined
  takeDrop(method: string, moment: Moment): boolean
}

interface Counted {
  method: string
  times: number
}

export interface FaultParts {
  clock: Clock
  limiter: Limiter
  disturbances: Disturbances
  /** Cuts the connections that are open. */
  cut: () => void
  /** Carries on with deliveries. */
  wake: () => void
}

export function makeFaults({ clock, limiter, disturbances, cut, wake }: FaultParts): {
  faults: Faults
  plan: FaultPlan
} {
  const hooks = new Set<(call: ObservedCall) => void | Promise<void>>()
  const pauses: {
    method: string
    moment: Moment
    reach: (call: ObservedCall) => void
    released: Promise<void>
  }[] = []
  let failures: (Counted & Failure)[] = []
  let delays: { method: string; ms: number; moment: Moment }[] = []
  let drops: (Counted & { moment: Moment })[] = []
  const releases = new Set<() => void>()

  const faults: Faults = {
    limit: (count, retryAfter) => limiter.force(count, retryAfter),
    fail(method, { times = 1, status = 500, description, retryAfter } = {}) {
      failures.push({
        method,
        times,
        status,
        description: description ?? describe(status, retryAfter),
        retryAfter,
      })
    },
    delay(method, ms, moment = 'before') {
      delays.push({ method, ms, moment })
    },
    dropAnswer(method, times = 1) {
      drops.push({ method, times, moment: 'after' })
    },
    dropRequest(method, times = 1) {
      drops.push({ method, times, moment: 'before' })
    },
    repeatUpdates(times = 1) {
      disturbances.repeat += times
    },
    reorderUpdates(times = 1) {
      disturbances.reorder += times
    },
    pause(method, moment = 'before') {
      const arrival = Promise.withResolvers<ObservedCall>()
      const release = Promise.withResolvers<void>()
      pauses.push({ method, moment, reach: arrival.resolve, released: release.promise })
      releases.add(release.resolve)
      return { reached: arrival.promise, release: release.resolve }
    },
    onCall(hook) {
      hooks.add(hook)
      return () => hooks.delete(hook)
    },
    hold() {
      disturbances.isHeld = true
      cut()
    },
    resume() {
      disturbances.isHeld = false
      wake()
    },
    clear() {
      failures = []
      delays = []
      drops = []
      pauses.length = 0
      for (const release of releases) release()
      releases.clear()
      hooks.clear()
      disturbances.repeat = 0
      disturbances.reorder = 0
      limiter.force(0, 0)
      faults.resume()
    },
  }

  const plan: FaultPlan = {
    async pass(call) {
      for (const hook of [...hooks]) await hook(call)
      const index = pauses.findIndex(
        pause => matches(pause.method, call.method) && pause.moment === call.moment,
      )
      const [pause] = index < 0 ? [] : pauses.splice(index, 1)
      if (pause !== undefined) {
        pause.reach(call)
        await pause.released
      }
      const ms = delays
        .filter(delay => matches(delay.method, call.method) && delay.moment === call.moment)
        .reduce((sum, delay) => sum + delay.ms, 0)
      if (ms > 0) await new Promise<void>(resolve => clock.setTimeout(resolve, ms))
    },
    takeFailure: method => take(failures, failure => matches(failure.method, method)),
    takeDrop: (method, moment) =>
      take(drops, drop => matches(drop.method, method) && drop.moment === moment) !== undefined,
  }
  return { faults, plan }
}

function take<Item extends Counted>(items: Item[], isWanted: (item: Item) => boolean): Item | undefined {
  const found = items.find(item => item.times > 0 && isWanted(item))
  if (found !== undefined) found.times--
  return found
}

function matches(pattern: string, method: string): boolean {
  return pattern === '*' || pattern.toLowerCase() === method.toLowerCase()
}

const reasons: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [500, 'Internal Server Error'],
  [502, 'Bad Gateway'],
  [504, 'Gateway Timeout'],
])

function describe(status: number, retryAfter = 1): string {
  if (status === 429) return `Too Many Requests: retry after ${retryAfter}`
  return reasons.get(status) ?? 'Error'
}
