import type { Clock } from '../contracts/clock.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { createRecentMap } from './recent-map.ts'

/** A token bucket: `burst` at once, then `perSecond`. */
export interface Rate {
  burst: number
  perSecond: number
}

/** Counts what each key takes. */
export interface Limiter {
  /** @throws PocketPingError `RATE_LIMITED` with the time to wait; nothing is taken then. */
  take(key: string, rate: Rate): void
  /** The same as an answer: false where nothing was left to take. */
  takes(key: string, rate: Rate): boolean
}

interface Bucket {
  level: number
  at: number
}

/**
 * Token buckets in memory, one per key. Keys come from outside, so their number is bounded: a bucket that was
 * not used for long is forgotten, as if it were full.
 */
export function createLimiter(clock: Clock, maxKeys = 50_000): Limiter {
  const buckets = createRecentMap<Bucket>(maxKeys)

  /** Takes one; where nothing is left, how many milliseconds to wait. */
  const tryToTake = (key: string, { burst, perSecond }: Rate): number => {
    const now = clock.now()
    const bucket = buckets.get(key)
    if (!bucket) {
      buckets.set(key, { level: burst - 1, at: now })
      return 0
    }
    // A clock that was set back gives nothing for free, and locks nobody out until it has caught up.
    const passed = Math.max(0, now - bucket.at)
    if (now < bucket.at) bucket.at = now
    const level = Math.min(burst, bucket.level + (passed * perSecond) / 1000)
    if (level < 1) return Math.max(1, Math.ceil(((1 - level) * 1000) / perSecond))
    bucket.level = level - 1
    bucket.at = now
    return 0
  }

  return {
    take(key, rate) {
      const retryAfterMs = tryToTake(key, rate)
      if (retryAfterMs === 0) return
      const seconds = Math.ceil(retryAfterMs / 1000)
      throw new PocketPingError('RATE_LIMITED', `Too much at once. Try again in ${seconds} s.`, {
        retryAfterMs,
      })
    },
    takes: (key, rate) => tryToTake(key, rate) === 0,
  }
}
