import { DatabaseSync } from 'node:sqlite'
import type { Storage } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { message, say, session } from '../test/records.ts'
import { temporaryFile } from '../test/temporary-file.ts'
import { hashOf } from './hash.ts'
import { sqliteStorage } from './index.ts'

const sessionId = 'sess_1'

async function started(file: string, seq = 1): Promise<Storage> {
  const storage = sqliteStorage({ file, synchronous: 'normal' })
  await storage.migrate()
  await storage.commit({ session: { expectedSeq: 0, record: session(sessionId, seq) } })
  return storage
}

async function orders(storage: Storage): Promise<number[]> {
  const messages = await storage.listMessages({ sessionId, afterOrder: 0, limit: 1000 })
  return messages.map(({ order }) => order)
}

describe('messages', () => {
  it('keeps two apart whose ids have the same hash', async () => {
    const ids = ['msg_00005pvu', 'msg_0000c3ea'] as const
    expect(hashOf(ids[0])).toBe(hashOf(ids[1]))
    const storage = await started(':memory:')
    for (const [index, id] of ids.entries()) {
      const read = await storage.findSession({ id: sessionId })
      const seq = index + 2
      expect(await storage.findMessage(sessionId, id)).toBeUndefined()
      await storage.commit({
        session: { expectedSeq: seq - 1, record: { ...(read ?? session(sessionId)), seq } },
        messages: [{ ...message(sessionId, seq), id }],
      })
    }
    // First where both are recent, then where both are in a block.
    for (let more = 0; more < 40; more++) {
      for (const [index, id] of ids.entries())
        expect(await storage.findMessage(sessionId, id)).toMatchObject({ id, order: index + 2 })
      await say(storage, sessionId)
    }
    await storage.close()
  })

  it('takes in one that comes late, whether before, between or after those it knows', async () => {
    const storage = await started(':memory:', 200)
    const put = (order: number) => storage.commit({ messages: [message(sessionId, order)] })
    const even = Array.from({ length: 50 }, (_, index) => 100 + 2 * index)
    const record = session(sessionId, 300)
    const messages = even.map(order => message(sessionId, order))
    await storage.commit({ session: { expectedSeq: 200, record }, messages })
    for (let order = 210; order < 260; order++) await put(order)
    for (const order of [50, 51, 101, 149, 199]) await put(order)
    for (const order of [60, 61, 62]) await put(order)
    const all = [
      50,
      51,
      60,
      61,
      62,
      101,
      149,
      199,
      ...even,
      ...Array.from({ length: 50 }, (_, index) => 210 + index),
    ]
    expect(await orders(storage)).toEqual(all.toSorted((a, b) => a - b))
    for (const order of all)
      expect(await storage.findMessage(sessionId, `msg_${order}`)).toMatchObject({ order })
    for (const [beforeOrder, expected] of [
      [102, [101, 100, 62]],
      [60, [51, 50]],
      [50, []],
    ] as const) {
      const found = await storage.listMessages({ sessionId, beforeOrder, limit: 3 })
      expect(found.map(({ order }) => order)).toEqual(expected)
    }
    await storage.close()
  })

  it('keeps the row small that is written with every message', async () => {
    const file = temporaryFile()
    const storage = await started(file)
    for (let count = 0; count < 100; count++) await say(storage, sessionId)
    const database = new DatabaseSync(file)
    const row = database.prepare('SELECT length(recent) AS bytes FROM session_state').get()
    expect(row?.bytes).toBeLessThan(300)
    database.close()
    await storage.close()
  })
})
