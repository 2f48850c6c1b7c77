import type { Clock } from '@pocketping/core'

// The AI waits for visitors to pause, and leases run out: nobody needs to wait that long with them.
const FASTER = 10

/** A clock on which everything happens sooner; the same in every process of a machine. */
export const fastClock: Clock = {
  now: () => Date.now() * FASTER,
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms / FASTER, 2 ** 31 - 1))
    return () => clearTimeout(timer)
  },
}
