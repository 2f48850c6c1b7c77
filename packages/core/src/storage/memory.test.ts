import { describe, expect, it } from 'vitest'
import type { SessionRecord } from '../contracts/records.ts'
import { memoryStorage } from './memory.ts'

const session: SessionRecord = {
  id: 'sess_1',
  projectId: 'default',
  visitorId: 'vis_1',
  tokenHash: 'hash',
  seq: 1,
  status: 'active',
  createdAt: 1,
  lastActivity: 1,
  metadata: { language: 'en' },
  receipts: { delivered: 0, seen: 0, received: 0, read: 0 },
}

describe('memoryStorage', () => {
  it('keeps what it was given, whatever the caller does to the record afterwards', async () => {
    const storage = memoryStorage()
    const record = structuredClone(session)
    await storage.commit({ session: { expectedSeq: 0, record } })
    record.metadata.language = 'de'
    expect(await storage.findSession({ id: session.id })).toEqual(session)
  })

  it('hands out records that cannot be changed', async () => {
    const storage = memoryStorage()
    await storage.commit({ session: { expectedSeq: 0, record: session } })
    const found = await storage.findSession({ id: session.id })
    expect(() => {
      if (found !== undefined) found.metadata.language = 'de'
    }).toThrow(TypeError)
  })

  it('forgets keys once they have expired', async () => {
    let now = 1000
    const storage = memoryStorage({ clock: { now: () => now } })
    const batch = { keys: [{ key: 'update 7', expiresAt: 2000 }] }
    expect(await storage.commit(batch)).toBe('committed')
    now = 1999
    expect(await storage.commit(batch)).toBe('known')
    now = 2000
    expect(await storage.commit(batch)).toBe('committed')
  })

  it('keeps no pile of expired events, whatever order they expire in', async () => {
    let now = 1000
    const storage = memoryStorage({ clock: { now: () => now } })
    const happen = (data: number, expiresAt: number) => {
      const event = { projectId: 'default', sessionId: 'sess_1', at: now, expiresAt, data }
      return storage.commit({ events: [event] })
    }
    await happen(0, 9000)
    for (let data = 1; data <= 100; data++) await happen(data, 2000 + (data % 7))
    expect(await storage.listEvents({ limit: 1000 })).toHaveLength(101)
    now = 3000
    for (let data = 101; data <= 130; data++) await happen(data, 9000)
    const left = await storage.listEvents({ after: 0, limit: 1000 })
    expect(left.map(({ data }) => data)).toEqual([
      0,
      ...Array.from({ length: 30 }, (_, index) => 101 + index),
    ])
    expect(left.map(({ number }) => number)).toEqual(left.map(({ data }) => Number(data) + 1))
  })

  it('keeps members of any name, and none that is undefined', async () => {
    const storage = memoryStorage()
    const data = JSON.parse('{"__proto__":{"a":[1,null]},"constructor":"b"}')
    const record = {
      ...session,
      identity: { metadata: data },
      operator: undefined,
    } as unknown as SessionRecord
    await storage.commit({ session: { expectedSeq: 0, record } })
    const found = await storage.findSession({ id: session.id })
    expect(JSON.stringify(found?.identity?.metadata)).toBe('{"__proto__":{"a":[1,null]},"constructor":"b"}')
    expect(found).not.toHaveProperty('operator')
  })
})
