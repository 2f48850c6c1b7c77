import type { SessionRecord } from '@pocketping/core'

/** What of a session changes seldom, as it is stored. */
export interface StoredSession {
  projectId: string
  visitorId: string
  tokenHash: string
  status: string
  createdAt: number
  activeMinute: number
  data: string
}

/** A session as it is read, from both its tables. */
export interface SessionRow {
  id: string
  project_id: string
  visitor_id: string
  token_hash: string
  status: SessionRecord['status']
  created_at: number
  data: string
  seq: number
  last_activity: number
  delivered: number
  seen: number
  received: number
  read: number
}

export function minuteOf(time: number): number {
  return Math.floor(time / 60_000)
}

/** The members that are columns of their own are left out of `data`; whatever else a record has is in it. */
export function storedSession(record: SessionRecord): StoredSession {
  const { id, seq, projectId, visitorId, tokenHash, status, createdAt, lastActivity, receipts, ...rest } =
    record
  const { delivered, seen, received, read, ...otherReceipts } = receipts
  const data = isEmpty(otherReceipts) ? rest : { ...rest, receipts: otherReceipts }
  return {
    projectId,
    visitorId,
    tokenHash,
    status,
    createdAt,
    activeMinute: minuteOf(lastActivity),
    data: JSON.stringify(data),
  }
}

export function isSame(a: StoredSession, b: StoredSession): boolean {
  return (
    a.data === b.data &&
    a.activeMinute === b.activeMinute &&
    a.tokenHash === b.tokenHash &&
    a.status === b.status &&
    a.visitorId === b.visitorId &&
    a.projectId === b.projectId &&
    a.createdAt === b.createdAt
  )
}

export function sessionOf(row: SessionRow): SessionRecord {
  const { delivered, seen, received, read } = row
  const data = JSON.parse(row.data) as Pick<SessionRecord, 'metadata'> & Partial<SessionRecord>
  return {
    id: row.id,
    projectId: row.project_id,
    visitorId: row.visitor_id,
    tokenHash: row.token_hash,
    seq: row.seq,
    status: row.status,
    createdAt: row.created_at,
    lastActivity: row.last_activity,
    ...data,
    receipts: { ...data.receipts, delivered, seen, received, read },
  }
}

export function isEmpty(object: object): boolean {
  for (const _ in object) return false
  return true
}
