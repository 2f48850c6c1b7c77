import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { MAX_PAGE_SIZE } from '../protocol/limits.ts'
import type { VisitorSession } from '../protocol/session.ts'
import type { ChangesUpdate } from '../protocol/updates.ts'
import { isAiAnswering } from './ai-state.ts'
import type { Change, ConversationContext } from './context.ts'
import { isForVisitor, toMessage, toVisitorSession } from './wire.ts'

/**
 * One page of what a visitor missed after `seq`; `done` where it was the last. With `after` 0: the newest
 * messages, and `older` where there are more.
 * @throws PocketPingError `SESSION_NOT_FOUND`
 */
export async function changesAfter(
  context: ConversationContext,
  sessionId: string,
  after: number,
): Promise<{ update: ChangesUpdate; done: boolean }> {
  const session = await context.storage.findSession({ id: sessionId })
  if (!session) throw new PocketPingError('SESSION_NOT_FOUND', 'Session not found')
  const project = context.knowProject(session.projectId)
  if (project !== undefined) await project
  const forVisitor = sessionForVisitor(context, session)
  const shownAs = context.operatorShownAs(session.projectId)
  // A cursor past the end is from another life of the database: such a client starts over.
  if (after <= 0 || after > session.seq) {
    const { messages, older } = await historyBefore(context, session)
    const update: ChangesUpdate = {
      type: 'changes',
      seq: session.seq,
      session: forVisitor,
      messages,
    }
    return { update: older ? { ...update, older } : update, done: true }
  }
  const limit = MAX_PAGE_SIZE
  const page = await context.storage.listMessages({ sessionId, afterSeq: after, limit })
  // What was committed after the session was read comes with its own change, and with the session as it was then.
  const records = page.filter(message => message.seq <= session.seq)
  const last = records.at(-1)
  const done = page.length < limit || !last || last.seq >= session.seq
  const seq = done ? session.seq : last.seq
  const messages = records.filter(isForVisitor).map(message => toMessage(message, shownAs))
  return { update: { type: 'changes', seq, session: forVisitor, messages }, done }
}

/** A session as its visitor sees it now. */
export function sessionForVisitor(context: ConversationContext, session: SessionRecord): VisitorSession {
  const shown = toVisitorSession(session, context.operatorShownAs(session.projectId))
  const availability = context.availability(session.projectId)
  return {
    ...shown,
    ...(availability ? { availability } : {}),
    ...(isAiAnswering(context.aiOf(session.projectId), session) ? { aiAnswers: true } : {}),
  }
}

/** The newest messages that a visitor may see before an `order`, in order. */
export async function historyBefore(
  context: ConversationContext,
  session: SessionRecord,
  beforeOrder?: number,
): Promise<Required<Pick<ChangesUpdate, 'messages' | 'older'>>> {
  await context.knowProject(session.projectId)
  const found: MessageRecord[] = []
  let before = beforeOrder
  // Notes and events are skipped, so one page of records may hold fewer messages: read on until it is full.
  for (;;) {
    const page = await context.storage.listMessages({
      sessionId: session.id,
      limit: MAX_PAGE_SIZE + 1,
      ...(before === undefined ? {} : { beforeOrder: before }),
    })
    found.push(...page.filter(message => isForVisitor(message) && message.seq <= session.seq))
    before = page.at(-1)?.order
    if (page.length <= MAX_PAGE_SIZE || found.length > MAX_PAGE_SIZE) break
  }
  const shownAs = context.operatorShownAs(session.projectId)
  const messages = found.slice(0, MAX_PAGE_SIZE).reverse()
  return {
    messages: messages.map(message => toMessage(message, shownAs)),
    older: found.length > MAX_PAGE_SIZE,
  }
}

/** One commit as a visitor is told of it; `undefined` where it holds nothing for a visitor. */
export function changesUpdate(context: ConversationContext, change: Change): ChangesUpdate | undefined {
  const visible = change.messages.filter(isForVisitor)
  if (visible.length === 0 && !change.sessionChanged) return undefined
  const shownAs = context.operatorShownAs(change.session.projectId)
  const update: ChangesUpdate = { type: 'changes', seq: change.session.seq }
  if (change.sessionChanged) {
    update.session = sessionForVisitor(context, change.session)
    // A picture may be thousands of characters: it is not repeated with every receipt.
    if (!change.operatorChanged) delete update.session.operator
  }
  if (visible.length > 0) update.messages = visible.map(message => toMessage(message, shownAs))
  return update
}
