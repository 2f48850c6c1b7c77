import type { Clock } from '../contracts/clock.ts'

/** Waits; no longer than until `signal` is aborted, or `sooner` resolves. */
export function pause(
  clock: Pick<Clock, 'after'>,
  ms: number,
  signal: AbortSignal,
  sooner?: Promise<unknown>,
): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal.addEventListener('abort', end)
    void sooner?.then(end)
  })
}
