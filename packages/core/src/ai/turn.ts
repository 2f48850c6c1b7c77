import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import { type AiRules, isAiOn, isAiWanted, mayAnswer } from '../conversation/ai-state.ts'
import type { Change } from '../conversation/context.ts'
import { isForVisitor } from '../conversation/wire.ts'

/** Why a reply is no longer wanted. */
export type StopReason =
  /** A person answered: nothing of the AI's may come after it. */
  | 'person'
  /** It is a person's turn: claimed, or handed over. */
  | 'silenced'
  /** The visitor wrote on, or changed what they wrote. */
  | 'changed'
  /** Switched off, closed or blocked. */
  | 'off'
  | 'timeout'
  /** The engine stops. */
  | 'stopping'

/** One attempt to answer, from the question to what is stored. */
export interface Turn {
  readonly projectId: string
  readonly sessionId: string
  /** What its message will be called, if it comes to that. */
  readonly messageId: string
  readonly signal: AbortSignal
  /** Absent while it is wanted. */
  readonly stopped: StopReason | undefined
  stop(reason: StopReason): void
}

export function createTurn(of: Pick<Turn, 'projectId' | 'sessionId' | 'messageId'>): Turn {
  const controller = new AbortController()
  let stopped: StopReason | undefined
  return {
    ...of,
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
export function stopReasonOf(
  { session, messages, previousSeq }: Change,
  rules: AiRules | undefined,
  now: number,
): StopReason | undefined {
  const seen = messages.filter(message => isForVisitor(message) && !message.event)
  // An older message of an operator's that is edited is no answer.
  if (seen.some(({ type, order }) => type === 'operator' && order > previousSeq)) return 'person'
  if (!isAiOn(rules, session) || !mayAnswer(session)) return 'off'
  if (!isAiWanted(rules, session, now)) return 'silenced'
  return seen.some(message => isOfQuestion(message, session)) ? 'changed' : undefined
}

/** True for what the visitor wrote and nobody has answered: a change of an older message asks nothing anew. */
export function isOfQuestion(
  message: Pick<MessageRecord, 'type' | 'audience' | 'order'>,
  { ai }: SessionRecord,
): boolean {
  return (
    message.type === 'visitor' && message.audience === 'everyone' && message.order >= (ai?.open?.order ?? 0)
  )
}
