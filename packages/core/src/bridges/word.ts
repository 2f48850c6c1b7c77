import { z } from 'zod'
import { BridgeError, type ReceiptMark } from '../contracts/bridge.ts'
import type { Job, NewJob } from '../contracts/storage.ts'
import type { Draft } from '../conversation/change-session.ts'
import { deliveryKind } from '../conversation/lanes.ts'
import type { Ending } from '../outbox/pump.ts'
import { newId } from '../protocol/ids.ts'
import type { BridgeContext } from './context.ts'

/** A word of our own to the operators of a thread: an answer to a command, a mark on what they wrote. */
export interface Word {
  threadId: string
  text?: string
  /** Platform id of the message it answers. */
  replyTo?: string
  /** How the message `replyTo` fares. */
  mark?: ReceiptMark
}

/** `key` is its own for ever, unlike the number of a job. */
const wordSchema: z.ZodType<Word & { key: string }> = z.strictObject({
  key: z.string(),
  threadId: z.string(),
  text: z.string().exactOptional(),
  replyTo: z.string().exactOptional(),
  mark: z.enum(['stored', 'seen', 'failed', 'note']).exactOptional(),
})

/**
 * The job that says it, in a lane of its own: a delivery may wait for minutes, until a header may be edited or a
 * platform takes more, and whoever gave an order does not want to.
 */
export function wordJob(bridgeId: string, sessionId: string, word: Word, dueAt: number): NewJob {
  return {
    kind: deliveryKind(bridgeId),
    lane: `${bridgeId}:words:${sessionId}`,
    dueAt,
    payload: { key: newId('word'), ...word },
  }
}

/** Says it once the draft is stored. */
export function tell({ bridge }: BridgeContext, draft: Draft, word: Word): void {
  draft.job(wordJob(bridge.id, draft.session.id, word, draft.now))
}

/** Says it. A thread that is gone needs no answers. */
export async function deliverWord(
  { bridge, budget, conversation }: BridgeContext,
  job: Job,
): Promise<Ending> {
  const { key, threadId, text, replyTo, mark } = wordSchema.parse(job.payload)
  const wait = text ? budget.waitMs(1) : 0
  if (wait > 0) return { result: 'wait', until: conversation.clock.now() + wait }
  // At once, so that lanes side by side cannot overspend it.
  if (text) budget.spend(1)
  try {
    if (mark && replyTo) await bridge.react?.(threadId, replyTo, mark)
    if (!text) return { result: 'done' }
    const post = { items: [{ from: 'notice', text } as const], ...(replyTo ? { replyTo } : {}) }
    await bridge.send(threadId, post, key)
  } catch (error) {
    const kind = error instanceof BridgeError ? error.kind : undefined
    if (kind !== 'thread-gone' && kind !== 'message-gone' && kind !== 'refused') throw error
    conversation.logger.warn('Operators could not be told', { bridge: bridge.id, reason: String(error) })
  }
  return { result: 'done' }
}
