import { expect, it } from 'vitest'
import type { Storage } from '../contracts/storage.ts'
import { PocketPing } from '../pocketping.ts'
import { memoryStorage } from '../storage/memory.ts'

it('keeps nothing that tells of a session which another process erases in that moment', async () => {
  const storage = memoryStorage()
  const kept: string[] = []
  let victim: string | undefined
  const slow: Storage = {
    ...storage,
    async commit(batch) {
      if (victim && batch.keys) {
        kept.push(...batch.keys.map(({ key }) => key))
        await storage.commit({ erased: { sessionId: victim } })
      }
      return storage.commit(batch)
    },
  }
  const pp = new PocketPing({ storage: slow, limits: false })
  const started = await pp.fetch(
    new Request('http://shop.example/widget/sessions', { method: 'POST', body: '{}' }),
  )
  const { session } = (await started.json()) as { session: { id: string } }
  await pp.closeSession(session.id)
  victim = session.id
  // Nothing is to change: only the key would be stored.
  const again = pp.closeSession(session.id, { idempotencyKey: 'again' })
  await expect(again).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
  expect(kept).toHaveLength(1)
  expect(await storage.findKey(kept[0] ?? '')).toBeUndefined()
  await pp.stop()
})
