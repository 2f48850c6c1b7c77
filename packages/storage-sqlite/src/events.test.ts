import { expect, it } from 'vitest'
import { planOf } from '../test/plan.ts'
import { EVENT_QUERIES } from './events.ts'
import { sqliteStorage } from './index.ts'

it('reads a page of events from an index, in its order', () => {
  for (const [name, sql] of Object.entries(EVENT_QUERIES)) {
    expect(planOf(sql), name).toHaveLength(1)
    expect(planOf(sql)[0], name).toMatch(/PRIMARY KEY|events_by_project|SCAN events$/)
  }
})

it('keeps no pile of expired events, whatever order they expire in', async () => {
  let now = 1000
  const storage = sqliteStorage({ file: ':memory:', clock: { now: () => now } })
  await storage.migrate()
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
  expect(left.map(({ data }) => data)).toEqual([0, ...Array.from({ length: 30 }, (_, index) => 101 + index)])
  await storage.close()
})
