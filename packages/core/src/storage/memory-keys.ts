import type { Clock } from '../contracts/clock.ts'
import type { NewKey } from '../contracts/storage.ts'

/** How many keys are looked at for expiry when one is added: more than one, so that they cannot pile up. */
const SWEEP_STEPS = 4

/** Keys that are there once, until they expire. */
export interface MemoryKeys {
  find(key: string): Pick<NewKey, 'value'> | undefined
  add(key: NewKey): void
  /** Forgets those that name a session. */
  erase(sessionId: string): void
}

export function memoryKeys(clock: Pick<Clock, 'now'>): MemoryKeys {
  const keys = new Map<string, NewKey>()
  // A map's iterator goes on past deletions and additions, so each sweep takes up where the last one stopped.
  let sweep = keys.values()

  function sweepSome(): void {
    for (let step = 0; step < SWEEP_STEPS; step++) {
      const { value, done } = sweep.next()
      if (done === true) {
        sweep = keys.values()
        return
      }
      if (value.expiresAt <= clock.now()) keys.delete(value.key)
    }
  }

  return {
    find(key) {
      const found = keys.get(key)
      if (found === undefined || found.expiresAt <= clock.now()) return undefined
      return found.value === undefined ? {} : { value: found.value }
    },

    add(key) {
      sweepSome()
      keys.set(key.key, key)
    },

    erase(sessionId) {
      for (const [key, named] of keys) if (named.sessionId === sessionId) keys.delete(key)
    },
  }
}
