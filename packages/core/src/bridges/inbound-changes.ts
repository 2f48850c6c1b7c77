import type { InboundEdit } from '../contracts/bridge.ts'
import type { MessageRecord, ThreadRecord } from '../contracts/records.ts'
import { changeSession, type Draft } from '../conversation/change-session.ts'
import { retract, rewrite, turnIntoNote } from '../conversation/operator.ts'
import type { BridgeContext } from './context.ts'
import { inboundKey, KEEP_KEYS_MS, withdrawnKey } from './inbound-key.ts'
import { originOf, takeMessage } from './inbound-messages.ts'
import { messageAt } from './message-at.ts'
import { read } from './reading.ts'
import { tell } from './word.ts'

/** Takes in that an operator changed what they wrote. */
export async function takeEdit(
  context: BridgeContext,
  thread: ThreadRecord,
  inbound: InboundEdit,
): Promise<void> {
  const { storage } = context.conversation
  const message = await messageAt(context, inbound.platformId)
  // Updates may come out of order: an edit that overtook its message brings the whole text. Where the message was
  // taken in otherwise, as a command or a refusal, its key is known and nothing happens.
  if (!message) {
    const reading = read(context, inbound)
    if (reading.is === 'order') return
    if (reading.is === 'words' && !reading.reaches) await withdraw(context, thread, inbound.platformId)
    const isTaken = await takeMessage(context, thread, { ...inbound, type: 'message' }, { isEdit: true })
    if (!isTaken) await sayNotSent(context, thread, inbound)
    return
  }
  if (message.origin !== context.bridge.id) return
  await changeSession(context.conversation, thread.sessionId, async draft => {
    if (inbound.version !== undefined)
      draft.once(`${inboundKey(context.bridge.id, inbound.platformId)}:edit:${inbound.version}`, KEEP_KEYS_MS)
    const current = await storage.findMessage(thread.sessionId, message.id)
    if (!current || current.deletedAt !== undefined) return
    const answer = follow(context, draft, current, inbound)
    if (answer) tell(context, draft, { threadId: thread.threadId, text: answer, replyTo: inbound.platformId })
  })
}

/** What it said before, should that come yet, is no longer for the visitor. */
async function withdraw(context: BridgeContext, thread: ThreadRecord, platformId: string): Promise<void> {
  await changeSession(context.conversation, thread.sessionId, draft =>
    draft.once(withdrawnKey(context.bridge.id, platformId), KEEP_KEYS_MS),
  )
}

/** Brings a message in line with its edit; answers with what the operator must be told. */
function follow(
  context: BridgeContext,
  draft: Draft,
  current: MessageRecord,
  inbound: InboundEdit,
): string | undefined {
  const reading = read(context, inbound)
  if (current.audience === 'team') {
    rewrite(draft, current, reading.is === 'note' ? reading.text : inbound.text)
    if (reading.is === 'note') return undefined
    return 'This stays a note. To send it to the visitor, write it as a new message.'
  }
  if (reading.is === 'order') return 'An edit gives no order. Write it as a new message.'
  const origin = originOf(context, inbound)
  if (reading.is === 'note') {
    turnIntoNote(draft, current, origin, reading.text)
    return undefined
  }
  if (reading.reaches) {
    rewrite(draft, current, reading.text)
    return undefined
  }
  turnIntoNote(draft, current, origin, reading.text)
  return 'This is no longer for the visitor: it was taken back, and is kept as a note.'
}

/** Tells an operator that what they edited was an order or a refusal, and stays one. */
async function sayNotSent(context: BridgeContext, thread: ThreadRecord, inbound: InboundEdit): Promise<void> {
  const { platformId: replyTo } = inbound
  await changeSession(context.conversation, thread.sessionId, draft => {
    draft.once(`${inboundKey(context.bridge.id, replyTo)}:edited`, KEEP_KEYS_MS)
    const text = 'The visitor did not get this edit. Write it as a new message.'
    tell(context, draft, { threadId: thread.threadId, text, replyTo, mark: 'failed' })
  })
}

/** Takes in that an operator removed what they wrote. */
export async function takeDeletion(
  context: BridgeContext,
  thread: ThreadRecord,
  platformId: string,
): Promise<void> {
  const message = await messageAt(context, platformId)
  if (!message) {
    // Updates may come out of order: what is gone already is not taken in any more.
    await changeSession(context.conversation, thread.sessionId, draft =>
      draft.once(inboundKey(context.bridge.id, platformId), KEEP_KEYS_MS),
    )
    return
  }
  if (message.origin !== context.bridge.id) return
  await changeSession(context.conversation, thread.sessionId, async draft => {
    const current = await context.conversation.storage.findMessage(thread.sessionId, message.id)
    if (current) retract(draft, current)
  })
}
