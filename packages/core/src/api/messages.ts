import type { MessageRecord } from '../contracts/records.ts'
import type { MessageQuery, Storage } from '../contracts/storage.ts'
import type { Draft } from '../conversation/change-session.ts'
import { rewrite, say } from '../conversation/operator.ts'
import { isForVisitor, toMessage } from '../conversation/wire.ts'
import type {
  CallOptions,
  EditMessage,
  MessagePage,
  MessagesQuery,
  SendMessage,
} from '../protocol/api-types.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { Json } from '../protocol/json.ts'
import type { Message } from '../protocol/message.ts'
import type { ApiContext } from './api-context.ts'
import { changeOwn } from './change.ts'
import { requireSession, type Scope } from './scope.ts'

const DEFAULT_LIMIT = 50
const STRIDE = 500

/** Messages in the order they were written. Notes are operators' own, in their threads, and are left out. */
export async function listMessages(
  context: ApiContext,
  scope: Scope,
  sessionId: string,
  { after, before, limit = DEFAULT_LIMIT }: MessagesQuery,
): Promise<MessagePage> {
  const { storage } = context.conversation
  await requireSession(context.conversation, scope, sessionId)
  const isBackwards = before !== undefined
  const place = await orderOf(context, sessionId, before ?? after)
  // One more than asked for: it tells whether there is another page.
  const found = await readMessages(storage, sessionId, { isBackwards, place, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const messages = (isBackwards ? shown.reverse() : shown).map(message => toMessage(message))
  return last && found.length > limit ? { messages, nextCursor: String(last.order) } : { messages }
}

interface Stretch {
  isBackwards: boolean
  /** Where it begins; absent: at the first message, or the last. */
  place?: number | undefined
  limit: number
}

/** So many messages from a place on, without notes. */
export async function readMessages(
  storage: Storage,
  sessionId: string,
  { isBackwards, place, limit }: Stretch,
): Promise<MessageRecord[]> {
  const found: MessageRecord[] = []
  let from = place
  let stride = limit
  // Notes are skipped, so one page of records may hold fewer messages: read on until it is full.
  for (;;) {
    const page = await storage.listMessages(pageQuery(sessionId, isBackwards, from, stride))
    found.push(...page.filter(isForVisitor))
    if (page.length < stride || found.length >= limit) return found.slice(0, limit)
    from = page.at(-1)?.order
    // Where there are many, a visitor's page has made them: they must not cost a read each.
    stride = Math.max(limit, STRIDE)
  }
}

function pageQuery(
  sessionId: string,
  isBackwards: boolean,
  place: number | undefined,
  limit: number,
): MessageQuery {
  if (!isBackwards) return { sessionId, afterOrder: place ?? 0, limit }
  return place === undefined ? { sessionId, limit } : { sessionId, beforeOrder: place, limit }
}

/** The place of a message that is named by its id, or by the place itself. */
async function orderOf(
  context: ApiContext,
  sessionId: string,
  place: string | undefined,
): Promise<number | undefined> {
  if (place === undefined) return undefined
  if (/^\d{1,15}$/.test(place)) return Number(place)
  return (await messageOf(context, sessionId, place)).order
}

/** Says something to the visitor. */
export async function sendMessage(
  context: ApiContext,
  scope: Scope,
  sessionId: string,
  message: SendMessage,
  options?: CallOptions,
): Promise<Message> {
  const { type = 'operator', replyTo } = message
  const call = { request: ['send', message], options, ...messageAgain(context, sessionId) }
  return changeOwn(context, scope, sessionId, call, async draft => {
    if (replyTo !== undefined) await messageOf(context, sessionId, replyTo)
    const author = message.author ?? context.conversation.operatorShownAs(draft.session.projectId)
    return toMessage(say(draft, { ...message, type, ...(author ? { author } : {}) }))
  })
}

/** Changes what was said to the visitor. What visitors wrote is theirs. */
export async function editMessage(
  context: ApiContext,
  scope: Scope,
  sessionId: string,
  messageId: string,
  { content }: EditMessage,
): Promise<Message> {
  return changeMessage(context, scope, sessionId, messageId, (draft, message) => {
    if (message.type === 'visitor' || message.code)
      throw new PocketPingError(
        'MESSAGE_NOT_EDITABLE',
        'Only what operators, the AI and the API said can be edited.',
      )
    if (message.deletedAt !== undefined)
      throw new PocketPingError('MESSAGE_DELETED', 'This message was deleted and can no longer be edited.')
    return rewrite(draft, message, content)
  })
}

/** Takes back a message of whomever, its content included; an empty place stays. */
export async function deleteMessage(
  context: ApiContext,
  scope: Scope,
  sessionId: string,
  messageId: string,
): Promise<Message> {
  return changeMessage(context, scope, sessionId, messageId, (draft, message) =>
    message.deletedAt === undefined ? draft.revise(message, { content: '', deletedAt: draft.now }) : message,
  )
}

async function changeMessage(
  context: ApiContext,
  scope: Scope,
  sessionId: string,
  messageId: string,
  decide: (draft: Draft, message: MessageRecord) => MessageRecord,
): Promise<Message> {
  const call = { request: [], ...messageAgain(context, sessionId) }
  return changeOwn(context, scope, sessionId, call, async draft =>
    toMessage(decide(draft, await messageOf(context, sessionId, messageId))),
  )
}

/** A message that is asked for again is answered as it stands now: deleted, it is empty. */
function messageAgain(
  context: ApiContext,
  sessionId: string,
): { keep(message: Message): Json; recall(id: Json): Promise<Message> } {
  return {
    keep: ({ id }) => id,
    recall: async id => toMessage(await messageOf(context, sessionId, String(id))),
  }
}

async function messageOf(
  { conversation }: ApiContext,
  sessionId: string,
  messageId: string,
): Promise<MessageRecord> {
  const message = await conversation.storage.findMessage(sessionId, messageId)
  if (message && isForVisitor(message)) return message
  throw new PocketPingError('MESSAGE_NOT_FOUND', 'There is no such message in this conversation.')
}
