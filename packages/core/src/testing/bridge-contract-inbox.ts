import type { Inbound, Inbox } from '../contracts/bridge.ts'
import type { Logger } from '../contracts/logger.ts'

/** An inbox that remembers what was handed in, and can be told to fail. */
export interface RecordingInbox extends Inbox {
  /** What was stored, in order. */
  readonly stored: readonly Inbound[]
  /** What could not be stored. */
  readonly refused: readonly Inbound[]
  /** Every line of the log, as text. */
  readonly lines: readonly string[]
  /** The next `count` times nothing can be stored. */
  refuse(count: number): void
  /** From now on nothing comes to an end. */
  hang(): void
  /** Everything goes well from now on. */
  recover(): void
  /** How far the platform was heard; what the bridge is told at its start. */
  heardUpTo: string | undefined
  /** Why the bridge said that it can receive no more. */
  endedWith: Error | undefined
  /** Resolves as soon as the condition holds; it is looked at whenever something was handed in or heard. */
  until(isTrue: () => boolean): Promise<void>
}

export function recordingInbox(): RecordingInbox {
  const stored: Inbound[] = []
  const refused: Inbound[] = []
  const lines: string[] = []
  const listeners = new Set<() => void>()
  let refusals = 0
  let isHanging = false

  const log = (message: string, details?: Record<string, unknown>): void => {
    lines.push(`${message} ${JSON.stringify(details ?? {})}`)
  }
  const logger: Logger = { debug: log, info: log, warn: log, error: log }

  return {
    stored,
    refused,
    lines,
    logger,
    async receive(inbound) {
      // Only what comes out of a bridge as JSON can be stored.
      const copy = structuredClone(inbound)
      const isRefused = isHanging || refusals > 0
      if (!isHanging && refusals > 0) refusals -= 1
      const list = isRefused ? refused : stored
      list.push(copy)
      for (const listener of [...listeners]) listener()
      if (isHanging) await new Promise<never>(() => undefined)
      if (isRefused) throw new Error('The storage cannot be reached.')
    },
    refuse(count) {
      refusals = count
    },
    heardUpTo: undefined,
    endedWith: undefined,
    position() {
      return Promise.resolve(this.heardUpTo)
    },
    heard(position) {
      this.heardUpTo = position
      for (const listener of [...listeners]) listener()
    },
    ended(error) {
      this.endedWith = error
      for (const listener of [...listeners]) listener()
    },
    hang() {
      isHanging = true
    },
    recover() {
      refusals = 0
      isHanging = false
    },
    until: isTrue =>
      new Promise(resolve => {
        const look = (): void => {
          if (!isTrue()) return
          listeners.delete(look)
          resolve()
        }
        listeners.add(look)
        look()
      }),
  }
}
