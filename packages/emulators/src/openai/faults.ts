import {
  type CallFaults,
  type CallPlan,
  type Moment,
  makeCallFaults,
  type Pause,
} from '../shared/call-faults.ts'
import type { Clock } from '../shared/clock.ts'
import { ApiError } from './errors.ts'

/** A call as hooks see it. */
export interface OpenAiObservedCall {
  /** `chat.completions` or `models`. */
  method: string
  /** As it came. */
  body: string
  moment: Moment
}

/** A refusal, and when the client may come again. */
export interface Failure {
  error: ApiError
  retryAfter: number | undefined
}

/** A stream that stands still until it is released. */
export interface StreamPause {
  /** Resolves when the stream has come so far. */
  reached: Promise<void>
  release(): void
}

/** Everything that can go wrong on the way. `method` is `chat.completions`, `models` or `*`. */
export interface OpenAiFaults {
  /** The next calls are refused; once, and with 500, unless told otherwise. `retryAfter` in seconds. */
  fail(
    method: string,
    failure?: { times?: number; status?: number; message?: string; retryAfter?: number },
  ): void
  /** Calls take `ms` longer, until `clear`. */
  delay(method: string, ms: number): void
  /** The next calls are answered by a cut connection. */
  dropRequest(method: string, times?: number): void
  /** The next call of this method stands still before it is answered. */
  pause(method: string): Pause<OpenAiObservedCall>
  /** The next streams are cut after so many pieces. */
  cutStream(afterPieces: number, times?: number): void
  /** The next stream stands still after so many pieces. */
  pauseStream(afterPieces: number): StreamPause
  /** Calls `hook` before and after every call and waits for it. Returns a function that removes it. */
  onCall(hook: (call: OpenAiObservedCall) => void | Promise<void>): () => void
  /** Ends all of this and lets go of what stands still. */
  clear(): void
}

/** What the server asks. */
export interface FaultPlan extends CallPlan<OpenAiObservedCall, Failure> {
  /** After how many pieces the stream that begins now is cut, and where it stands still. */
  takeStream(): StreamPlan
}

/** What becomes of one stream. */
export interface StreamPlan {
  /** Called before each piece; waits where the stream is to stand still. False: cut here. */
  goOn(piecesBefore: number): Promise<boolean>
}

export function makeFaults(clock: Clock): { faults: OpenAiFaults; plan: FaultPlan } {
  const {
    faults: calls,
    plan,
  }: { faults: CallFaults<OpenAiObservedCall, Failure>; plan: CallPlan<OpenAiObservedCall, Failure> } =
    makeCallFaults(clock)
  let cuts: number[] = []
  let pauses: { after: number; reach: () => void; released: Promise<void>; release: () => void }[] = []
  const standing = new Set<() => void>()

  const faults: OpenAiFaults = {
    fail(method, { times = 1, status = 500, message, retryAfter } = {}) {
      calls.fail(method, times, { error: failureOf(status, message), retryAfter })
    },
    delay: (method, ms) => calls.delay(method, ms),
    dropRequest: (method, times) => calls.dropRequest(method, times),
    pause: method => calls.pause(method),
    cutStream(afterPieces, times = 1) {
      for (let time = 0; time < times; time += 1) cuts.push(afterPieces)
    },
    pauseStream(after) {
      const arrival = Promise.withResolvers<void>()
      const end = Promise.withResolvers<void>()
      pauses.push({ after, reach: arrival.resolve, released: end.promise, release: end.resolve })
      standing.add(end.resolve)
      return { reached: arrival.promise, release: end.resolve }
    },
    onCall: hook => calls.onCall(hook),
    clear() {
      calls.clear()
      cuts = []
      pauses = []
      for (const release of standing) release()
      standing.clear()
    },
  }
  return {
    faults,
    plan: {
      ...plan,
      takeStream() {
        const cutAt = cuts.shift()
        const pause = pauses.shift()
        return {
          async goOn(before) {
            if (pause?.after === before) {
              pause.reach()
              await pause.released
            }
            return before !== cutAt
          },
        }
      },
    },
  }
}

function failureOf(status: number, message: string | undefined): ApiError {
  if (status === 429)
    return new ApiError(status, message ?? 'Rate limit reached for requests. Please try again later.', {
      type: 'requests',
      code: 'rate_limit_exceeded',
    })
  if (status === 503)
    return new ApiError(status, message ?? 'The engine is currently overloaded, please try again later.', {
      type: 'service_unavailable',
      code: null,
    })
  return new ApiError(
    status,
    message ?? 'The server had an error while processing your request. Sorry about that!',
    {
      type: status < 500 ? 'invalid_request_error' : 'server_error',
    },
  )
}
