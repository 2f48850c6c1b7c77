import type { Clock } from '../contracts/clock.ts'

/** A clock that moves only when a test moves it. */
export interface ManualClock extends Clock {
  /** Milliseconds since it was made, whatever the wall clock says. */
  elapsed(): number
  /** Lets so much time pass; with it, the timers that fall due next. False where none is due in that time. */
  moveToNext(ms: number): boolean
  /** Lets so much time pass without looking at timers. */
  move(ms: number): void
  /** Sets the wall clock forward or back, as an administrator does: timers do not notice. */
  jump(ms: number): void
}

interface Timer {
  at: number
  callback: () => void
}

/** Starts at a fixed moment, so that two runs are the same. */
export function manualClock(start: number = Date.UTC(2026, 0, 5, 9)): ManualClock {
  const timers = new Set<Timer>()
  let elapsed = 0
  let offset = start

  return {
    elapsed: () => elapsed,
    now: () => elapsed + offset,
    after(ms, callback) {
      const timer = { at: elapsed + Math.max(0, ms), callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    moveToNext(ms) {
      let next: Timer | undefined
      for (const timer of timers) if (!next || timer.at < next.at) next = timer
      if (!next || next.at > elapsed + ms) return false
      elapsed = Math.max(elapsed, next.at)
      timers.delete(next)
      next.callback()
      return true
    },
    move(ms) {
      elapsed += ms
    },
    jump(ms) {
      offset += ms
    },
  }
}
