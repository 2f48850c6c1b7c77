import type { DatabaseSync } from 'node:sqlite'
import type { EventQuery, Json, NewEvent, StoredEvent } from '@pocketping/core'

/** Once in so many events, those that have expired go: more at a time than came since, so that they cannot pile up. */
const PRUNE_EVERY = 32
const PRUNE_LIMIT = 128

export interface Events {
  put(event: NewEvent): void
  list(query: EventQuery): StoredEvent[]
  /** Forgets those of a session. */
  erase(sessionId: string): void
}

interface EventRow {
  number: number
  project_id: string
  session_id: string
  at: number
  expires_at: number
  data: string
}

/** Each reads as many rows of its index as it answers; an erased one, of which there is at most one, is passed over. */
export const EVENT_QUERIES = {
  after: "SELECT * FROM events WHERE number > ? AND session_id <> '' ORDER BY number LIMIT ?",
  newest: "SELECT * FROM events WHERE session_id <> '' ORDER BY number DESC LIMIT ?",
  ofProjectAfter:
    "SELECT * FROM events WHERE project_id = ? AND number > ? AND session_id <> '' ORDER BY number LIMIT ?",
  ofProjectNewest:
    "SELECT * FROM events WHERE project_id = ? AND session_id <> '' ORDER BY number DESC LIMIT ?",
} as const

const ALL_BUT_NEWEST = 'number < (SELECT max(number) FROM events)'

export function events(database: DatabaseSync, now: () => number): Events {
  const after = database.prepare(EVENT_QUERIES.after)
  const newest = database.prepare(EVENT_QUERIES.newest)
  const ofProjectAfter = database.prepare(EVENT_QUERIES.ofProjectAfter)
  const ofProjectNewest = database.prepare(EVENT_QUERIES.ofProjectNewest)
  const insert = database.prepare(
    'INSERT INTO events (project_id, session_id, at, expires_at, data) VALUES (?, ?, ?, ?, ?)',
  )
  // They expire in the order in which they came, so that no index is needed: one more would cost each event as much as its row.
  const prune = database.prepare(
    `DELETE FROM events WHERE expires_at <= ?
     AND number < min((SELECT min(number) FROM events) + ${PRUNE_LIMIT}, (SELECT max(number) FROM events))`,
  )
  // Both read the whole table: erasing is rare.
  const remove = database.prepare(`DELETE FROM events WHERE session_id = ? AND ${ALL_BUT_NEWEST}`)
  const empty = database.prepare("UPDATE events SET session_id = '', data = 'null' WHERE session_id = ?")
  let puts = 0

  function rowsFor({ projectId, after: number, limit }: EventQuery): unknown[] {
    if (projectId === undefined) return number === undefined ? newest.all(limit) : after.all(number, limit)
    if (number === undefined) return ofProjectNewest.all(projectId, limit)
    return ofProjectAfter.all(projectId, number, limit)
  }

  return {
    put({ projectId, sessionId, at, expiresAt, data }) {
      puts = (puts + 1) % PRUNE_EVERY
      if (puts === 0) prune.run(now())
      insert.run(projectId, sessionId, at, expiresAt, JSON.stringify(data))
    },
    list: query => (rowsFor(query) as EventRow[]).map(eventOf),
    erase(sessionId) {
      remove.run(sessionId)
      empty.run(sessionId)
    },
  }
}

function eventOf(row: EventRow): StoredEvent {
  return {
    number: row.number,
    projectId: row.project_id,
    sessionId: row.session_id,
    at: row.at,
    expiresAt: row.expires_at,
    data: JSON.parse(row.data) as Json,
  }
}
