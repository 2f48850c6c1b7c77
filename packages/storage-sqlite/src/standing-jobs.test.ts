import { expect, it } from 'vitest'
import { planOf } from '../test/plan.ts'
import { READY } from './jobs.ts'
import { sqliteStorage } from './sqlite-storage.ts'
import { COUNT, ERASE_KIND, OF_LANES, PROMOTE_BEHIND_KIND } from './standing-jobs.ts'

it('counts jobs without reading one', () => {
  const reads = planOf(COUNT).filter(step => step.startsWith('SCAN jobs') || step.startsWith('SEARCH jobs'))
  expect(reads).toEqual([
    'SCAN jobs USING COVERING INDEX jobs_ready',
    'SCAN jobs USING COVERING INDEX jobs_behind',
  ])
})

it('finds the jobs that are ready without sorting', () => {
  expect(planOf(READY)).toEqual(['SEARCH jobs USING INDEX jobs_ready (kind=? AND ready_at>?)'])
})

it('erases a kind without reading a job of another', () => {
  expect(ERASE_KIND.flatMap(planOf)).toEqual([
    'SEARCH jobs USING INDEX jobs_ready (kind=? AND ready_at>?)',
    'SEARCH jobs USING INDEX jobs_behind (kind=? AND ready_at=?)',
  ])
})

it('looks for what comes up only in lanes that lose their oldest', () => {
  expect(planOf(PROMOTE_BEHIND_KIND).filter(step => /jobs|other|SCAN|SEARCH/.test(step))).toEqual([
    'SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)',
    'SEARCH jobs USING INDEX jobs_ready (kind=? AND ready_at>?)',
    'SEARCH other USING INDEX jobs_by_lane (lane=?)',
  ])
})

it('brings up the first that stays in each lane whose oldest are erased, and no other', async () => {
  const storage = sqliteStorage({ file: ':memory:' })
  await storage.migrate()
  const lanes = {
    a: ['gone', 'gone', 'one', 'two'],
    b: ['one', 'gone', 'two'],
    c: ['gone'],
    d: ['gone', 'two'],
  }
  const jobs = Object.entries(lanes).flatMap(([lane, kinds]) =>
    kinds.map((kind, place) => ({ kind, lane, dueAt: 10 + place })),
  )
  await storage.commit({ jobs })
  const claim = (now: number) =>
    storage.claimJobs({ kinds: ['gone', 'one', 'two'], now, leaseMs: 5, limit: 9 })
  // Leased ones are erased as well.
  await storage.commit({ erased: { kind: 'none' } })
  expect((await claim(10)).jobs.map(({ lane, kind }) => lane + kind)).toEqual([
    'agone',
    'bone',
    'cgone',
    'dgone',
  ])
  await storage.commit({ erased: { kind: 'gone' } })
  const { jobs: claimed, nextDueAt } = await claim(14)
  expect(claimed.map(({ lane, kind }) => lane + kind)).toEqual(['dtwo', 'aone'])
  expect(nextDueAt).toBe(15)
  expect((await storage.countJobs()).map(({ kind, count }) => [kind, count])).toEqual([
    ['one', 2],
    ['two', 3],
  ])
  await storage.close()
})

it('finds the jobs of a session without reading those of others', () => {
  expect(planOf(OF_LANES)).toEqual(['SEARCH jobs USING INDEX jobs_by_lane_end (<expr>=?)'])
})

it.each([
  '',
  '1',
  '\u{1f600}',
  'ses_',
  'sess_',
  'sess_1',
  'sess_\u{1f600}\u{1f600}',
  `sess_${'0'.repeat(32)}`,
])('finds the jobs of session "%s" however long its id is, and erases them alone', async id => {
  const storage = sqliteStorage({ file: ':memory:' })
  await storage.migrate()
  const lanes = [`a:${id}`, `b:c:${id}`, `a:x${id}`, `a:${id}y`, `a:${id};`]
  await storage.commit({ jobs: lanes.map(lane => ({ kind: 'any', lane, dueAt: 1 })) })
  const { jobs } = await storage.listKept(id)
  const own = lanes.filter(lane => lane.endsWith(`:${id}`))
  expect(jobs.map(({ lane }) => lane)).toEqual(own)
  await storage.commit({ erased: { sessionId: id } })
  const left = await storage.claimJobs({ kinds: ['any'], now: 1, leaseMs: 1, limit: 9 })
  expect(left.jobs.map(({ lane }) => lane)).toEqual(lanes.filter(lane => !own.includes(lane)))
  await storage.close()
})
