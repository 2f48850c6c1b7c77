import type { InboundEdit, InboundMessage } from '../contracts/bridge.ts'
import type { ThreadRecord } from '../contracts/records.ts'
import { changeSession } from '../conversation/change-session.ts'
import { note, type Origin, say } from '../conversation/operator.ts'
import { MAX_OPERATOR_LENGTH } from '../protocol/limits.ts'
import type { BridgeContext } from './context.ts'
import { inboundKey, KEEP_KEYS_MS, withdrawnKey } from './inbound-key.ts'
import { messageAt, repliedTo } from './message-at.ts'
import { sayOnce, takeOn, toAuthor } from './operators.ts'
import { type Reading, read, whyNot } from './reading.ts'
import { tell } from './word.ts'

/** Takes in what an operator wrote; false where it was taken in before, as what it was then. */
export async function takeMessage(
  context: BridgeContext,
  thread: ThreadRecord,
  inbound: InboundMessage,
  { isEdit = false }: { isEdit?: boolean } = {},
): Promise<boolean> {
  const { conversation, bridge } = context
  const { platformId } = inbound
  const reading = readNew(context, inbound)
  if (reading.is === 'words' && !reading.reaches) {
    await sayOnce(context, thread, 'talk', whyNot(context), platformId)
    return true
  }
  const problem = problemWith(inbound)
  const replyTo = await repliedTo(context, thread.sessionId, inbound.replyTo)
  const isTaken = await changeSession(conversation, thread.sessionId, async draft => {
    // Platforms deliver twice: what has a copy is stored already.
    if (await messageAt(context, platformId)) return true
    draft.once(inboundKey(bridge.id, platformId), KEEP_KEYS_MS)
    if (context.mode === 'mention' && !isEdit) draft.once(withdrawnKey(bridge.id, platformId), KEEP_KEYS_MS)
    if (problem) {
      tell(context, draft, { threadId: thread.threadId, text: problem, replyTo: platformId, mark: 'failed' })
      return true
    }
    if (reading.text.trim() === '') return true
    const words = {
      content: reading.text,
      author: toAuthor(inbound.author),
      origin: originOf(context, inbound),
      ...(replyTo ? { replyTo } : {}),
    }
    if (reading.is === 'note') note(draft, words)
    else {
      say(draft, { ...words, type: 'operator' })
      takeOn(context, draft, inbound.author)
    }
    return true
  })
  // Its key was known.
  return isTaken ?? false
}

/** Bridges hand in orders as commands, so what looks like one here was meant as text. */
function readNew(context: BridgeContext, inbound: InboundMessage): Exclude<Reading, { is: 'order' }> {
  const reading = read(context, inbound)
  const { mode } = context
  const reaches = mode === 'two-way' || (mode === 'mention' && inbound.isAddressed === true)
  return reading.is === 'order' ? { is: 'words', text: inbound.text, reaches } : reading
}

function problemWith({ unsupported, text }: InboundMessage): string | undefined {
  if (unsupported) return `The visitor did not get this ${unsupported}: only text can be sent so far.`
  return tooLong(text)
}

/** Why a text cannot be said, where it cannot. */
export function tooLong(text: string): string | undefined {
  if (text.length <= MAX_OPERATOR_LENGTH) return undefined
  return `The visitor did not get this: it is longer than ${MAX_OPERATOR_LENGTH} characters. Send it in parts.`
}

export function originOf(
  { bridge }: BridgeContext,
  { threadId, platformId }: Pick<InboundMessage | InboundEdit, 'threadId' | 'platformId'>,
): Origin {
  return { bridgeId: bridge.id, threadId, platformId }
}
