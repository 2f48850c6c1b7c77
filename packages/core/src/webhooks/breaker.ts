import type { Clock } from '../contracts/clock.ts'

/** Keeps a receiver that is down from being called once for each conversation. */
export interface Breaker {
  /** Milliseconds to wait before calling at all; 0 for none. */
  pauseMs(): number
  /** How many calls may be under way: one, where the last ones failed. */
  width(): number
  /** The receiver took a call. */
  succeed(): void
  /** It did not, and may have said how long it wants to be left alone. */
  fail(quietMs?: number): void
  /** What was known holds no longer: it is another receiver, or taken up again. */
  reset(): void
}

const WIDTH = 8

// So many in a row, and it is not a single event that the receiver does not like.
const FAILURES = 5

const FIRST_MS = 5000
const LONGEST_MS = 300_000

export function createBreaker(clock: Clock): Breaker {
  let failures = 0
  let pauses = 0
  // Both, so that a clock that was set back does not stretch the pause.
  let pausedAt = 0
  let pausedForMs = 0

  const leftMs = (): number => {
    const passed = clock.now() - pausedAt
    return passed < 0 ? pausedForMs : Math.max(0, pausedForMs - passed)
  }

  const pause = (ms: number): void => {
    pausedForMs = Math.max(leftMs(), ms)
    pausedAt = clock.now()
  }

  const reset = (): void => {
    failures = 0
    pauses = 0
    pausedForMs = 0
  }

  return {
    pauseMs: leftMs,
    width: () => (failures < FAILURES ? WIDTH : 1),
    succeed: reset,
    fail(quietMs = 0) {
      failures += 1
      // Those that were under way when it began make it no longer.
      const isDue = failures >= FAILURES && leftMs() === 0
      if (isDue) {
        pause(Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(pauses, 10)))
        pauses += 1
      }
      if (quietMs > 0) pause(quietMs)
    },
    reset,
  }
}
