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
  return {
    take(key, { burst, perSecond }) {
      const now = clock.now()
      const bucket = buckets.get(key)
      if (!bucket) return buckets.set(key, { level: burst - 1, at: now })
      // A clock that was set back gives nothing for free, and locks nobody out until it has caught up.
      const passed = Math.max(0, now - bucket.at)
      if (now < bucket.at) bucket.at = now
      const level = Math.min(burst, bucket.level + (passed * perSecond) / 1000)
      if (level < 1) {
        const retryAfterMs = Math.max(1, Math.ceil(((1 - level) * 1000) / perSecond))
        const seconds = Math.ceil(retryAfterMs / 1000)
        throw new PocketPingError('RATE_LIMITED', `Too much at once. Try again in ${seconds} s.`, {
          retryAfterMs,
        })
      }
      bucket.level = level - 1
      bucket.at = now
    },
  }
}
