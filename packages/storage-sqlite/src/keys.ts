import type { DatabaseSync } from 'node:sqlite'
import type { Json, NewKey } from '@pocketping/core'

/** How many expired keys go when one is added: more than one, so that they cannot pile up. */
const SWEEP_LIMIT = 4

export interface Keys {
  isKnown(key: string): boolean
  find(key: string): Pick<NewKey, 'value'> | undefined
  add(key: NewKey): void
  /** Forgets those that name a session. */
  erase(sessionId: string): void
}

export function keys(database: DatabaseSync, now: () => number): Keys {
  const isThere = database.prepare('SELECT 1 FROM keys WHERE key = ? AND expires_at > ?')
  const find = database.prepare('SELECT value FROM keys WHERE key = ? AND expires_at > ?')
  const put = database.prepare(
    'INSERT OR REPLACE INTO keys (key, expires_at, value, session_id) VALUES (?, ?, ?, ?)',
  )
  const sweep = database.prepare(
    `DELETE FROM keys WHERE key IN
     (SELECT key FROM keys WHERE expires_at <= ? ORDER BY expires_at LIMIT ${SWEEP_LIMIT})`,
  )
  const erase = database.prepare('DELETE FROM keys WHERE session_id = ?')
  return {
    isKnown: key => isThere.get(key, now()) !== undefined,
    find(key) {
      const row = find.get(key, now())
      if (row === undefined) return undefined
      return row.value === null ? {} : { value: JSON.parse(String(row.value)) as Json }
    },
    add({ key, expiresAt, value, sessionId }) {
      sweep.run(now())
      put.run(key, expiresAt, value === undefined ? null : JSON.stringify(value), sessionId ?? null)
    },
    erase: sessionId => void erase.run(sessionId),
  }
}
