import type { ClientClock } from '../src/client/platform.ts'

/** How long the client's calls may take in the tests. */
export const TIMEOUT_MS = 45_000

export const CONNECT_MS = 20_000

export const SILENCE_MS = 60_000

// Whoever sets these waits for what should come before.
const HELD = new Set([TIMEOUT_MS, CONNECT_MS, SILENCE_MS])

/** A clock on which every pause is over at once, and a time limit when a test says so. */
export interface HurriedClock extends ClientClock {
  /** How long the pauses would have been. */
  readonly pauses: number[]
  /** Limits of this length that are set. */
  held(ms: number): number
  /** These limits are over. */
  passLimit(ms: number): void
}

export function hurriedClock(): HurriedClock {
  const pauses: number[] = []
  const limits = new Set<{ ms: number; callback: () => void }>()
  const ofLength = (ms: number) => [...limits].filter(limit => limit.ms === ms)
  return {
    pauses,
    after(ms, callback) {
      if (!HELD.has(ms)) {
        pauses.push(ms)
        const immediate = setImmediate(callback)
        return () => clearImmediate(immediate)
      }
      const limit = { ms, callback }
      limits.add(limit)
      return () => void limits.delete(limit)
    },
    held: ms => ofLength(ms).length,
    passLimit(ms) {
      for (const limit of ofLength(ms)) {
        limits.delete(limit)
        limit.callback()
      }
    },
  }
}
