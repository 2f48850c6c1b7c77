import type { Clock } from '../../contracts/clock.ts'

/** Rejects when something takes longer than so many milliseconds, or `signal` is aborted; it is told to end then. */
export async function withTimeLimit<Result>(
  ms: number,
  { clock, signal }: { clock: Clock; signal?: AbortSignal | undefined },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const own = new AbortController()
  const either = signal ? AbortSignal.any([signal, own.signal]) : own.signal
  either.throwIfAborted()
  const cancel = clock.after(ms, () =>
    own.abort(new DOMException(`It took longer than ${ms} ms.`, 'TimeoutError')),
  )
  const ended = new Promise<never>((_, reject) => {
    either.addEventListener('abort', () => reject(either.reason), { once: true })
  })
  try {
    return await Promise.race([work(either), ended])
  } finally {
    cancel()
  }
}
