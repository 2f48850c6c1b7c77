import { BridgeError } from '../../contracts/bridge.ts'
import type { Clock } from '../../contracts/clock.ts'
import type { AnswerFrame, CallFailure } from './frames.ts'

/** What was asked of the other side on one connection, and not answered yet. */
export interface Asked<Call> {
  /** @throws BridgeError `unavailable` where no answer came in time; what the other side threw */
  ask(call: Call, timeoutMs: number): Promise<unknown>
  /** An answer has come. One that nobody waits for any more is dropped. */
  settle(frame: AnswerFrame): void
  /** No answer will come any more. */
  end(error: Error): void
}

interface AskedOptions<Call> {
  clock: Pick<Clock, 'after'>
  send(frame: { type: 'call'; id: number; call: Call }): void
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

export function createAsked<Call>({ clock, send }: AskedOptions<Call>): Asked<Call> {
  const waiting = new Map<number, Waiting>()
  let lastId = 0

  return {
    ask(call, timeoutMs) {
      lastId += 1
      const id = lastId
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const cancel = clock.after(timeoutMs, () => {
        // It may be done yet: like an answer of the platform's that was lost.
        reject(new BridgeError('unavailable', `The process did not answer within ${timeoutMs / 1000} s.`))
      })
      waiting.set(id, { resolve, reject })
      send({ type: 'call', id, call })
      return promise.finally(() => {
        cancel()
        waiting.delete(id)
      })
    },
    settle(frame) {
      const one = waiting.get(frame.id)
      if (frame.type === 'answer') one?.resolve(frame.result)
      else one?.reject(toError(frame.failure))
    },
    end(error) {
      for (const { reject } of waiting.values()) reject(error)
    },
  }
}

/** What the other side threw, as if it had been thrown here. */
export function toError({ kind, message, retryAfterMs }: CallFailure): Error {
  if (kind === undefined) return new Error(message)
  return new BridgeError(kind, message, retryAfterMs === undefined ? {} : { retryAfterMs })
}

// It travels; what is longer says no more.
const MAX_MESSAGE_LENGTH = 1000

/** What a bridge threw, as it travels. What is no `BridgeError` may hold anything, a token too, and stays where it is. */
export function toFailure(error: unknown): CallFailure {
  if (!(error instanceof BridgeError))
    return { message: 'The bridge failed in its process, whose log says why.' }
  const { kind, retryAfterMs } = error
  const message = error.message.slice(0, MAX_MESSAGE_LENGTH)
  return { kind, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}
