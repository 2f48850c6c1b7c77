import type { DatabaseSync } from 'node:sqlite'

/** A session that was not active for so long is written down as it stands. */
const CALM_AFTER_MS = 60_000
/** How many such are written when a session becomes lively: more than one, so that they cannot pile up. */
const SETTLE_LIMIT = 2

/**
 * Keeps the order of sessions by their last activity. An index that moved with every message would be paid for with
 * every message, so a session's row says when it was active at the first message of a minute. Those active again
 * within it are `lively`: lists leave out their rows, and read the few of them by their state instead.
 */
export interface Activity {
  /** To be called when a session's row has come to say another time than its state. */
  stir(key: number, lastActivity: number): void
  /** To be called when the row says the same time again, or is gone. */
  calm(key: number): void
}

export function activity(database: DatabaseSync): Activity {
  const add = database.prepare('INSERT OR IGNORE INTO lively_sessions (key, since) VALUES (?, ?)')
  const remove = database.prepare('DELETE FROM lively_sessions WHERE key = ?')
  const calmed = database.prepare(
    `SELECT key FROM lively_sessions WHERE since < ? ORDER BY since LIMIT ${SETTLE_LIMIT}`,
  )
  const settle = database.prepare(
    'UPDATE sessions SET active_at = (SELECT last_activity FROM session_state s WHERE s.key = ?1) WHERE key = ?1',
  )
  // Whoever remembers the session as lively reads it again.
  const moveVersion = database.prepare('UPDATE session_state SET version = version + 1 WHERE key = ?')

  return {
    stir(key, lastActivity) {
      add.run(key, lastActivity)
      for (const { key } of calmed.all(lastActivity - CALM_AFTER_MS) as { key: number }[]) {
        settle.run(key)
        moveVersion.run(key)
        remove.run(key)
      }
    },
    calm: key => void remove.run(key),
  }
}
