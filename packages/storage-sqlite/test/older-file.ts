import { DatabaseSync } from 'node:sqlite'
import { migrate } from '../src/migrate.ts'
import { MIGRATIONS } from '../src/schema.ts'

/** Makes a file as a published version of this package did, with its own statements. */
export function olderFile(file: string, version: number): void {
  const database = new DatabaseSync(file)
  migrate(database, file, MIGRATIONS.slice(0, version))
  const session = olderSessions(database)
  session('sess_1', 61_500, '[1]')
  session('sess_2', 59_000)
  session('sess_3', 61_000)
  database.exec(`
    INSERT INTO threads (bridge_id, thread_id, session, generation, data) VALUES ('telegram', 'topic', 1, 1,
      '{"bridgeId":"telegram","threadId":"topic","sessionId":"sess_1","generation":1}');
    INSERT INTO copies (bridge_id, platform_id, message_id, session, part, data)
      VALUES ('telegram', '100', 'msg_2', 1, 0, '{"threadId":"topic","origin":false,"seq":2}');
    INSERT OR REPLACE INTO keys (key, expires_at) VALUES ('update 7', 9000000000000);
  `)
  const job = olderJobs(database)
  job('telegram:sess_1', 100, '"first"')
  job('telegram:sess_1', 50, '"second"')
  job('telegram:sess_2', 200, '"other"')
  database.exec(`UPDATE jobs SET attempts = 1, due_at = 300, ready_at = 300 WHERE lane = 'telegram:sess_2'`)
  if (version > 1) database.exec(`INSERT INTO kept_values (key, value) VALUES ('a', '[1]')`)
  database.close()
}

/** Adds a session with one message, as versions before 3 did. */
export function olderSessions(
  database: DatabaseSync,
): (id: string, lastActivity: number, content?: string) => void {
  const insert = database.prepare(
    `INSERT INTO sessions (id, project_id, visitor_id, token_hash, status, created_at, active_minute, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const insertState = database.prepare('INSERT INTO session_state VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)')
  const insertMessage = database.prepare(
    `INSERT INTO messages (session, place, id, seq, type, audience, created_at, content, data)
     VALUES (?, 2, 'msg_2', 2, 'visitor', 'everyone', 2, ?, NULL)`,
  )
  const newest = database.prepare('SELECT max(number) AS number FROM messages')
  return (id, lastActivity, content = 'Hello') => {
    const minute = Math.floor(lastActivity / 60_000)
    const data = '{"metadata":{"url":"https://shop.example/"}}'
    const of = [id, 'default', `vis_of_${id}`, `hash_of_${id}`, 'active']
    const key = Number(insert.run(...of, 1, minute, data).lastInsertRowid)
    insertMessage.run(key, content)
    const place = Buffer.alloc(14)
    place.writeUInt32BE(2, 0)
    place.writeUIntBE(Number(newest.get()?.number), 4, 6)
    place.writeInt32BE(0x0f2d0d2b, 10)
    insertState.run(key, 2, lastActivity, 0, 0, 0, 0, place)
  }
}

/** Adds a job as versions before 3 did. */
export function olderJobs(database: DatabaseSync): (lane: string, dueAt: number, payload: string) => void {
  const insert = database.prepare(
    `INSERT INTO jobs (lane, kind, ready_at, due_at, attempts, once, again, payload)
     SELECT ?, ?, CASE WHEN EXISTS (SELECT 1 FROM jobs WHERE lane = ?) THEN NULL ELSE ? END, ?, 0, ?, 0, ?`,
  )
  return (lane, dueAt, payload) => void insert.run(lane, 'deliver', lane, dueAt, dueAt, 0, payload)
}
