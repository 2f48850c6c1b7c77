import type { Inbound, InboundAuthor, InboundReaction } from '../contracts/bridge.ts'
import type { MessageRecord, ThreadRecord } from '../contracts/records.ts'
import { sendDraft } from '../conversation/ai-drafts.ts'
import { changeSession } from '../conversation/change-session.ts'
import type { Author } from '../protocol/message.ts'
import { runCommand } from './commands.ts'
import type { BridgeContext } from './context.ts'
import { takeDeletion, takeEdit } from './inbound-changes.ts'
import { takeMessage } from './inbound-messages.ts'
import { messageAt } from './message-at.ts'
import { ignoreStranger, isAllowed, takeOn, toAuthor, withPlainName } from './operators.ts'

/**
 * Takes in what happened on a platform. Resolves once it is stored, known already, or nobody's; then the platform
 * may be told "received".
 */
export async function receive(context: BridgeContext, given: Inbound): Promise<void> {
  const inbound = withPlainName(given)
  if (inbound.type === 'reaction') return takeReaction(context, inbound)
  const thread = await findThread(context, inbound.threadId)
  // Not a thread of ours: other talk in the same group.
  if (!thread) return
  if (inbound.type === 'delete') return takeDeletion(context, thread, inbound.platformId)
  if (!isAllowed(context.bridge, inbound.author)) return ignoreStranger(context, thread, inbound)
  switch (inbound.type) {
    case 'message':
      await takeMessage(context, thread, inbound)
      return
    case 'edit':
      return takeEdit(context, thread, inbound)
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

/** An operator's reaction: on a visitor's message it says that it was seen, and a thumbs-up sends a draft of the AI's. */
async function takeReaction(context: BridgeContext, inbound: InboundReaction): Promise<void> {
  const { platformId, author, isApproval = false } = inbound
  if (!isAllowed(context.bridge, author)) return
  const message = await messageAt(context, platformId)
  if (message?.isDraft) return isApproval ? approve(context, message, author) : undefined
  if (message?.type === 'visitor') await seen(context, message)
}

/** Sends a draft, once however many approve of it. */
async function approve(context: BridgeContext, message: MessageRecord, author: InboundAuthor): Promise<void> {
  if (context.mode === 'alerts') return
  const { conversation } = context
  await changeSession(conversation, message.sessionId, async draft => {
    if (await sendDraft(conversation, draft, message)) takeOn(context, draft, author)
  })
}

async function seen(context: BridgeContext, message: MessageRecord): Promise<void> {
  await changeSession(context.conversation, message.sessionId, draft => {
    const { receipts } = draft.session
    if (message.order > receipts.seen)
      draft.patch({ receipts: { ...receipts, seen: message.order } }, { quiet: true })
  })
}

/** Only where all that is written there goes to the visitor: else it may be talk among operators. */
async function showTyping(context: BridgeContext, sessionId: string, author: Author): Promise<void> {
  if (context.mode !== 'two-way') return
  const session = await context.conversation.storage.findSession({ id: sessionId })
  if (session) context.onTyping(sessionId, session.projectId, author)
}
