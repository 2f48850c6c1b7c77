import type { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { message, session } from '../test/records.ts'
import { temporaryFile } from '../test/temporary-file.ts'
import { databaseStorage } from './database-storage.ts'
import { openDatabase } from './open.ts'

const FULL = { code: 'INTERNAL', message: expect.stringContaining('is full') }

/** A storage on a disk that has room for so many pages more than it takes, and the way to change that. */
function smallDisk() {
  const file = temporaryFile()
  const database: DatabaseSync = openDatabase({ file, synchronous: 'full' })
  const storage = databaseStorage({ file, lockTimeoutMs: 1000, open: () => database, now: () => 1 })
  const room = (pages: number) => {
    const taken = Number(database.prepare('PRAGMA page_count').get()?.page_count)
    database.exec(`PRAGMA max_page_count = ${taken + pages}`)
  }
  return { storage, room, file }
}

function start(id: string, size: number) {
  const orders = Array.from({ length: size }, (_, index) => index + 1)
  return {
    session: { expectedSeq: 0, record: session(id, size) },
    messages: orders.map(order => message(id, order, 'x'.repeat(4000))),
    jobs: [{ kind: 'deliver', lane: id, dueAt: 1 }],
  }
}

describe('a full disk', () => {
  it('rejects a commit, stores nothing of it, and takes it later when there is room', async () => {
    const { storage, room, file } = smallDisk()
    await storage.migrate()
    expect(await storage.commit(start('sess_1', 3))).toBe('committed')
    room(4)
    const rejected = storage.commit(start('sess_2', 50))
    await expect(rejected).rejects.toMatchObject(FULL)
    await expect(rejected).rejects.toThrow(file)
    expect(await storage.findSession({ id: 'sess_2' })).toBeUndefined()
    expect(await storage.findMessage('sess_2', 'msg_1')).toBeUndefined()
    room(1000)
    expect(await storage.commit(start('sess_2', 50))).toBe('committed')
    expect(await storage.listMessages({ sessionId: 'sess_1', afterSeq: 0, limit: 10 })).toHaveLength(3)
    expect(await storage.listMessages({ sessionId: 'sess_2', afterSeq: 0, limit: 100 })).toHaveLength(50)
    const kinds = ['deliver']
    expect((await storage.claimJobs({ kinds, now: 1, leaseMs: 1, limit: 9 })).jobs).toHaveLength(2)
    await storage.close()
  })

  it('still stores what fits', async () => {
    const { storage, room } = smallDisk()
    await storage.migrate()
    await storage.commit(start('sess_1', 1))
    room(4)
    const results = await Promise.allSettled([
      storage.commit(start('sess_2', 50)),
      storage.commit({ session: { expectedSeq: 1, record: session('sess_1', 2) } }),
      storage.commit(start('sess_3', 50)),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected'])
    expect(await storage.findSession({ id: 'sess_1' })).toMatchObject({ seq: 2 })
    await storage.close()
  })
})
