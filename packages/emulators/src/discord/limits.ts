import { createHash } from 'node:crypto'
import type { Clock } from '../shared/clock.ts'
import { ApiError } from './errors.ts'

/** So many calls in so many milliseconds. */
export interface Bucket {
  count: number
  ms: number
}

/** How much a bot may do. Discord publishes few of these numbers; `false` switches one off, with its headers. */
export interface Limits {
  /** New messages, for each channel or thread. */
  messages: Bucket | false
  edits: Bucket | false
  deletes: Bucket | false
  reactions: Bucket | false
  typing: Bucket | false
  /** Calls of one webhook. */
  webhooks: Bucket | false
  /** Everything else, for each route and channel, guild or webhook. */
  others: Bucket | false
  /** Changes of one channel's or thread's name. */
  renames: Bucket | false
  /** Calls a second, over all. */
  perSecond: number | false
  /** Answers of 401, 403 and 429 in ten minutes, after which the address is banned. */
  invalid: number | false
}

export const usualLimits: Limits = {
  messages: { count: 5, ms: 5000 },
  edits: { count: 5, ms: 5000 },
  deletes: { count: 5, ms: 1000 },
  reactions: { count: 1, ms: 250 },
  typing: { count: 5, ms: 5000 },
  webhooks: { count: 5, ms: 2000 },
  others: { count: 50, ms: 1000 },
  renames: { count: 2, ms: 600_000 },
  perSecond: 50,
  invalid: 10_000,
}

/** Everything off. */
export const noLimits: Limits = {
  messages: false,
  edits: false,
  deletes: false,
  reactions: false,
  typing: false,
  webhooks: false,
  others: false,
  renames: false,
  perSecond: false,
  invalid: false,
}

export type BucketName = Exclude<keyof Limits, 'perSecond' | 'invalid'>
export type Scope = 'user' | 'global' | 'shared'

/** A 429. */
export class RateLimited extends ApiError {
  readonly retryAfter: number
  readonly scope: Scope
  headers: Record<string, string>

  constructor(retryAfter: number, scope: Scope, headers: Record<string, string> = {}) {
    const subject = scope === 'shared' ? 'The resource is being rate limited.' : 'You are being rate limited.'
    super(429, 0, subject)
    this.name = 'RateLimited'
    this.retryAfter = retryAfter
    this.scope = scope
    this.headers = {
      ...headers,
      'retry-after': String(Math.ceil(retryAfter)),
      'x-ratelimit-scope': scope,
      ...(scope === 'global' && { 'x-ratelimit-global': 'true' }),
    }
  }

  override body(): Record<string, unknown> {
    return { message: this.message, retry_after: this.retryAfter, global: this.scope === 'global' }
  }
}

/** What a call counts against. */
export interface Counted {
  bucket: BucketName
  /** The route's name: under `others`, each has a bucket of its own. */
  route: string
  /** The channel, guild or webhook in the path. */
  major: string
}

/** Counts calls and refuses what is too much. */
export interface Limiter {
  /** The limits in force; a test may change them at any time. */
  readonly limits: Limits
  /** Counts one call and returns the headers for its answer, or throws a 429. */
  take(call: Counted): Record<string, string>
  /** Counts one change of a name, or throws a 429. */
  takeRename(channelId: string): void
  /** Makes the next `count` calls that change something fail with 429. */
  force(count: number, retryAfter: number, scope: Scope): void
  takeForced(): { retryAfter: number; scope: Scope } | undefined
  /** Remembers that a client was told to wait. */
  block(call: Counted, error: RateLimited): void
  /** Whether a client was told to wait, and does not. */
  isBlocked(call: Counted): boolean
  countInvalid(): void
  /** Answers of 401, 403 and 429 in the last ten minutes. */
  invalidCount(): number
  /** Seconds until the ban of the address ends, or `undefined`. */
  ban(): number | undefined
}

export function makeLimiter(clock: Clock, limits: Limits): Limiter {
  const windows = new Map<string, { count: number; resetAt: number }>()
  const blocked = new Map<string, number>()
  const recent: number[] = []
  const invalid: number[] = []
  let forced = { count: 0, retryAfter: 0, scope: 'user' as Scope }

  const sliding = (times: number[], ms: number): number[] => {
    while (times[0] !== undefined && times[0] <= clock.now() - ms) times.shift()
    return times
  }

  const takeGlobal = (): void => {
    if (limits.perSecond === false) return
    const oldest = sliding(recent, 1000).at(-limits.perSecond)
    if (oldest !== undefined) throw new RateLimited((oldest + 1000 - clock.now()) / 1000, 'global')
    recent.push(clock.now())
  }

  const takeBucket: Limiter['take'] = ({ bucket, route, major }) => {
    const limit = limits[bucket]
    if (limit === false) return {}
    const name = bucketName(bucket, route)
    const key = `${name} ${major}`
    const now = clock.now()
    const old = windows.get(key)
    const current = old === undefined || old.resetAt <= now ? { count: 0, resetAt: now + limit.ms } : old
    windows.set(key, current)
    const isOver = current.count >= limit.count
    if (!isOver) current.count++
    const left = (current.resetAt - now) / 1000
    const headers = {
      'x-ratelimit-limit': String(limit.count),
      'x-ratelimit-remaining': String(limit.count - current.count),
      'x-ratelimit-reset': (current.resetAt / 1000).toFixed(3),
      'x-ratelimit-reset-after': left.toFixed(3),
      'x-ratelimit-bucket': createHash('md5').update(name).digest('hex'),
    }
    if (isOver) throw new RateLimited(left, 'user', headers)
    return headers
  }

  return {
    limits,
    take(call) {
      takeGlobal()
      return takeBucket(call)
    },
    takeRename(major) {
      try {
        takeBucket({ bucket: 'renames', route: '', major })
      } catch (error) {
        // The answer's headers speak of the route's own bucket, which is not used up; only the body tells.
        if (error instanceof RateLimited) throw new RateLimited(error.retryAfter, 'shared')
        throw error
      }
    },
    force(count, retryAfter, scope) {
      forced = { count, retryAfter, scope }
    },
    takeForced() {
      if (forced.count === 0) return undefined
      forced.count--
      return forced
    },
    block(call, { scope, retryAfter }) {
      blocked.set(scope === 'global' ? 'global' : keyOf(call), clock.now() + retryAfter * 1000)
    },
    isBlocked: call => Math.max(blocked.get('global') ?? 0, blocked.get(keyOf(call)) ?? 0) > clock.now(),
    countInvalid: () => void sliding(invalid, 600_000).push(clock.now()),
    invalidCount: () => sliding(invalid, 600_000).length,
    ban() {
      if (limits.invalid === false) return undefined
      const oldest = sliding(invalid, 600_000).at(-limits.invalid)
      return oldest === undefined ? undefined : (oldest + 600_000 - clock.now()) / 1000
    },
  }
}

function bucketName(bucket: BucketName, route: string): string {
  return bucket === 'others' ? route : bucket
}

function keyOf({ bucket, route, major }: Counted): string {
  return `${bucketName(bucket, route)} ${major}`
}
