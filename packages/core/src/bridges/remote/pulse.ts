import type { Clock } from '../../contracts/clock.ts'

// Proxies close what is silent for a minute.
const BEAT_MS = 10_000

// Beats without a sign of life from the other side.
const MAX_SILENT_BEATS = 3

/** One side's heartbeat on a connection. */
export interface Pulse {
  /** The other side said something. */
  felt(): void
  stop(): void
}

/** Gives a sign of life again and again, and says once that the other side gives none any more. */
export function createPulse(options: {
  clock: Pick<Clock, 'after'>
  beat(): void
  onSilence(): void
}): Pulse {
  const { clock, beat, onSilence } = options
  let silentBeats = 0

  const tick = (): void => {
    silentBeats += 1
    // Counted in beats: a clock that is set back or forward changes nothing.
    if (silentBeats > MAX_SILENT_BEATS) {
      onSilence()
      return
    }
    cancel = clock.after(BEAT_MS, tick)
    beat()
  }
  let cancel = clock.after(BEAT_MS, tick)

  return {
    felt() {
      silentBeats = 0
    },
    stop: () => cancel(),
  }
}
