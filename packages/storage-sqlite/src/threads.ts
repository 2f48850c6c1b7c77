import type { DatabaseSync } from 'node:sqlite'
import type { ThreadKey, ThreadRecord } from '@pocketping/core'

export interface Threads {
  find(key: ThreadKey): ThreadRecord | undefined
  put(session: number, thread: ThreadRecord): void
  listOf(session: number): ThreadRecord[]
  erase(session: number): void
}

export function threads(database: DatabaseSync): Threads {
  const byThread = database.prepare('SELECT data FROM threads WHERE bridge_id = ? AND thread_id = ?')
  const bySession = database.prepare(
    `SELECT data FROM threads WHERE session = (SELECT key FROM sessions WHERE id = ?) AND bridge_id = ?
     ORDER BY generation DESC LIMIT 1`,
  )
  const put = database.prepare(
    `INSERT INTO threads (bridge_id, thread_id, session, generation, data) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET session = excluded.session, generation = excluded.generation, data = excluded.data`,
  )
  const ofSession = database.prepare('SELECT data FROM threads WHERE session = ?')
  const erase = database.prepare('DELETE FROM threads WHERE session = ?')
  return {
    find(key) {
      const row =
        'threadId' in key
          ? byThread.get(key.bridgeId, key.threadId)
          : bySession.get(key.sessionId, key.bridgeId)
      return row === undefined ? undefined : (JSON.parse(String(row.data)) as ThreadRecord)
    },
    put(session, thread) {
      put.run(thread.bridgeId, thread.threadId, session, thread.generation, JSON.stringify(thread))
    },
    listOf: session => ofSession.all(session).map(({ data }) => JSON.parse(String(data)) as ThreadRecord),
    erase: session => void erase.run(session),
  }
}
