import { OutgoingError } from '../contracts/outgoing.ts'

// A longer timer would go off at once: Node counts in 32 bits.
const MAX_TIMER_MS = 2 ** 31 - 1

/** The end of one request, with redirects and all. */
export interface Deadline {
  /** Aborted with an OutgoingError when the time is over or the caller gave up; and by `end`. */
  readonly signal: AbortSignal
  /** Leaves no timer and no listener behind, and cuts whatever is still under way. */
  end(): void
}

/** Starts the time that a request to `host` has. It is the real time: what it limits is of the real world. */
export function startDeadline(
  host: string,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
): Deadline {
  const controller = new AbortController()
  const giveUp = (message: string, cause?: unknown): void =>
    controller.abort(new OutgoingError('unreachable', message, { cause }))
  const timer = setTimeout(
    () => giveUp(`${host} did not answer in full within ${timeoutMs} ms.`),
    Math.min(timeoutMs, MAX_TIMER_MS),
  )
  const callOff = (): void => giveUp(`The request to ${host} was called off.`, signal?.reason)
  if (signal?.aborted) callOff()
  else signal?.addEventListener('abort', callOff)
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', callOff)
      controller.abort()
    },
  }
}

/** Waits for what may not be possible to call off, such as the look-up of a name, but not longer than the signal says. */
export function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    promise.then(resolve, reject)
  })
}
