import type { Clock } from '../contracts/clock.ts'

/** Time that stands still until it is moved. */
export interface MovableClock extends Clock {
  /** Moves on, and calls back whoever is due on the way. */
  move(ms: number): void
  /** Timers that are set, beside those of the very next moment. */
  pending(): number
}

interface Timer {
  at: number
  callback(): void
}

/** Starts at a fixed time. A timer of 0 ms needs no moving: it comes in the next turn of the event loop. */
export function movableClock(start = 1_790_000_000_000): MovableClock {
  const timers = new Set<Timer>()
  let now = start

  return {
    now: () => now,
    after(ms, callback) {
      if (ms <= 0) {
        const immediate = setImmediate(callback)
        return () => clearImmediate(immediate)
      }
      const timer = { at: now + ms, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    move(ms) {
      const end = now + ms
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        timers.delete(due)
        now = Math.max(now, due.at)
        due.callback()
      }
      now = end
    },
    pending: () => timers.size,
  }
}
