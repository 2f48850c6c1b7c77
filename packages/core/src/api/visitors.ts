import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { customerKeysOf } from '../conversation/customers.ts'
import { deviceKeys } from '../conversation/devices.ts'
import { toMessage, toSession } from '../conversation/wire.ts'
import type {
  Erasure,
  ExportedMessage,
  SessionExport,
  VisitorExport,
  VisitorOptions,
} from '../protocol/api-types.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { keptOfSession } from '../webhooks/delivery-log.ts'
import type { ApiContext } from './api-context.ts'
import type { Scope } from './scope.ts'

/** Everything that is kept of a visitor. */
export async function exportVisitor(
  { conversation }: ApiContext,
  scope: Scope,
  visitorId: string,
  options: VisitorOptions,
): Promise<VisitorExport> {
  const session = await sessionOf(conversation, scope, visitorId, options)
  const exportedAt = new Date(conversation.clock.now()).toISOString()
  return { visitorId, exportedAt, sessions: [await exportSession(conversation, session)] }
}

/** Removes everything that is kept of a visitor, what waits to be done included. Their open pages are let go. */
export async function eraseVisitor(
  { conversation, hub }: ApiContext,
  scope: Scope,
  visitorId: string,
  options: VisitorOptions,
): Promise<Erasure> {
  const { storage, hot } = conversation
  const { id: sessionId } = await sessionOf(conversation, scope, visitorId, options)
  // In turn with everything that changes the session: what is under way must be read before it is erased.
  const erasure = await hot.inTurn(sessionId, async () => {
    const session = await sessionOf(conversation, scope, visitorId, options)
    const messages = await allMessages(conversation, sessionId)
    const { threads } = await storage.listKept(sessionId)
    const keys = [
      ...deviceKeys(session),
      ...(await customerKeysOf(conversation, session)),
      ...(await keptOfSession(storage, session)),
    ]
    await storage.commit({ erased: { sessionId }, values: keys.map(key => ({ key })) })
    hot.delete(sessionId)
    return {
      visitorId,
      sessions: [sessionId],
      messages: messages.length,
      threads: threads.map(({ bridgeId, threadId }) => ({ bridgeId, threadId })),
    }
  })
  hub.expel(sessionId)
  return erasure
}

async function sessionOf(
  { storage }: ConversationContext,
  scope: Scope,
  visitorId: string,
  options: VisitorOptions,
): Promise<SessionRecord> {
  const projectIds =
    options.projectId === undefined && scope.ids ? scope.ids : [await scope.project(options.projectId)]
  for (const projectId of projectIds) {
    const session = await storage.findSession({ projectId, visitorId })
    if (session) return session
  }
  throw new PocketPingError('VISITOR_NOT_FOUND', 'There is no such visitor.')
}

async function exportSession(
  conversation: ConversationContext,
  session: SessionRecord,
): Promise<SessionExport> {
  const { id } = session
  const { threads, copies, jobs } = await conversation.storage.listKept(id)
  return {
    session: toSession(session),
    messages: (await allMessages(conversation, id)).map(toExported),
    threads: threads.map(({ bridgeId, threadId, closed }) => ({ bridgeId, threadId, closed })),
    copies: copies.map(({ bridgeId, platformId, messageId }) => ({ bridgeId, platformId, messageId })),
    jobs: jobs.map(({ kind, dueAt, payload }) => {
      const job = { kind, dueAt: new Date(dueAt).toISOString() }
      return payload === undefined ? job : { ...job, payload }
    }),
  }
}

function toExported(record: MessageRecord): ExportedMessage {
  const message = { ...toMessage(record), audience: record.audience }
  return record.event ? { ...message, event: record.event } : message
}

const PAGE = 500

async function allMessages({ storage }: ConversationContext, sessionId: string): Promise<MessageRecord[]> {
  const found: MessageRecord[] = []
  for (;;) {
    const afterOrder = found.at(-1)?.order ?? 0
    const page = await storage.listMessages({ sessionId, afterOrder, limit: PAGE })
    found.push(...page)
    if (page.length < PAGE) return found
  }
}
