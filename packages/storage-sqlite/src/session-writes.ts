import type { DatabaseSync } from 'node:sqlite'
import type { SessionRecord } from '@pocketping/core'
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
  keyOf(id: string): number | undefined
  /** Stores a session and the `places` it gets. `undefined`: it is stale, and nothing was written. */
  put(expectedSeq: number, record: SessionRecord, places: Uint8Array): PutSession | undefined
  /** To be called after a rollback: what is remembered may not have been stored. */
  forgetRemembered(): void
}

interface Remembered extends PutSession {
  /** Another process may have been here since: each write names the `seq` and the version it builds on. */
  seq: number
  version: number
  stored: StoredSession
}

interface CurrentRow extends SessionRow {
  key: number
  version: number
  active_minute: number
  recent_bytes: number
}

export function sessionWrites(database: DatabaseSync): SessionWrites {
  const keyById = database.prepare('SELECT key FROM sessions WHERE id = ?')
  const current = database.prepare(
    `SELECT *, length(recent) AS recent_bytes FROM sessions JOIN session_state USING (key) WHERE id = ?`,
  )
  const insert = database.prepare(
    `INSERT INTO sessions (id, project_id, visitor_id, token_hash, status, created_at, active_minute, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const insertState = database.prepare('INSERT INTO session_state VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)')
  const update = database.prepare(
    `UPDATE sessions SET project_id = ?, visitor_id = ?, token_hash = ?, status = ?, created_at = ?,
     active_minute = ?, data = ? WHERE key = ?`,
  )
  const move = database.prepare(
    `UPDATE session_state SET seq = ?, version = ?, last_activity = ?, delivered = ?, seen = ?, received = ?,
     read = ?, recent = CAST(recent || ? AS BLOB) WHERE key = ? AND seq = ? AND version = ?`,
  )
  const remembered = boundedMap<string, Remembered>(REMEMBERED)

  function create(record: SessionRecord, stored: StoredSession, places: Uint8Array): PutSession | undefined {
    const { projectId, visitorId, tokenHash, status, createdAt, activeMinute, data } = stored
    const values = [projectId, visitorId, tokenHash, status, createdAt, activeMinute, data]
    const { changes, lastInsertRowid } = insert.run(record.id, ...values)
    if (changes === 0) return undefined
    const { seq, lastActivity, receipts } = record
    const { delivered, seen, received, read } = receipts
    const key = Number(lastInsertRowid)
    insertState.run(key, seq, lastActivity, delivered, seen, received, read, places)
    const put = { key, seq, version: 1, recentBytes: places.length, stored }
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
    return true
  }

  function change(expectedSeq: number, record: SessionRecord, stored: StoredSession, places: Uint8Array) {
    const row = current.get(record.id) as unknown as CurrentRow | undefined
    if (row === undefined || row.seq !== expectedSeq) return undefined
    const { key, seq, version, recent_bytes: recentBytes } = row
    const put: Remembered = { key, seq, version, recentBytes, stored }
    const before = { ...storedSession(sessionOf(row)), activeMinute: row.active_minute }
    let nextVersion = version
    if (!isSame(before, stored)) {
      const { projectId, visitorId, tokenHash, status, createdAt, activeMinute, data } = stored
      update.run(projectId, visitorId, tokenHash, status, createdAt, activeMinute, data, key)
      nextVersion++
    }
    remembered.set(record.id, put)
    return isMoved(put, record, nextVersion, places) ? put : undefined
  }

  return {
    keyOf: id => remembered.get(id)?.key ?? (keyById.get(id) as { key: number } | undefined)?.key,
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
