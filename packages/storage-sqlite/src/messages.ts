import type { DatabaseSync } from 'node:sqlite'
import type { MessageQuery, MessageRecord } from '@pocketping/core'
import { hashOf } from './hash.ts'
import { places } from './places.ts'
import { isEmpty } from './session-row.ts'

export interface Messages {
  find(session: number, sessionId: string, id: string): MessageRecord | undefined
  list(session: number, query: MessageQuery): MessageRecord[]
  /** The number of a message about to be added. */
  nextNumber(): number
  /** Stores a message that is known to be new, and whose place is stored with its session. */
  add(session: number, number: number, message: MessageRecord): void
  /** Stores a message that may be there already. */
  put(session: number, message: MessageRecord): void
  fillBlock(session: number): void
  erase(session: number): void
  /** To be called when a transaction begins: since the last one, other processes may have added messages. */
  forgetNumbers(): void
}

interface MessageRow {
  number: number
  place: number
  id: string
  seq: number
  type: MessageRecord['type']
  audience: MessageRecord['audience']
  created_at: number
  content: string
  data: string | null
}

const COLUMNS = 'number, place, m.id, seq, m.type, audience, created_at, content, data'

export function messages(database: DatabaseSync): Messages {
  const index = places(database)
  const byNumber = database.prepare(`SELECT ${COLUMNS} FROM messages m WHERE number = ?`)
  const byNumbers = database.prepare(
    `SELECT ${COLUMNS} FROM json_each(?) JOIN messages m ON number = value ORDER BY key`,
  )
  const changed = database.prepare(
    `SELECT ${COLUMNS} FROM messages m WHERE session = ? AND seq > ? AND seq <> place ORDER BY seq, place LIMIT ?`,
  )
  const newest = database.prepare('SELECT max(number) AS number FROM messages')
  const insert = database.prepare(
    `INSERT INTO messages (number, session, place, id, seq, type, audience, created_at, content, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = database.prepare(
    `UPDATE messages SET seq = ?, type = ?, audience = ?, created_at = ?, content = ?, data = ? WHERE number = ?`,
  )
  const removeAll = database.prepare('DELETE FROM messages WHERE number IN (SELECT value FROM json_each(?))')
  let lastNumber: number | undefined

  function nextNumber(): number {
    lastNumber = (lastNumber ?? Number(newest.get()?.number ?? 0)) + 1
    return lastNumber
  }

  function findRow(session: number, id: string): MessageRow | undefined {
    for (const number of index.withHash(session, hashOf(id))) {
      const row = byNumber.get(number) as unknown as MessageRow
      if (row.id === id) return row
    }
    return undefined
  }

  function read(numbers: readonly number[]): MessageRow[] {
    return byNumbers.all(JSON.stringify(numbers)) as unknown as MessageRow[]
  }

  /** Those that never changed, in the order they were written, which is that of their `seq`. */
  function unchangedAfter(session: number, seq: number, limit: number): MessageRow[] {
    const found: MessageRow[] = []
    let after = seq
    while (found.length < limit) {
      const rows = read(index.after(session, after, limit))
      found.push(...rows.filter(row => row.seq === row.place))
      if (rows.length < limit) break
      after = rows.at(-1)?.place ?? after
    }
    return found
  }

  function changedAfter(session: number, seq: number, limit: number): MessageRow[] {
    const late = changed.all(session, seq, limit) as unknown as MessageRow[]
    return [...unchangedAfter(session, seq, limit), ...late]
      .sort((a, b) => a.seq - b.seq || a.place - b.place)
      .slice(0, limit)
  }

  function add(session: number, number: number, message: MessageRecord): void {
    const { id, order, seq, type, audience, createdAt } = message
    const { content, data } = storedContent(message)
    insert.run(number, session, order, id, seq, type, audience, createdAt, content, data)
  }

  return {
    nextNumber,
    add,
    fillBlock: index.fillBlock,
    forgetNumbers() {
      lastNumber = undefined
    },

    find(session, sessionId, id) {
      const row = findRow(session, id)
      return row === undefined ? undefined : messageOf(row, sessionId)
    },

    list(session, query) {
      const { sessionId, limit } = query
      const rows =
        'afterSeq' in query
          ? changedAfter(session, query.afterSeq, limit)
          : 'afterOrder' in query
            ? read(index.after(session, query.afterOrder, limit))
            : read(index.before(session, query.beforeOrder ?? Number.MAX_SAFE_INTEGER, limit))
      return rows.map(row => messageOf(row, sessionId))
    },

    erase(session) {
      removeAll.run(JSON.stringify(index.erase(session)))
    },

    put(session, message) {
      const row = findRow(session, message.id)
      if (row === undefined) {
        const number = nextNumber()
        add(session, number, message)
        index.insert(session, { place: message.order, number, hash: hashOf(message.id) })
        return
      }
      const { seq, type, audience, createdAt } = message
      const { content, data } = storedContent(message)
      update.run(seq, type, audience, createdAt, content, data, row.number)
    },
  }
}

/** The content, and as JSON whatever has no column of its own. */
function storedContent(message: MessageRecord): { content: string; data: string | null } {
  const { id, sessionId, type, audience, content, createdAt, seq, order, ...rest } = message
  // SQLite's text is UTF-8, which cannot say half a surrogate pair, and older versions of Node read it only up
  // to the first NUL; JSON escapes both.
  if (!content.isWellFormed() || content.includes('\0'))
    return { content: '', data: JSON.stringify({ ...rest, content }) }
  return { content, data: isEmpty(rest) ? null : JSON.stringify(rest) }
}

function messageOf(row: MessageRow, sessionId: string): MessageRecord {
  const message: MessageRecord = {
    id: row.id,
    sessionId,
    type: row.type,
    audience: row.audience,
    content: row.content,
    createdAt: row.created_at,
    seq: row.seq,
    order: row.place,
  }
  return row.data === null ? message : { ...message, ...(JSON.parse(row.data) as Partial<MessageRecord>) }
}
