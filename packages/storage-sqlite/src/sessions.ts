import type { DatabaseSync } from 'node:sqlite'
import type { SessionKey, SessionQuery, SessionRecord } from '@pocketping/core'
import { type SessionRow, sessionOf } from './session-row.ts'
import { type SessionWrites, sessionWrites } from './session-writes.ts'

const STATUSES = Object.keys({ active: true, closed: true } satisfies Record<SessionRecord['status'], true>)

export interface Sessions extends SessionWrites {
  find(key: SessionKey): SessionRecord | undefined
  list(query: SessionQuery): SessionRecord[]
}

const COLUMNS = `id, project_id, visitor_id, token_hash, status, created_at, data,
  seq, last_activity, delivered, seen, received, read`
const FROM = 'FROM sessions JOIN session_state USING (key)'

/** As many rows of the index as a page has, wherever it begins, and however many sessions were active at one time. */
export const PAGE: string = `SELECT ${COLUMNS} ${FROM} WHERE project_id = ? AND status = ? AND (active_at, id) < (?, ?)
  AND key NOT IN (SELECT key FROM lively_sessions) ORDER BY active_at DESC, id DESC LIMIT ?`
/** The few whose row does not say when they were active last. */
export const LIVELY_PAGE: string = `SELECT ${COLUMNS} FROM lively_sessions CROSS JOIN sessions USING (key)
  CROSS JOIN session_state USING (key) WHERE project_id = ? AND status = ? AND (last_activity, id) < (?, ?)
  ORDER BY last_activity DESC, id DESC LIMIT ?`

export function sessions(database: DatabaseSync): Sessions {
  const byId = database.prepare(`SELECT ${COLUMNS} ${FROM} WHERE id = ?`)
  const byToken = database.prepare(`SELECT ${COLUMNS} ${FROM} WHERE token_hash = ? AND token_hash <> ''`)
  const byVisitor = database.prepare(`SELECT ${COLUMNS} ${FROM} WHERE project_id = ? AND visitor_id = ?`)
  const page = database.prepare(PAGE)
  const lively = database.prepare(LIVELY_PAGE)

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
      const after = [before?.lastActivity ?? Number.MAX_SAFE_INTEGER, before?.id ?? '', limit]
      const rows = (status === undefined ? STATUSES : [status]).flatMap(each =>
        [page, lively].flatMap(query => query.all(projectId, each, ...after) as unknown as SessionRow[]),
      )
      return rows.sort(byActivity).slice(0, limit).map(sessionOf)
    },
  }
}

/** As the pages of each status are sorted: newest activity first, then by id from behind. */
function byActivity(a: SessionRow, b: SessionRow): number {
  return b.last_activity - a.last_activity || (a.id < b.id ? 1 : -1)
}
