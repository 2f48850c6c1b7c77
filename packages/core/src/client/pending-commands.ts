import type { ApiAckFrame } from '../protocol/api-frames.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { ErrorUpdate } from '../protocol/updates.ts'
import { toError } from './answer.ts'
import type { ClientClock } from './platform.ts'

/** Commands that were sent and not answered yet. */
export interface PendingCommands {
  /** Waits for the answer to what is sent with a `ref`. */
  ask(send: (ref: string) => void): Promise<ApiAckFrame>
  settle(answer: ApiAckFrame | (ErrorUpdate & { ref: string })): void
  /** The connection is lost. */
  giveUp(): void
}

interface Waiting {
  resolve(ack: ApiAckFrame): void
  reject(error: PocketPingError): void
}

export function createPendingCommands(clock: ClientClock, timeoutMs: number): PendingCommands {
  const waiting = new Map<string, Waiting>()
  let count = 0

  return {
    ask(send) {
      count += 1
      const ref = String(count)
      return new Promise<ApiAckFrame>((resolve, reject) => {
        const cancel = clock.after(timeoutMs, () => waiting.get(ref)?.reject(unanswered('in time')))
        const done = (): void => {
          cancel()
          waiting.delete(ref)
        }
        waiting.set(ref, {
          resolve(ack) {
            done()
            resolve(ack)
          },
          reject(error) {
            done()
            reject(error)
          },
        })
        send(ref)
      })
    },
    settle(answer) {
      const command = waiting.get(answer.ref)
      if (answer.type === 'ack') command?.resolve(answer)
      else command?.reject(toError(answer.error, retryOf(answer)))
    },
    giveUp() {
      for (const { reject } of waiting.values()) reject(unanswered('before the connection was lost'))
    },
  }
}

/** When the engine is willing to try again, where it says so. */
export function retryOf({ retryAfterMs }: ErrorUpdate): { retryAfterMs?: number } {
  return retryAfterMs === undefined ? {} : { retryAfterMs }
}

function unanswered(when: string): PocketPingError {
  return new PocketPingError(
    'UNREACHABLE',
    `The command was not answered ${when}. Perhaps it was carried out: look before you repeat it.`,
  )
}
