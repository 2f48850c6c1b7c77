import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { olderFile, olderJobs, olderSessions } from '../test/older-file.ts'
import { session } from '../test/records.ts'
import { temporaryFile } from '../test/temporary-file.ts'
import { sqliteStorage } from './index.ts'
import { MIGRATIONS } from './schema.ts'

const LATER = 9_000_000_000_000
const EVENT = { projectId: 'default', sessionId: 'sess_1', at: 1, expiresAt: LATER, data: 'new' }

describe.each([1, 2])('a file of version %i', version => {
  it('is brought forward with all that it holds', async () => {
    const file = temporaryFile()
    olderFile(file, version)
    const storage = sqliteStorage({ file })
    await storage.migrate()
    expect(await storage.findSession({ tokenHash: 'hash_of_sess_1' })).toEqual({
      ...session('sess_1', 2),
      lastActivity: 61_500,
    })
    const messages = await storage.listMessages({ sessionId: 'sess_1', limit: 9 })
    expect(messages.map(({ id, content }) => [id, content])).toEqual([['msg_2', '[1]']])
    const { threads, copies, jobs } = await storage.listKept('sess_1')
    expect([threads.length, copies.length, jobs.length]).toEqual([1, 1, 2])
    expect(await storage.findKey('update 7')).toEqual({})
    expect(await storage.listValues('')).toEqual(version === 1 ? [] : [{ key: 'a', value: [1] }])
    const listed = await storage.listSessions({ projectId: 'default', limit: 9 })
    expect(listed.map(({ id }) => id)).toEqual(['sess_1', 'sess_3', 'sess_2'])
    await storage.close()
    const database = new DatabaseSync(file)
    expect(database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: MIGRATIONS.length })
    expect(database.prepare('PRAGMA integrity_check').get()).toMatchObject({ integrity_check: 'ok' })
    database.close()
  })

  it('does what is new', async () => {
    const file = temporaryFile()
    olderFile(file, version)
    const storage = sqliteStorage({ file })
    await storage.migrate()
    // What a retry made of the time before is not known any more.
    expect(await storage.countJobs()).toEqual([{ kind: 'deliver', count: 3, oldestDueAt: 50 }])
    const { jobs } = await storage.claimJobs({ kinds: ['deliver'], now: 400, leaseMs: 1, limit: 9 })
    expect(jobs.map(({ payload }) => payload)).toEqual(['first', 'other'])
    await storage.commit({ events: [EVENT], keys: [{ key: 'k', expiresAt: LATER, value: 1 }] })
    expect(await storage.listEvents({ limit: 9 })).toEqual([{ ...EVENT, number: 1 }])
    expect(await storage.findKey('k')).toEqual({ value: 1 })
    expect(await storage.commit({ erased: { sessionId: 'sess_1' } })).toBe('committed')
    expect(await storage.countJobs()).toEqual([{ kind: 'deliver', count: 1, oldestDueAt: 300 }])
    expect(await storage.listMessages({ sessionId: 'sess_1', limit: 9 })).toEqual([])
    expect(await storage.listMessages({ sessionId: 'sess_2', limit: 9 })).toHaveLength(1)
    await storage.close()
  })
})

it('goes along with an older version that still writes beside it', async () => {
  const file = temporaryFile()
  olderFile(file, 2)
  const older = new DatabaseSync(file)
  const olderSession = olderSessions(older)
  const olderJob = olderJobs(older)
  const olderChange = older.prepare('UPDATE sessions SET active_minute = ? WHERE id = ?')
  const olderState = older.prepare(
    'UPDATE session_state SET last_activity = ?, version = version + 1 WHERE key = ?',
  )
  const storage = sqliteStorage({ file })
  await storage.migrate()

  olderSession('sess_new', 59_500)
  olderState.run(181_000, 2)
  olderChange.run(3, 'sess_2')
  olderJob('telegram:sess_new', 70, '1')
  olderJob('telegram:sess_new', 20, '2')
  older.exec(`INSERT OR REPLACE INTO keys (key, expires_at) VALUES ('update 8', ${LATER})`)
  older.close()

  const listed = await storage.listSessions({ projectId: 'default', limit: 9 })
  expect(listed.map(({ id }) => id)).toEqual(['sess_2', 'sess_1', 'sess_3', 'sess_new'])
  expect(await storage.countJobs()).toEqual([{ kind: 'deliver', count: 5, oldestDueAt: 20 }])
  expect(await storage.findKey('update 8')).toEqual({})
  await storage.close()
})
