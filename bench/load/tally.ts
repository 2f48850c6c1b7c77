import { percentile } from '../statistics.ts'

/** What a load generator counts. */
export interface Tally {
  readonly counts: { sent: number; acknowledged: number; heard: number }
  /** Frames that are heard carry the time they were made. */
  isTimed: boolean
  sent(): void
  acknowledged(ms: number): void
  heard(ms: number | undefined): void
  /** Keeps one text for whoever asks with `wantsText`. */
  keep(read: () => string): void
  nextText(): Promise<string>
  /** Calls back once so many frames were heard in all. */
  whenHeard(count: number): Promise<void>
  /** Calls back once so many times were taken since the last `takeLatencies`. */
  whenTimed(count: number): Promise<void>
  /** Times since the last call. */
  takeLatencies(): { p50: number; p99: number; count: number }
  /** Rejects when something went wrong; whatever waits must wait for this too. */
  readonly failed: Promise<never>
  fail(error: Error): void
}

export function createTally(): Tally {
  const counts = { sent: 0, acknowledged: 0, heard: 0 }
  const failure = Promise.withResolvers<never>()
  // Nobody may be waiting at that moment; whoever waits next is told.
  failure.promise.catch(() => undefined)
  let latencies: number[] = []
  let awaited: { count: number; resolve(): void } | undefined
  let timed: { count: number; resolve(): void } | undefined
  let reader: ((text: string) => void) | undefined

  return {
    counts,
    isTimed: false,
    failed: failure.promise,
    fail: failure.reject,
    sent() {
      counts.sent += 1
    },
    acknowledged(ms) {
      counts.acknowledged += 1
      latencies.push(ms)
    },
    heard(ms) {
      counts.heard += 1
      if (ms !== undefined && latencies.push(ms) === timed?.count) timed.resolve()
      if (awaited && counts.heard >= awaited.count) awaited.resolve()
    },
    keep(read) {
      reader?.(read())
      reader = undefined
    },
    nextText: () =>
      new Promise(resolve => {
        reader = resolve
      }),
    whenHeard: count =>
      new Promise(resolve => {
        awaited = { count, resolve }
        if (counts.heard >= count) resolve()
      }),
    whenTimed: count =>
      new Promise(resolve => {
        timed = { count, resolve }
        if (latencies.length >= count) resolve()
      }),
    takeLatencies() {
      const taken = latencies
      latencies = []
      return { p50: percentile(taken, 0.5), p99: percentile(taken, 0.99), count: taken.length }
    },
  }
}
