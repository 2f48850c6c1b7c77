import type { Clock } from '../shared/clock.ts'
import { RateLimitedError } from './errors.ts'
import type { Method } from './methods/method.ts'

/** How much the app may call. Slack lets bursts pass and publishes rough numbers; here they are kept to the letter. */
export interface Limits {
  /** `chat.postMessage` a second into one channel. `false` switches the limit off. */
  postsPerChannelSecond: number | false
  /** Whether each method's tier (20, 50 or 100 calls a minute) holds. */
  tiers: boolean
}

export const usualLimits: Limits = { postsPerChannelSecond: 1, tiers: true }

/** Counts calls and refuses what is too much. */
export interface Limiter {
  readonly limits: Limits
  /** Counts one call, or throws 429. */
  take(name: string, method: Method, channel: string): void
  /** Makes the next `count` calls of what matches fail with 429 and this `Retry-After`. */
  force(count: number, retryAfter: number, isMeant: (name: string) => boolean): void
  /** Whether the app was told to wait for this and does not. */
  isBlocked(name: string, method: Method, channel: string): boolean
  reset(): void
}

export function makeLimiter(clock: Clock, limits: Limits): Limiter {
  const taken = new Map<string, number[]>()
  const blocked = new Map<string, number>()
  let forced: { count: number; retryAfter: number; isMeant: (name: string) => boolean } | undefined

  const refuse = (key: string, retryAfter: number): never => {
    blocked.set(key, clock.now() + retryAfter * 1000)
    throw new RateLimitedError(retryAfter)
  }

  return {
    limits,
    take(name, method, channel) {
      const key = keyOf(name, method, channel)
      if (forced !== undefined && forced.count > 0 && forced.isMeant(name)) {
        forced.count--
        refuse(key, forced.retryAfter)
      }
      const most =
        method.perMinute === 'post' ? limits.postsPerChannelSecond : limits.tiers && method.perMinute
      if (most === false) return
      const windowMs = method.perMinute === 'post' ? 1000 : 60_000
      const recent = (taken.get(key) ?? []).filter(at => at > clock.now() - windowMs)
      const oldest = recent.at(-most)
      if (oldest !== undefined) refuse(key, Math.max(1, Math.ceil((oldest + windowMs - clock.now()) / 1000)))
      recent.push(clock.now())
      taken.set(key, recent)
    },
    force(count, retryAfter, isMeant) {
      forced = { count, retryAfter, isMeant }
    },
    isBlocked: (name, method, channel) => (blocked.get(keyOf(name, method, channel)) ?? 0) > clock.now(),
    reset() {
      taken.clear()
      blocked.clear()
      forced = undefined
    },
  }
}

// Posts are counted for each channel, everything else for each method.
function keyOf(name: string, method: Method, channel: string): string {
  return method.perMinute === 'post' ? `${name} ${channel}` : name
}
