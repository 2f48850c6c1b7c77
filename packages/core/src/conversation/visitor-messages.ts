import type { MessageRecord } from '../contracts/records.ts'
import type { DeleteCommand, EditCommand, EventCommand, SendCommand } from '../protocol/commands.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { visitorAsked, visitorChanged, visitorRemoved } from './ai-state.ts'
import type { Draft } from './change-session.ts'
import type { ConversationContext } from './context.ts'
import { reopen } from './lifecycle.ts'
import { cleanText, cleanTexts } from './text.ts'
import { isForVisitor } from './wire.ts'

/** Writes a visitor's message; the same id again is the same message. Reopens a closed conversation. */
export async function send(
  context: ConversationContext,
  draft: Draft,
  command: SendCommand,
  isOverAiLimit = false,
): Promise<MessageRecord> {
  const known = await messageWith(context, draft, command.id)
  if (known && (known.type !== 'visitor' || !isForVisitor(known)))
    throw new PocketPingError('BAD_REQUEST', 'id: is that of something else in this conversation.')
  if (known) return known
  const answered =
    command.replyTo === undefined
      ? undefined
      : await context.storage.findMessage(draft.session.id, command.replyTo)
  reopen(draft)
  const message = draft.write({
    id: command.id,
    type: 'visitor',
    audience: 'everyone',
    content: cleanText(command.content),
    // An answer to what is gone is still a message: better without the link than not at all.
    ...(answered && isForVisitor(answered) ? { replyTo: answered.id } : {}),
  })
  visitorAsked(context, draft, message, isOverAiLimit)
  return message
}

/** Changes a message of the visitor's own. */
export async function edit(
  context: ConversationContext,
  draft: Draft,
  command: EditCommand,
  isOverAiLimit = false,
): Promise<MessageRecord> {
  const message = await ownMessage(context, draft, command.id)
  if (message.deletedAt !== undefined)
    throw new PocketPingError('MESSAGE_DELETED', 'This message was deleted and can no longer be edited.')
  const content = cleanText(command.content)
  if (content === message.content) return message
  const edited = draft.revise(message, { content, editedAt: draft.now })
  visitorChanged(draft, edited, isOverAiLimit)
  return edited
}

/** Deletes a message of the visitor's own, its content included. */
export async function remove(
  context: ConversationContext,
  draft: Draft,
  command: DeleteCommand,
  isOverAiLimit = false,
): Promise<MessageRecord> {
  const message = await ownMessage(context, draft, command.id)
  if (message.deletedAt !== undefined) return message
  const removed = draft.revise(message, { content: '', deletedAt: draft.now })
  await visitorRemoved(context, draft, removed, isOverAiLimit)
  return removed
}

/** Takes a custom event; the same id again is the same event. Operators see it, and `onEvent` is called. */
export async function trigger(
  context: ConversationContext,
  draft: Draft,
  command: EventCommand,
): Promise<void> {
  if (await messageWith(context, draft, command.id)) return
  draft.write({
    id: command.id,
    type: 'visitor',
    audience: 'team',
    content: '',
    event: { name: cleanText(command.name), ...(command.data ? { data: cleanTexts(command.data) } : {}) },
  })
}

/** The message with this id; spares the reading where it is surely new. */
async function messageWith(
  context: ConversationContext,
  draft: Draft,
  id: string,
): Promise<MessageRecord | undefined> {
  return draft.mayHave(id) ? context.storage.findMessage(draft.session.id, id) : undefined
}

async function ownMessage(context: ConversationContext, draft: Draft, id: string): Promise<MessageRecord> {
  const message = await context.storage.findMessage(draft.session.id, id)
  // "Not yours" and "not there" look the same.
  if (message?.type !== 'visitor' || !isForVisitor(message))
    throw new PocketPingError('MESSAGE_NOT_FOUND', 'There is no such message of yours in this conversation.')
  return message
}
