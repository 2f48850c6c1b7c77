/**
 * Waits for a promise, or until the signal is aborted: then `undefined` at once, and what becomes of the promise matters to
 * nobody. Leaves nothing behind on the signal, so that it can be asked again and again.
 */
export function unlessAborted<T>(
  promise: PromiseLike<T>,
  signal: AbortSignal,
): Promise<{ value: T } | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(undefined)
    const settle = (how: () => void): void => {
      signal.removeEventListener('abort', onAbort)
      how()
    }
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    promise.then(
      value => settle(() => resolve({ value })),
      (error: unknown) => settle(() => reject(error)),
    )
  })
}
