import type { Clock } from '../contracts/clock.ts'
import { createRecentMap } from '../conversation/recent-map.ts'
import type { TypingEvent } from '../protocol/api-events.ts'

/** Says of whom to tell that they type: clients say so with each key. */
export interface TypingPace {
  isDue(typing: Pick<TypingEvent, 'sessionId' | 'from' | 'active'>): boolean
}

// Whoever is told forgets it after six seconds.
const EVERY_MS = 3000
const FORGOTTEN_MS = 6000

const MAX_SESSIONS = 2000

export function createTypingPace(clock: Pick<Clock, 'now'>): TypingPace {
  const told = createRecentMap<number>(MAX_SESSIONS)
  return {
    isDue({ sessionId, from, active }) {
      const key = `${from} ${sessionId}`
      const at = told.get(key)
      // A clock that was set back silences nobody.
      const age = at === undefined ? FORGOTTEN_MS : Math.abs(clock.now() - at)
      if (active) {
        if (age < EVERY_MS) return false
        told.set(key, clock.now())
        return true
      }
      told.delete(key)
      return age < FORGOTTEN_MS
    },
  }
}
