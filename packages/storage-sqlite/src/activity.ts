import type { DatabaseSync } from 'node:sqlite'

/** A session that was not active for so long is written down as it stands. */
const CALM_AFTER_MS = 60_000
/** How many such are written when a session becomes lively: more than one, so that they cannot pile up. */
const SETTLE_LIMIT = 2

/**
 * Keeps the order of sessions by their last activity. An index that moved with every message would be paid for with
 * every message, so a session's row says when it was active at the first message of a minute. Sessions that are active
 * again within it are `lively`: lists leave out their rows, and read the few of them by their state instead.
 */
export interface Activity {
  /** To be called when a session's row has come to say another time than its state. */
  stir(key: number, lastActivity: number): void
  /** To be called when the session is gone. */
  forget(key: number): void
}

export function activity(database: DatabaseSync): Activity {
  const add = database.prepare('INSERT OR IGNORE INTO lively_sessions (key, seen_at) VALUES (?, ?)')
  const remove = database.prepare('DELETE FROM lively_sessions WHERE key = ?')
  const oldest = database.prepare(
    `SELECT key, last_activity AS lastActivity FROM lively_sessions JOIN session_state USING (key)
     WHERE seen_at < ? ORDER BY seen_at LIMIT ${SETTLE_LIMIT}`,
  )
  const seeAgain = database.prepare('UPDATE lively_sessions SET seen_at = ? WHERE key = ?')
  const settle = database.prepare('UPDATE sessions SET active_at = ? WHERE key = ?')
  // Whoever remembers the session as lively reads it again.
  const moveVersion = database.prepare('UPDATE session_state SET version = version + 1 WHERE key = ?')

  return {
    stir(key, lastActivity) {
      add.run(key, lastActivity)
      const calmBefore = lastActivity - CALM_AFTER_MS
      const seen = oldest.all(calmBefore) as unknown as { key: number; lastActivity: number }[]
      for (const each of seen) {
        if (each.lastActivity >= calmBefore) {
          seeAgain.run(each.lastActivity, each.key)
          continue
        }
        settle.run(each.lastActivity, each.key)
        moveVersion.run(each.key)
        remove.run(each.key)
      }
    },
    forget: key => void remove.run(key),
  }
}
