import type { Clock } from '../../shared/clock.ts'
import type { Json } from '../wire.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Counts the IDENTIFYs of a day. */
export interface SessionStarts {
  take(): boolean
  json(): Json
}

export function makeSessionStarts(clock: Clock, total: number): SessionStarts {
  let used = 0
  let resetAt = clock.now() + dayMs
  const renew = (): void => {
    if (clock.now() < resetAt) return
    used = 0
    resetAt = clock.now() + dayMs
  }
  return {
    take() {
      renew()
      if (used >= total) return false
      used++
      return true
    },
    json() {
      renew()
      return { total, remaining: total - used, reset_after: resetAt - clock.now(), max_concurrency: 1 }
    },
  }
}
