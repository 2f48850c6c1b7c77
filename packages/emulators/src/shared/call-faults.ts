import type { Clock } from './clock.ts'

/** Before a call is executed, or after it and before its answer is sent. */
export type Moment = 'before' | 'after'

/** The least that faults must know of a call. */
export interface FaultyCall {
  method: string
  moment: Moment
}

/** A call that stands still until it is released. */
export interface Pause<Call> {
  /** Resolves when a call has arrived at this point. */
  reached: Promise<Call>
  release(): void
}

/** What can happen to calls on any platform. `method` is a name or `*`; `Failure` is what a platform answers instead. */
export interface CallFaults<Call, Failure> {
  /** The next calls are refused without being executed. */
  fail(method: string, times: number, failure: Failure): void
  /** Calls take `ms` longer, until `clear`. */
  delay(method: string, ms: number, moment?: Moment): void
  /** The next calls are executed and the connection is cut before the answer. */
  dropAnswer(method: string, times?: number): void
  /** The next calls are not executed: the connection is cut when they arrive. */
  dropRequest(method: string, times?: number): void
  /** The next call of this method stands still there, for instance until a test has killed its process. */
  pause(method: string, moment?: Moment): Pause<Call>
  /** Calls `hook` at both moments of every call and waits for it. Returns a function that removes it. */
  onCall(hook: (call: Call) => void | Promise<void>): () => void
  /** Ends all of this and lets go of what stands still. */
  clear(): void
}

/** What a server asks before and after it executes a call. */
export interface CallPlan<Call, Failure> {
  /** Waits as long as a hook, a pause or a delay wants. */
  pass(call: Call): Promise<void>
  takeFailure(method: string): Failure | undefined
  takeDrop(method: string, moment: Moment): boolean
}

interface Counted {
  method: string
  times: number
}

/** Makes the faults that are the same for every platform, and the plan by which a server obeys them. */
export function makeCallFaults<Call extends FaultyCall, Failure>(
  clock: Clock,
): { faults: CallFaults<Call, Failure>; plan: CallPlan<Call, Failure> } {
  const hooks = new Set<(call: Call) => void | Promise<void>>()
  const pauses: { method: string; moment: Moment; reach: (call: Call) => void; released: Promise<void> }[] =
    []
  let failures: (Counted & { failure: Failure })[] = []
  let delays: { method: string; ms: number; moment: Moment }[] = []
  let drops: (Counted & { moment: Moment })[] = []
  const releases = new Set<() => void>()

  const faults: CallFaults<Call, Failure> = {
    fail(method, times, failure) {
      failures.push({ method, times, failure })
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
    pause(method, moment = 'before') {
      const arrival = Promise.withResolvers<Call>()
      const release = Promise.withResolvers<void>()
      pauses.push({ method, moment, reach: arrival.resolve, released: release.promise })
      releases.add(release.resolve)
      return { reached: arrival.promise, release: release.resolve }
    },
    onCall(hook) {
      hooks.add(hook)
      return () => hooks.delete(hook)
    },
    clear() {
      failures = []
      delays = []
      drops = []
      pauses.length = 0
      for (const release of releases) release()
      releases.clear()
      hooks.clear()
    },
  }

  const plan: CallPlan<Call, Failure> = {
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
    takeFailure: method => take(failures, failure => matches(failure.method, method))?.failure,
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
