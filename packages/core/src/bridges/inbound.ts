import type { Inbound, InboundEdit, InboundMessage, InboundReaction } from '../contracts/bridge.ts'
import type { MessageRecord, ThreadRecord } from '../contracts/records.ts'
import { changeSession, type Draft } from '../conversation/change-session.ts'
import {
  MAX_OPERATOR_LENGTH,
  note,
  type Origin,
  retract,
  rewrite,
  say,
  turnIntoNote,
} from '../conversation/operator.ts'
import type { Author } from '../protocol/message.ts'
import { runCommand } from './commands.ts'
import type { BridgeContext } from './context.ts'
import { inboundKey, KEEP_KEYS_MS } from './inbound-key.ts'
import { type Order, readOrder } from './orders.ts'
import { type Word, wordJob } from './word.ts'

const NOTE = /^\s*\/\/\s*/

/**
 * Takes in what happened on a platform. Resolves once it is stored, known already, or nobody's; then the platform
 * may be told "received".
 */
export async function receive(context: BridgeContext, inbound: Inbound): Promise<void> {
  if (inbound.type === 'reaction') return seen(context, inbound)
  const thread = await findThread(context, inbound.threadId)
  // Not a thread of ours: other talk in the same group.
  if (!thread) return
  switch (inbound.type) {
    case 'message':
      await takeMessage(context, thread, inbound)
      return
    case 'edit':
      return takeEdit(context, thread, inbound)
    case 'delete':
      return takeDeletion(context, thread, inbound.platformId)
    case 'command':
      return runCommand(context, thread, inbound)
    case 'typing':
      return showTyping(context, thread.sessionId, toAuthor(inbound.author))
  }
}

async function findThread(
  { bridge, conversation, opening }: BridgeContext,
  threadId: string,
): Promise<ThreadRecord | undefined> {
  const key = { bridgeId: bridge.id, threadId }
  const thread = await conversation.storage.findThread(key)
  if (thread || opening.size === 0) return thread
  // Operators see a thread before we have stored it, and some are quick.
  await Promise.allSettled(opening)
  return conversation.storage.findThread(key)
}

async function takeMessage(
  context: BridgeContext,
  thread: ThreadRecord,
  inbound: InboundMessage,
  noted = noteIn(inbound.text),
): Promise<boolean> {
  const { conversation } = context
  const { platformId, text } = inbound
  const problem = problemWith(inbound)
  const replyTo = await repliedTo(context, inbound.replyTo)
  const isTaken = await changeSession(conversation, thread.sessionId, async draft => {
    // Platforms deliver twice: what has a copy is stored already.
    if (await messageAt(context, platformId)) return true
    draft.once(inboundKey(context.bridge.id, platformId), KEEP_KEYS_MS)
    if (problem) {
      tell(context, draft, { threadId: thread.threadId, text: problem, replyTo: platformId, mark: 'failed' })
      return true
    }
    if ((noted ?? text).trim() === '') return true
    const words = {
      author: toAuthor(inbound.author),
      origin: originOf(context, inbound),
      ...(replyTo ? { replyTo } : {}),
    }
    if (noted !== undefined) note(draft, { ...words, content: noted })
    else say(draft, { ...words, type: 'operator', content: text })
    return true
  })
  // Its key was known: it was taken in before, as what it was then.
  return isTaken ?? false
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

async function takeEdit(context: BridgeContext, thread: ThreadRecord, inbound: InboundEdit): Promise<void> {
  const { storage } = context.conversation
  const order = readOrder(inbound.text, context.bridge.capabilities.commandPrefixes)
  const noted = noteIn(inbound.text, order)
  const message = await messageAt(context, inbound.platformId)
  // Updates may come out of order: an edit that overtook its message brings the whole text. Where the message was
  // taken in otherwise, as a command or a refusal, its key is known and nothing happens.
  if (!message) {
    if (order && noted === undefined) return
    const isTaken = await takeMessage(context, thread, { ...inbound, type: 'message' }, noted)
    if (!isTaken) await sayNotSent(context, thread, inbound)
    return
  }
  if (message.origin !== context.bridge.id) return
  await changeSession(context.conversation, thread.sessionId, async draft => {
    const current = await storage.findMessage(thread.sessionId, message.id)
    if (!current || current.deletedAt !== undefined) return
    const answer = (text: string): void =>
      tell(context, draft, { threadId: thread.threadId, text, replyTo: inbound.platformId })
    if (current.audience === 'team') {
      rewrite(draft, current, noted ?? inbound.text)
      if (noted === undefined)
        answer('This stays a note. To send it to the visitor, write it as a new message.')
    } else if (noted !== undefined) turnIntoNote(draft, current, originOf(context, inbound), noted)
    else if (order) answer('An edit gives no order. Write it as a new message.')
    else rewrite(draft, current, inbound.text)
  })
}

/** What a text says as a note, where it is one. */
function noteIn(text: string, order?: Order): string | undefined {
  if (NOTE.test(text)) return text.replace(NOTE, '')
  return order?.name === 'note' && order.args !== '' ? order.args : undefined
}

async function takeDeletion(context: BridgeContext, thread: ThreadRecord, platformId: string): Promise<void> {
  const message = await messageAt(context, platformId)
  if (message?.origin !== context.bridge.id) return
  await changeSession(context.conversation, thread.sessionId, async draft => {
    const current = await context.conversation.storage.findMessage(thread.sessionId, message.id)
    if (current) retract(draft, current)
  })
}

/** An operator's reaction on a visitor's message says that it was seen. */
async function seen(context: BridgeContext, { platformId }: InboundReaction): Promise<void> {
  const message = await messageAt(context, platformId)
  if (message?.type !== 'visitor') return
  await changeSession(context.conversation, message.sessionId, draft => {
    const { receipts } = draft.session
    if (message.order > receipts.seen)
      draft.patch({ receipts: { ...receipts, seen: message.order } }, { quiet: true })
  })
}

async function showTyping(context: BridgeContext, sessionId: string, author: Author): Promise<void> {
  const session = await context.conversation.storage.findSession({ id: sessionId })
  if (session) context.onTyping(sessionId, session.projectId, author)
}

/** The newest message that stands in a place on the platform. */
async function messageAt(
  { bridge, conversation }: BridgeContext,
  platformId: string,
): Promise<MessageRecord | undefined> {
  const copies = await conversation.storage.listCopies({ bridgeId: bridge.id, platformId })
  const messages = await Promise.all(
    copies.map(copy => conversation.storage.findMessage(copy.sessionId, copy.messageId)),
  )
  return messages.filter(message => message !== undefined).sort((one, other) => other.order - one.order)[0]
}

async function repliedTo(
  context: BridgeContext,
  platformId: string | undefined,
): Promise<string | undefined> {
  if (platformId === undefined) return undefined
  const message = await messageAt(context, platformId)
  return message?.audience === 'everyone' && message.deletedAt === undefined ? message.id : undefined
}

function problemWith({ unsupported, text }: InboundMessage): string | undefined {
  if (unsupported) return `The visitor did not get this ${unsupported}: only text can be sent so far.`
  if (text.length > MAX_OPERATOR_LENGTH)
    return `The visitor did not get this: it is longer than ${MAX_OPERATOR_LENGTH} characters. Send it in parts.`
  return undefined
}

function tell({ bridge }: BridgeContext, draft: Draft, word: Word): void {
  draft.job(wordJob(bridge.id, draft.session.id, word, draft.now))
}

function originOf({ bridge }: BridgeContext, { threadId, platformId }: InboundMessage | InboundEdit): Origin {
  return { bridgeId: bridge.id, threadId, platformId }
}

function toAuthor({ name, avatarUrl }: Author): Author {
  return avatarUrl ? { name, avatarUrl } : { name }
}
