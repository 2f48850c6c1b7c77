import type { DatabaseSync } from 'node:sqlite'

/** How many expired keys go when one is added: more than one, so that they cannot pile up. */
const SWEEP_LIMIT = 4

export interface Keys {
  isKnown(key: string): boolean
  add(key: { key: string; expiresAt: number }): void
}

export function keys(database: DatabaseSync, now: () => number): Keys {
  const find = database.prepare('SELECT 1 FROM keys WHERE key = ? AND expires_at > ?')
  const put = database.prepare('INSERT OR REPLACE INTO keys (key, expires_at) VALUES (?, ?)')
  const sweep = database.prepare(
    `DELETE FROM keys WHERE key IN
     (SELECT key FROM keys WHERE expires_at <= ? ORDER BY expires_at LIMIT ${SWEEP_LIMIT})`,
  )
  return {
    isKnown: key => find.get(key, now()) !== undefined,
    add({ key, expiresAt }) {
      sweep.run(now())
      put.run(key, expiresAt)
    },
  }
}
