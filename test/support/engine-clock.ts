import type { Clock } from '@pocketping/core'
import type { Clock as EmulatorClock } from '@pocketping/emulators'

/** The time of an emulator, as engines and bridges want it. */
export function toEngineClock(clock: EmulatorClock): Clock {
  return {
    now: () => clock.now(),
    after(ms, callback) {
      const handle = clock.setTimeout(callback, ms)
      return () => clock.clearTimeout(handle)
    },
  }
}
