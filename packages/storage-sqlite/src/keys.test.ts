import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { temporaryFile } from '../test/temporary-file.ts'
import { sqliteStorage } from './index.ts'

it('keeps no pile of expired keys', async () => {
  const file = temporaryFile()
  const storage = sqliteStorage({ file, synchronous: 'normal', clock: { now: () => 1000 } })
  await storage.migrate()
  for (let count = 0; count < 50; count++)
    await storage.commit({ keys: [{ key: `update ${count}`, expiresAt: count < 49 ? 1000 : 2000 }] })
  const database = new DatabaseSync(file)
  expect(database.prepare('SELECT count(*) AS count FROM keys').get()?.count).toBeLessThan(5)
  database.close()
  await storage.close()
})
