import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import type { Author, Message } from '../protocol/message.ts'
import type { Session, VisitorSession } from '../protocol/session.ts'

const iso = (time: number): string => new Date(time).toISOString()

/** True where a visitor may be told of this message. The only place that decides it. */
export function isForVisitor(message: MessageRecord): boolean {
  return message.audience === 'everyone'
}

/** A message as the API and the widget see it; `shownAs` replaces an operator's own name and picture. */
export function toMessage(record: MessageRecord, shownAs?: Author): Message {
  const message: Message = {
    id: record.id,
    sessionId: record.sessionId,
    type: record.type,
    content: record.content,
    createdAt: iso(record.createdAt),
    seq: record.seq,
    order: record.order,
  }
  if (record.editedAt !== undefined) message.editedAt = iso(record.editedAt)
  if (record.deletedAt !== undefined) message.deletedAt = iso(record.deletedAt)
  if (record.replyTo !== undefined) message.replyTo = record.replyTo
  const author = record.type === 'operator' && shownAs ? shownAs : record.author
  if (author) message.author = author
  if (record.code) message.code = record.code
  if (record.sources) message.sources = [...record.sources]
  return message
}

/** A session as the widget sees it: without its token's hash, and without what is for operators only. */
export function toVisitorSession(record: SessionRecord, shownAs?: Author): VisitorSession {
  const session: VisitorSession = {
    id: record.id,
    visitorId: record.visitorId,
    projectId: record.projectId,
    status: record.status,
    createdAt: iso(record.createdAt),
    lastActivity: iso(record.lastActivity),
    seq: record.seq,
    receipts: record.receipts,
  }
  if (record.operator) session.operator = shownAs ?? record.operator
  return session
}

/** A session as the API sees it. */
export function toSession(record: SessionRecord): Session {
  const session: Session = { ...toVisitorSession(record), metadata: record.metadata }
  if (record.identity) session.identity = record.identity
  if (record.claimedBy) session.claimedBy = { name: record.claimedBy.name }
  if (record.isBlocked) session.isBlocked = true
  if (record.needsReview) session.needsReview = true
  if (record.aiEnabled !== undefined) session.ai = { enabled: record.aiEnabled }
  return session
}
