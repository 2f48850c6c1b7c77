import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { message, session } from '../test/records.ts'
import { temporaryFile } from '../test/temporary-file.ts'
import { sqliteStorage } from './index.ts'

/** How many transactions stand in the log: https://www.sqlite.org/fileformat2.html#walformat */
function transactionsIn(file: string): number {
  const log = readFileSync(`${file}-wal`)
  const frameBytes = 24 + log.readUInt32BE(8)
  let count = 0
  // A frame that ends a transaction tells the size of the database, any other has 0 there.
  for (let at = 32; at < log.length; at += frameBytes) if (log.readUInt32BE(at + 4) > 0) count++
  return count
}

const start = (id: string) => ({
  session: { expectedSeq: 0, record: session(id) },
  messages: [message(id, 1)],
})
const ids = Array.from({ length: 40 }, (_, index) => `sess_${index}`)

describe('group commit', () => {
  it('stores all commits of one turn of the event loop in one transaction', async () => {
    const file = temporaryFile()
    const storage = sqliteStorage({ file })
    await storage.migrate()
    const before = transactionsIn(file)
    await Promise.all(ids.map(id => storage.commit(start(id))))
    expect(transactionsIn(file)).toBe(before + 1)
    for (const id of ids.slice(0, 5)) await storage.commit({ jobs: [{ kind: 'a', lane: id, dueAt: 1 }] })
    expect(transactionsIn(file)).toBe(before + 6)
    await storage.close()
  })

  it('stores the neighbours of a batch that fails, and nothing of the batch', async () => {
    const storage = sqliteStorage({ file: temporaryFile() })
    await storage.migrate()
    // The second of its messages belongs to no session, which shows only when the first is written.
    const broken = {
      ...start('sess_broken'),
      messages: [message('sess_broken', 1), message('sess_none', 1)],
    }
    const results = await Promise.allSettled([
      ...ids.slice(0, 20).map(id => storage.commit(start(id))),
      storage.commit(broken),
      ...ids.slice(20).map(id => storage.commit(start(id))),
    ])
    const rejected = results.filter(result => result.status === 'rejected')
    expect(rejected.map(({ reason }) => String(reason))).toEqual([
      'Error: Session "sess_none" is neither stored nor in this batch.',
    ])
    expect(await storage.listSessions({ projectId: 'default', limit: 100 })).toHaveLength(40)
    expect(await storage.findSession({ id: 'sess_broken' })).toBeUndefined()
    expect(await storage.findMessage('sess_broken', 'msg_1')).toBeUndefined()
    expect(await storage.commit(start('sess_broken'))).toBe('committed')
    await storage.close()
  })

  it('rejects what cannot be stored, and goes on', async () => {
    const storage = sqliteStorage({ file: temporaryFile() })
    await storage.migrate()
    const unstorable = session('sess_1')
    unstorable.lastActivity = Number.NaN
    await expect(storage.commit({ session: { expectedSeq: 0, record: unstorable } })).rejects.toThrow()
    expect(await storage.commit(start('sess_1'))).toBe('committed')
    unstorable.seq = 2
    await expect(storage.commit({ session: { expectedSeq: 1, record: unstorable } })).rejects.toThrow()
    expect(await storage.findSession({ id: 'sess_1' })).toEqual(session('sess_1'))
    await storage.close()
  })

  it('waits for another process that writes', async () => {
    const file = temporaryFile()
    const storage = sqliteStorage({ file })
    await storage.migrate()
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    const pending = ids.map(id => storage.commit(start(id)))
    // The commits are tried behind this, and come back when they find the file locked.
    await new Promise(resolve => setTimeout(resolve, 0))
    expect(await storage.findSession({ id: 'sess_1' })).toBeUndefined()
    other.exec('COMMIT')
    expect(await Promise.all(pending)).toEqual(ids.map(() => 'committed'))
    other.close()
    await storage.close()
  })

  it('rejects when another process keeps the file locked, stores nothing of it, and goes on afterwards', async () => {
    const file = temporaryFile()
    const storage = sqliteStorage({ file, lockTimeoutMs: 0 })
    await storage.migrate()
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    const results = await Promise.allSettled([
      storage.commit(start('sess_1')),
      storage.commit(start('sess_2')),
    ])
    for (const result of results)
      expect(result).toMatchObject({
        reason: { code: 'INTERNAL', message: expect.stringContaining('is locked by') },
      })
    other.exec('ROLLBACK')
    other.close()
    expect(await storage.listSessions({ projectId: 'default', limit: 10 })).toEqual([])
    expect(await storage.commit(start('sess_1'))).toBe('committed')
    await storage.close()
  })

  it('stores what waits for the lock before it closes', async () => {
    const file = temporaryFile()
    const storage = sqliteStorage({ file })
    await storage.migrate()
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    const pending = storage.commit(start('sess_1'))
    await new Promise(resolve => setTimeout(resolve, 0))
    const closed = storage.close()
    other.exec('COMMIT')
    other.close()
    await closed
    expect(await pending).toBe('committed')
  })
})
