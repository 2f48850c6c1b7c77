// An engine that dies while it carries out one call, before or after it is stored: run by the test beside it.
import { PocketPing, type Storage } from '@pocketping/core'
import { sqliteStorage } from '@pocketping/storage-sqlite'

const [file = '', when = '', path = '', key = '', body = '{}', secretKey = ''] = process.argv.slice(2)

const storage = sqliteStorage({ file })
const commit = storage.commit.bind(storage)

const die = async (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}

const dying: Storage['commit'] = async batch => {
  // The batch of the call, and none of what the engine does beside it.
  const isOurs = batch.keys?.some(({ value }) => value !== undefined) ?? false
  if (isOurs && when === 'before') return die()
  const result = await commit(batch)
  return isOurs && when === 'after' ? die() : result
}
storage.commit = dying

const pp = new PocketPing({ storage, secretKeys: [secretKey], limits: false })
const headers = { authorization: `Bearer ${secretKey}`, 'idempotency-key': key }
await pp.fetch(new Request(`http://shop.example${path}`, { method: 'POST', headers, body }))
