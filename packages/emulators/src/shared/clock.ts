/** The time an emulator lives by. Every delay it keeps (long polls, retries, limits) is read from here. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back once, `ms` from now. The handle belongs to `clearTimeout` of the same clock. */
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
}

/** The clock of the machine. Its timers keep no process alive: the listening socket does. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms).unref(),
  clearTimeout: handle => clearTimeout(handle as NodeJS.Timeout | undefined),
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves time forward, firing what falls due on the way in its order. Resolves when I/O started by that had a turn. */
  advance(ms: number): Promise<void>
  /** How many timers are waiting. */
  pending(): number
}

interface Timer {
  due: number
  run: () => void
}

/** Makes a clock that stands still until `advance` moves it. */
export function manualClock(start: number = Date.UTC(2026, 10, 2, 9, 0, 0)): ManualClock {
  let now = start
  const timers = new Set<Timer>()

  const next = (until: number): Timer | undefined => {
    let earliest: Timer | undefined
    for (const timer of timers) {
      if (timer.due <= until && (earliest === undefined || timer.due < earliest.due)) earliest = timer
    }
    return earliest
  }

  return {
    now: () => now,
    setTimeout(run, ms) {
      const timer: Timer = { due: now + Math.max(0, ms), run }
      timers.add(timer)
      return timer
    },
    clearTimeout(handle) {
      timers.delete(handle as Timer)
    },
    async advance(ms) {
      const until = now + ms
      for (let timer = next(until); timer !== undefined; timer = next(until)) {
        timers.delete(timer)
        now = Math.max(now, timer.due)
        timer.run()
        await turn()
      }
      now = until
      await turn()
    },
    pending: () => timers.size,
  }
}

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
