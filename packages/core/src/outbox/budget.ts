import type { Clock } from '../contracts/clock.ts'

/** What a platform takes in a while, over all threads together. */
export interface Budget {
  /** How many messages it takes right now. */
  left(): number
  /** Milliseconds until it takes `count` more; 0 where it does now. */
  waitMs(count: number): number
  /** Counts messages that were sent. */
  spend(count: number): void
  /** The platform asked for silence: nothing at all for so long. */
  pause(ms: number): void
  /** Milliseconds of silence that are left. */
  pausedMs(): number
}

/** How much a platform takes; `undefined` for no limits. Asked each time: a bridge may say it late. */
type Limits = () => { messages: number; perMs: number } | undefined

/** Counts over a sliding window; without limits only `pause` holds anybody up. */
export function createBudget(readLimits: Limits, clock: Clock): Budget {
  const spent: number[] = []
  // Both, so that a clock that was set back does not stretch the silence.
  let pausedAt = 0
  let pausedUntil = 0

  const forget = (now: number): void => {
    const limits = readLimits()
    if (!limits) return
    // A clock that was set back must not keep old marks for ever.
    while (spent.length > 0 && ((spent[0] ?? 0) <= now - limits.perMs || (spent[0] ?? 0) > now)) spent.shift()
  }

  const pausedMs = (now: number): number => {
    if (now < pausedAt) {
      pausedUntil -= pausedAt - now
      pausedAt = now
    }
    return Math.max(0, pausedUntil - now)
  }

  return {
    left() {
      const now = clock.now()
      forget(now)
      if (pausedMs(now) > 0) return 0
      const limits = readLimits()
      return limits ? Math.max(0, limits.messages - spent.length) : Number.POSITIVE_INFINITY
    },
    waitMs(count) {
      const now = clock.now()
      forget(now)
      const paused = pausedMs(now)
      const limits = readLimits()
      if (!limits) return paused
      const surplus = spent.length + Math.min(count, limits.messages) - limits.messages
      if (surplus <= 0) return paused
      return Math.max(paused, (spent[surplus - 1] ?? now) + limits.perMs - now)
    },
    spend(count) {
      if (!readLimits()) return
      const now = clock.now()
      for (let index = 0; index < count; index += 1) spent.push(now)
    },
    pause(ms) {
      const now = clock.now()
      pausedUntil = now + Math.max(pausedMs(now), ms)
      pausedAt = now
    },
    pausedMs: () => pausedMs(clock.now()),
  }
}
