import type { DatabaseSync } from 'node:sqlite'
import type { CopyQuery, CopyRecord } from '@pocketping/core'

export interface Copies {
  list(query: CopyQuery): CopyRecord[]
  put(session: number, copy: CopyRecord): void
  forget(copy: Pick<CopyRecord, 'bridgeId' | 'platformId' | 'messageId'>): void
  listOf(session: number): CopyRecord[]
  erase(session: number): void
}

interface CopyRow {
  bridge_id: string
  platform_id: string
  message_id: string
  part: number
  data: string
  session_id: string
}

const SELECT = `SELECT c.bridge_id, c.platform_id, c.message_id, c.part, c.data, s.id AS session_id
  FROM copies c JOIN sessions s ON s.key = c.session`

export function copies(database: DatabaseSync): Copies {
  const byPlatformId = database.prepare(`${SELECT} WHERE c.bridge_id = ? AND c.platform_id = ?`)
  const byMessage = database.prepare(
    `${SELECT} WHERE s.id = ? AND c.bridge_id = ? AND c.message_id = ? ORDER BY c.part`,
  )
  const put = database.prepare(
    `INSERT INTO copies (bridge_id, platform_id, message_id, session, part, data) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET session = excluded.session, part = excluded.part, data = excluded.data`,
  )
  const forget = database.prepare(
    'DELETE FROM copies WHERE bridge_id = ? AND platform_id = ? AND message_id = ?',
  )
  const ofSession = database.prepare(`${SELECT} WHERE c.session = ?`)
  const erase = database.prepare('DELETE FROM copies WHERE session = ?')
  return {
    list(query) {
      const rows =
        'platformId' in query
          ? byPlatformId.all(query.bridgeId, query.platformId)
          : [...new Set(query.messageIds)].flatMap(id => byMessage.all(query.sessionId, query.bridgeId, id))
      return (rows as unknown as CopyRow[]).map(copyOf)
    },
    put(session, copy) {
      const { bridgeId, platformId, messageId, sessionId, part, ...rest } = copy
      put.run(bridgeId, platformId, messageId, session, part, JSON.stringify(rest))
    },
    forget({ bridgeId, platformId, messageId }) {
      forget.run(bridgeId, platformId, messageId)
    },
    listOf: session => (ofSession.all(session) as unknown as CopyRow[]).map(copyOf),
    erase: session => void erase.run(session),
  }
}

function copyOf(row: CopyRow): CopyRecord {
  return {
    bridgeId: row.bridge_id,
    platformId: row.platform_id,
    messageId: row.message_id,
    sessionId: row.session_id,
    part: row.part,
    ...(JSON.parse(row.data) as Pick<CopyRecord, 'threadId' | 'origin' | 'seq'>),
  }
}
