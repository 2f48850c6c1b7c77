import type { SessionRecord } from '../contracts/records.ts'
import type { Batch, SessionKey, SessionQuery } from '../contracts/storage.ts'
import { pair } from './memory-pair.ts'

/** Sessions by each key they are found by. */
export interface MemorySessions {
  has(id: string): boolean
  find(key: SessionKey): SessionRecord | undefined
  list(query: SessionQuery): SessionRecord[]
  isStale(change: NonNullable<Batch['session']>): boolean
  put(record: SessionRecord): void
  erase(id: string): void
}

export function memorySessions(): MemorySessions {
  const byId = new Map<string, SessionRecord>()
  const idsByToken = new Map<string, string>()
  const idsByVisitor = new Map<string, string>()
  const idsByProject = new Map<string, Set<string>>()

  function enterKeys({ projectId, visitorId, tokenHash, id }: SessionRecord): void {
    // An empty hash is that of a revoked token: it is never entered, so it finds nobody.
    if (tokenHash !== '') idsByToken.set(tokenHash, id)
    idsByVisitor.set(pair(projectId, visitorId), id)
    const ids = idsByProject.get(projectId)
    if (ids === undefined) idsByProject.set(projectId, new Set([id]))
    else ids.add(id)
  }

  function forgetKeys({ projectId, visitorId, tokenHash, id }: SessionRecord): void {
    idsByToken.delete(tokenHash)
    idsByVisitor.delete(pair(projectId, visitorId))
    idsByProject.get(projectId)?.delete(id)
  }

  function idOf(key: SessionKey): string | undefined {
    if ('id' in key) return key.id
    if ('tokenHash' in key) return idsByToken.get(key.tokenHash)
    return idsByVisitor.get(pair(key.projectId, key.visitorId))
  }

  return {
    has: id => byId.has(id),

    find(key) {
      const id = idOf(key)
      return id === undefined ? undefined : byId.get(id)
    },

    list({ projectId, status, before, limit }) {
      const found: SessionRecord[] = []
      for (const id of idsByProject.get(projectId) ?? []) {
        const session = byId.get(id)
        if (session === undefined || (status !== undefined && session.status !== status)) continue
        if (before === undefined || byActivity(before, session) < 0) found.push(session)
      }
      return found.sort(byActivity).slice(0, limit)
    },

    isStale({ expectedSeq, record }) {
      const stored = byId.get(record.id)
      if ((stored?.seq ?? 0) !== expectedSeq) return true
      if (stored !== undefined && hasSameKeys(stored, record)) return false
      // A new session of a visitor who has one already is one that exists.
      const { projectId, visitorId, tokenHash } = record
      const holders = [idOf({ tokenHash }), idOf({ projectId, visitorId })]
      return holders.some(id => id !== undefined && id !== record.id)
    },

    put(record) {
      const stored = byId.get(record.id)
      byId.set(record.id, record)
      if (stored !== undefined && hasSameKeys(stored, record)) return
      if (stored !== undefined) forgetKeys(stored)
      enterKeys(record)
    },

    erase(id) {
      const stored = byId.get(id)
      if (stored === undefined) return
      byId.delete(id)
      forgetKeys(stored)
    },
  }
}

function hasSameKeys(a: SessionRecord, b: SessionRecord): boolean {
  return a.tokenHash === b.tokenHash && a.visitorId === b.visitorId && a.projectId === b.projectId
}

type Position = Pick<SessionRecord, 'lastActivity' | 'id'>

/** Newest activity first; the id decides between equal ones, so that a cursor misses nobody. */
function byActivity(a: Position, b: Position): number {
  return b.lastActivity - a.lastActivity || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}
