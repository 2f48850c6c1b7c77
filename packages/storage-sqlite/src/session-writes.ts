import type { DatabaseSync } from 'node:sqlite'
import type { SessionRecord } from '@pocketping/core'
import { activity } from './activity.ts'
import { boundedMap } from './bounded-map.ts'
import { isSame, type SessionRow, type StoredSession, sessionOf, storedSession } from './session-row.ts'

/** How many sessions are remembered as they were stored last, to save reading them before each change. */
const REMEMBERED = 10_000

/** A session as it was stored last. */
export interface PutSession {
  readonly key: number
  /** How many bytes the places of its recent messages take. */
  recentBytes: number
}

export interface SessionWrites {
  /** For reading: where another process has erased the session, there is nothing to be found by its key. */
  keyOf(id: string): number | undefined
  /** For writing: surely of a session that is stored. */
  storedKeyOf(id: string): number | undefined
  isStale(expectedSeq: number, record: SessionRecord): boolean
  /** Stores a session and the `places` it gets. `undefined`: it is stale, and nothing was written. */
  put(expectedSeq: number, record: SessionRecord, places: Uint8Array): PutSession | undefined
  /** Removes the session itself. */
  erase(key: number, id: string): void
  /** To be called after a rollback: what is remembered may not have been stored. */
  forgetRemembered(): void
}

interface Remembered extends PutSession {
  /** Another process may have been here since: each write names the `seq` and the version it builds on. */
  seq: number
  version: number
  stored: StoredSession
  /** What the row says of its last activity, and whether lists do without it. */
  activeAt: number
  isLively: boolean
}

interface CurrentRow extends SessionRow {
  key: number
  version: number
  active_minute: number
  active_at: number
  is_lively: number
  recent_bytes: number
}

export function sessionWrites(database: DatabaseSync): SessionWrites {
  const keyById = database.prepare('SELECT key FROM sessions WHERE id = ?')
  const current = database.prepare(
    `SELECT *, length(recent) AS recent_bytes, key IN (SELECT key FROM lively_sessions) AS is_lively
     FROM sessions JOIN session_state USING (key) WHERE id = ?`,
  )
  const isStored = database.prepare('SELECT 1 FROM session_state WHERE key = ?')
  const holder = database.prepare(
    `SELECT 1 FROM sessions WHERE id = ? OR project_id = ? AND visitor_id = ? OR token_hash = ? AND token_hash <> ''`,
  )
  const insert = database.prepare(
    `INSERT INTO sessions
     (key, id, project_id, visitor_id, token_hash, status, created_at, active_minute, data, active_at)
     SELECT 1 + max(highest, coalesce((SELECT max(key) FROM sessions), 0)), ?, ?, ?, ?, ?, ?, ?, ?, ?
     FROM erased_keys WHERE true ON CONFLICT DO NOTHING`,
  )
  const insertState = database.prepare('INSERT INTO session_state VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)')
  const update = database.prepare(
    `UPDATE sessions SET project_id = ?, visitor_id = ?, token_hash = ?, status = ?, created_at = ?,
     active_minute = ?, data = ?, active_at = ? WHERE key = ?`,
  )
  const move = database.prepare(
    `UPDATE session_state SET seq = ?, version = ?, last_activity = ?, delivered = ?, seen = ?, received = ?,
     read = ?, recent = CAST(recent || ? AS BLOB) WHERE key = ? AND seq = ? AND version = ?`,
  )
  const remove = database.prepare('DELETE FROM sessions WHERE key = ?')
  const removeState = database.prepare('DELETE FROM session_state WHERE key = ?')
  const retireKey = database.prepare('UPDATE erased_keys SET highest = max(highest, ?)')
  const order = activity(database)
  const remembered = boundedMap<string, Remembered>(REMEMBERED)

  function create(record: SessionRecord, stored: StoredSession, places: Uint8Array): PutSession | undefined {
    const { projectId, visitorId, tokenHash, status, createdAt, activeMinute, data } = stored
    const values = [projectId, visitorId, tokenHash, status, createdAt, activeMinute, data]
    const { seq, lastActivity, receipts } = record
    const { changes, lastInsertRowid } = insert.run(record.id, ...values, lastActivity)
    if (changes === 0) return undefined
    const { delivered, seen, received, read } = receipts
    const key = Number(lastInsertRowid)
    insertState.run(key, seq, lastActivity, delivered, seen, received, read, places)
    const put: Remembered = {
      ...{ key, seq, version: 1, recentBytes: places.length, stored },
      ...{ activeAt: lastActivity, isLively: false },
    }
    remembered.set(record.id, put)
    return put
  }

  /** Writes what changes with every message, where the session still stands as it is remembered. */
  function isMoved(known: Remembered, record: SessionRecord, version: number, places: Uint8Array): boolean {
    const { seq, lastActivity, receipts } = record
    const { delivered, seen, received, read } = receipts
    const state = [lastActivity, delivered, seen, received, read]
    const { changes } = move.run(seq, version, ...state, places, known.key, known.seq, known.version)
    if (changes === 0) return false
    known.seq = seq
    known.version = version
    known.recentBytes += places.length
    if (!known.isLively && lastActivity !== known.activeAt) {
      order.stir(known.key, lastActivity)
      known.isLively = true
    }
    return true
  }

  function change(expectedSeq: number, record: SessionRecord, stored: StoredSession, places: Uint8Array) {
    const row = current.get(record.id) as unknown as CurrentRow | undefined
    if (row === undefined || row.seq !== expectedSeq) return undefined
    const { key, seq, version, recent_bytes: recentBytes } = row
    const put: Remembered = {
      ...{ key, seq, version, recentBytes, stored },
      ...{ activeAt: row.active_at, isLively: row.is_lively === 1 },
    }
    const before = { ...storedSession(sessionOf(row)), activeMinute: row.active_minute }
    let nextVersion = version
    if (!isSame(before, stored)) {
      const { projectId, visitorId, tokenHash, status, createdAt, activeMinute, data } = stored
      const values = [projectId, visitorId, tokenHash, status, createdAt, activeMinute, data]
      update.run(...values, record.lastActivity, key)
      put.activeAt = record.lastActivity
      nextVersion++
    }
    remembered.set(record.id, put)
    return isMoved(put, record, nextVersion, places) ? put : undefined
  }

  const readKey = (id: string) => (keyById.get(id) as { key: number } | undefined)?.key

  return {
    keyOf: id => remembered.get(id)?.key ?? readKey(id),

    storedKeyOf(id) {
      const key = remembered.get(id)?.key
      return key !== undefined && isStored.get(key) !== undefined ? key : readKey(id)
    },

    isStale(expectedSeq, record) {
      const { id, projectId, visitorId, tokenHash } = record
      if (expectedSeq === 0) return holder.get(id, projectId, visitorId, tokenHash) !== undefined
      return (current.get(id) as unknown as CurrentRow | undefined)?.seq !== expectedSeq
    },

    erase(key, id) {
      remove.run(key)
      removeState.run(key)
      order.forget(key)
      retireKey.run(key)
      remembered.delete(id)
    },

    forgetRemembered: () => remembered.clear(),

    put(expectedSeq, record, places) {
      const stored = storedSession(record)
      if (expectedSeq === 0) return create(record, stored, places)
      const known = remembered.get(record.id)
      const isUpToDate = known?.seq === expectedSeq && isSame(known.stored, stored)
      if (isUpToDate && isMoved(known, record, known.version, places)) return known
      return change(expectedSeq, record, stored, places)
    },
  }
}
