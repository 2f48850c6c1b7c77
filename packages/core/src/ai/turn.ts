import type { Change } from '../conversation/context.ts'
import { isForVisitor } from '../conversation/wire.ts'

/** Why a reply is no longer wanted: a person answered; what was asked has changed; the AI was switched off; we stop. */
export type StopReason = 'person' | 'changed' | 'off' | 'timeout' | 'stopping'

/** One attempt to answer, from the question to what is stored. */
export interface Turn {
  readonly sessionId: string
  /** What its message will be called, if it comes to that. */
  readonly messageId: string
  readonly signal: AbortSignal
  /** Absent while it is wanted. */
  readonly stopped: StopReason | undefined
  stop(reason: StopReason): void
}

export function createTurn(sessionId: string, messageId: string): Turn {
  const controller = new AbortController()
  let stopped: StopReason | undefined
  return {
    sessionId,
    messageId,
    signal: controller.signal,
    get stopped() {
      return stopped
    },
    stop(reason) {
      if (stopped) return
      stopped = reason
      controller.abort()
    },
  }
}

/** What a change of the conversation means for an answer that is under way. */
export function stopReasonOf(change: Change, isStillOn: boolean): StopReason | undefined {
  const seen = change.messages.filter(message => isForVisitor(message) && !message.event)
  if (seen.some(({ type }) => type === 'operator')) return 'person'
  if (!isStillOn) return 'off'
  return seen.some(({ type }) => type === 'visitor') ? 'changed' : undefined
}
