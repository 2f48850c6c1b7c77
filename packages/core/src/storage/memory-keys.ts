import type { Clock } from '../contracts/clock.ts'

/** How many keys are looked at for expiry when one is added: more than one, so that they cannot pile up. */
const SWEEP_STEPS = 4

/** Keys that are there once, until they expire. */
export interface MemoryKeys {
  has(key: string): boolean
  add(key: { key: string; expiresAt: number }): void
}

export function memoryKeys(clock: Pick<Clock, 'now'>): MemoryKeys {
  const expiries = new Map<string, number>()
  // A map's iterator goes on past deletions and additions, so each sweep takes up where the last one stopped.
  let sweep = expiries.entries()

  function sweepSome(): void {
    for (let step = 0; step < SWEEP_STEPS; step++) {
      const { value, done } = sweep.next()
      if (done === true) {
        sweep = expiries.entries()
        return
      }
      if (value[1] <= clock.now()) expiries.delete(value[0])
    }
  }

  return {
    has: key => (expiries.get(key) ?? Number.NEGATIVE_INFINITY) > clock.now(),
    add({ key, expiresAt }) {
      sweepSome()
      expiries.set(key, expiresAt)
    },
  }
}
