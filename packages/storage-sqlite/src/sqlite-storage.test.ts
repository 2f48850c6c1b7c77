import { storageContract } from '@pocketping/core/testing'
import { describe, expect, it } from 'vitest'
import { temporaryFile } from '../test/temporary-file.ts'
import { sqliteStorage } from './index.ts'

let file = ''
const newest = () => sqliteStorage({ file })

storageContract({ name: 'sqlite in memory', create: () => sqliteStorage({ file: ':memory:' }) })

storageContract({
  name: 'sqlite in a file',
  create: () => {
    file = temporaryFile()
    return newest()
  },
  reopen: newest,
})

describe('sqliteStorage', () => {
  it('says that it was not opened, or closed', async () => {
    const storage = sqliteStorage({ file: ':memory:' })
    await expect(storage.findSession({ id: 'sess_1' })).rejects.toThrow(
      'Call migrate() of the storage before anything else',
    )
    await storage.migrate()
    expect(await storage.findSession({ id: 'sess_1' })).toBeUndefined()
    await storage.close()
    const closed = expect.objectContaining({
      code: 'NOT_STARTED',
      message: expect.stringContaining('was closed'),
    })
    await expect(storage.findSession({ id: 'sess_1' })).rejects.toEqual(closed)
    await expect(storage.commit({})).rejects.toEqual(closed)
    await expect(storage.migrate()).rejects.toEqual(closed)
  })

  it('forgets keys once they have expired', async () => {
    let now = 1000
    const storage = sqliteStorage({ file: ':memory:', clock: { now: () => now } })
    await storage.migrate()
    const batch = { keys: [{ key: 'update 7', expiresAt: 2000 }] }
    expect(await storage.commit(batch)).toBe('committed')
    now = 1999
    expect(await storage.commit(batch)).toBe('known')
    now = 2000
    expect(await storage.commit(batch)).toBe('committed')
    await storage.close()
  })
})
