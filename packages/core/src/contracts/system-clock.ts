import type { Clock } from './clock.ts'

// Node's timers keep a process alive and can be told not to; elsewhere a timer is a number.
interface NodeTimer {
  unref(): void
}

/** The system's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer: unknown = setTimeout(callback, ms)
    if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as NodeTimer).unref()
    return () => clearTimeout(timer as number)
  },
}
