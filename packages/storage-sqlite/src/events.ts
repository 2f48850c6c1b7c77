import type { DatabaseSync } from 'node:sqlite'
import type { EventQuery, Json, NewEvent, StoredEvent } from '@pocketping/core'

/** How many expired events go when one is put: more than one, so that they cannot pile up. */
const PRUNE_LIMIT = 4

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

/** Each reads as many rows of its index as it answers. */
export const EVENT_QUERIES = {
  after: 'SELECT * FROM events WHERE number > ? ORDER BY number LIMIT ?',
  newest: 'SELECT * FROM events ORDER BY number DESC LIMIT ?',
  ofProjectAfter: 'SELECT * FROM events WHERE project_id = ? AND number > ? ORDER BY number LIMIT ?',
  ofProjectNewest: 'SELECT * FROM events WHERE project_id = ? ORDER BY number DESC LIMIT ?',
} as const

export function events(database: DatabaseSync, now: () => number): Events {
  const after = database.prepare(EVENT_QUERIES.after)
  const newest = database.prepare(EVENT_QUERIES.newest)
  const ofProjectAfter = database.prepare(EVENT_QUERIES.ofProjectAfter)
  const ofProjectNewest = database.prepare(EVENT_QUERIES.ofProjectNewest)
  const insert = database.prepare(
    'INSERT INTO events (project_id, session_id, at, expires_at, data) VALUES (?, ?, ?, ?, ?)',
  )
  const prune = database.prepare(
    `DELETE FROM events WHERE number IN
     (SELECT number FROM events WHERE expires_at <= ? ORDER BY expires_at LIMIT ${PRUNE_LIMIT})`,
  )
  const erase = database.prepare('DELETE FROM events WHERE session_id = ?')

  function rowsFor({ projectId, after: number, limit }: EventQuery): unknown[] {
    if (projectId === undefined) return number === undefined ? newest.all(limit) : after.all(number, limit)
    if (number === undefined) return ofProjectNewest.all(projectId, limit)
    return ofProjectAfter.all(projectId, number, limit)
  }

  return {
    put({ projectId, sessionId, at, expiresAt, data }) {
      prune.run(now())
      insert.run(projectId, sessionId, at, expiresAt, JSON.stringify(data))
    },
    list: query => (rowsFor(query) as EventRow[]).map(eventOf),
    erase: sessionId => void erase.run(sessionId),
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
