import { DatabaseSync } from 'node:sqlite'
import type { Count, ServerOptions } from './bench-server.ts'

/** The least that keeps messages. */
export interface BareStore {
  /** Calls back once the message is stored. */
  insert(session: number, id: string, content: string, done: (seq: number) => void): void
  count(): Count
}

export function openBareStore(options: ServerOptions): BareStore {
  return options.storage === 'memory' ? mapStore() : sqliteStore(options)
}

function mapStore(): BareStore {
  const sessions = new Map<number, Map<string, object>>()
  let count = 0
  return {
    insert(session, id, content, done) {
      const messages = sessions.get(session) ?? new Map<string, object>()
      if (messages.size === 0) sessions.set(session, messages)
      messages.set(id, { id, content, createdAt: Date.now() })
      count += 1
      done(messages.size)
    },
    count: () => ({
      count,
      distinct: [...sessions.values()].reduce((sum, messages) => sum + messages.size, 0),
    }),
  }
}

/** One table that a conversation can be read from in order: one INSERT per message, one transaction per turn of the event loop, answered after the commit. */
function sqliteStore({ file = ':memory:', durability = 'full' }: ServerOptions): BareStore {
  const database = new DatabaseSync(file)
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${durability};
    -- The same as in our storage.
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA cache_size = -32768;
    CREATE TABLE message (
      session INTEGER, seq INTEGER, id TEXT NOT NULL, content TEXT NOT NULL, created_at INTEGER NOT NULL,
      PRIMARY KEY (session, seq)
    ) WITHOUT ROWID`)
  const insert = database.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?)')
  const sequences = new Map<number, number>()
  let waiting: { session: number; id: string; content: string; done: (seq: number) => void }[] = []

  const flush = (): void => {
    const batch = waiting
    waiting = []
    database.exec('BEGIN IMMEDIATE')
    const now = Date.now()
    const answers = batch.map(({ session, id, content, done }) => {
      const seq = (sequences.get(session) ?? 0) + 1
      sequences.set(session, seq)
      insert.run(session, seq, id, content, now)
      return () => done(seq)
    })
    database.exec('COMMIT')
    for (const answer of answers) answer()
  }

  return {
    insert(session, id, content, done) {
      if (waiting.push({ session, id, content, done }) === 1) setImmediate(flush)
    },
    count() {
      const row = database.prepare('SELECT count(*) AS count, count(DISTINCT id) AS ids FROM message').get()
      return { count: Number(row?.count), distinct: Number(row?.ids) }
    },
  }
}
