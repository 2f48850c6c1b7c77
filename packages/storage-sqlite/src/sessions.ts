import type { DatabaseSync } from 'node:sqlite'
import type { SessionKey, SessionQuery, SessionRecord } from '@pocketping/core'
import { minuteOf, type SessionRow, sessionOf } from './session-row.ts'
import { type SessionWrites, sessionWrites } from './session-writes.ts'

const STATUSES = Object.keys({ active: true, closed: true } satisfies Record<SessionRecord['status'], true>)

export interface Sessions extends SessionWrites {
  find(key: SessionKey): SessionRecord | undefined
  list(query: SessionQuery): SessionRecord[]
}

const COLUMNS = `id, project_id, visitor_id, token_hash, status, created_at, data,
  seq, last_activity, delivered, seen, received, read`
const FROM = 'FROM sessions JOIN session_state USING (key)'

export function sessions(database: DatabaseSync): Sessions {
  const byId = database.prepare(`SELECT ${COLUMNS} ${FROM} WHERE id = ?`)
  const byToken = database.prepare(`SELECT ${COLUMNS} ${FROM} WHERE token_hash = ? AND token_hash <> ''`)
  const byVisitor = database.prepare(`SELECT ${COLUMNS} ${FROM} WHERE project_id = ? AND visitor_id = ?`)
  const page = database.prepare(
    `SELECT ${COLUMNS} ${FROM} WHERE project_id = ? AND status = ? AND active_minute <= ?
     AND (last_activity < ? OR (last_activity = ? AND id < ?))
     ORDER BY active_minute DESC, last_activity DESC, id DESC LIMIT ?`,
  )

  return {
    ...sessionWrites(database),

    find(key) {
      const row =
        'id' in key
          ? byId.get(key.id)
          : 'tokenHash' in key
            ? byToken.get(key.tokenHash)
            : byVisitor.get(key.projectId, key.visitorId)
      return row === undefined ? undefined : sessionOf(row as unknown as SessionRow)
    },

    list({ projectId, status, before, limit }) {
      const activity = before?.lastActivity ?? Number.MAX_SAFE_INTEGER
      const after = [minuteOf(activity), activity, activity, before?.id ?? '']
      const rows = (status === undefined ? STATUSES : [status]).flatMap(
        each => page.all(projectId, each, ...after, limit) as unknown as SessionRow[],
      )
      return rows.sort(byActivity).slice(0, limit).map(sessionOf)
    },
  }
}

/** As the pages of each status are sorted: newest activity first, then by id from behind. */
function byActivity(a: SessionRow, b: SessionRow): number {
  return b.last_activity - a.last_activity || (a.id < b.id ? 1 : -1)
}
