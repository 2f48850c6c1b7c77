import { expect, it } from 'vitest'
import {
  addJobs,
  claim,
  claimOne,
  job,
  NOW,
  type Open,
  outcome,
  settle,
} from './storage-contract-fixtures.ts'

export function laneContract(open: Open): void {
  it('hands out the jobs of a lane one at a time, in the order they were added', async () => {
    const storage = await open()
    await addJobs(storage, job({ payload: 1 }), job({ payload: 2 }))
    await addJobs(storage, job({ payload: 3 }))
    for (const payload of [1, 2, 3]) {
      const held = await claimOne(storage)
      expect(held.payload).toBe(payload)
      expect((await claim(storage)).jobs).toEqual([])
      await settle(storage, held, 'done')
    }
    expect(await claim(storage)).toEqual({ jobs: [] })
  })

  it('hands out the jobs of several lanes side by side', async () => {
    const storage = await open()
    await addJobs(storage, job({ lane: 'a' }), job({ lane: 'b' }), job({ lane: 'a' }), job({ lane: 'A' }))
    const { jobs } = await claim(storage)
    expect(jobs.map(({ lane }) => lane).toSorted()).toEqual(['A', 'a', 'b'])
    expect(new Set(jobs.map(({ number }) => number)).size).toBe(3)
  })

  it('holds a lane back while its oldest is not due, though later ones are', async () => {
    const storage = await open()
    await addJobs(storage, job({ payload: 1, dueAt: NOW + 1000 }), job({ payload: 2, dueAt: NOW - 1000 }))
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 1000 })
    const first = await claimOne(storage, { now: NOW + 1000 })
    expect(first.payload).toBe(1)
    await settle(storage, first, 'done')
    expect((await claimOne(storage)).payload).toBe(2)
  })

  it('keeps a job that is retried or waits in front of its lane', async () => {
    const storage = await open()
    await addJobs(storage, job({ payload: 1 }), job({ payload: 2 }))
    await settle(storage, await claimOne(storage), 'retry', NOW + 1000)
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 1000 })
    const again = await claimOne(storage, { now: NOW + 1000 })
    expect(again.payload).toBe(1)
    await settle(storage, again, 'wait', NOW + 2000)
    expect(await claim(storage, { now: NOW + 1999 })).toEqual({ jobs: [], nextDueAt: NOW + 2000 })
  })

  it('holds a lane back while a job of another kind is its oldest', async () => {
    const storage = await open()
    await addJobs(storage, job({ kind: 'ai' }), job({ kind: 'deliver' }))
    expect((await claim(storage)).jobs).toEqual([])
    const oldest = await claimOne(storage, { kinds: ['ai', 'deliver'] })
    expect(oldest.kind).toBe('ai')
    await settle(storage, oldest, 'done')
    expect((await claimOne(storage)).kind).toBe('deliver')
  })

  it('counts only the oldest of a lane for the next due time', async () => {
    const storage = await open()
    await addJobs(storage, job({ dueAt: NOW - 9 }), job({ dueAt: NOW - 8 }), job({ dueAt: NOW - 7 }))
    await addJobs(storage, job({ lane: 'lane-2', dueAt: NOW + 5000 }))
    expect((await claim(storage, { leaseMs: 1000 })).nextDueAt).toBe(NOW + 5000)
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 1000 })
  })

  it('lets the lane go on in the batch that settles its oldest', async () => {
    const storage = await open()
    await addJobs(storage, job({ payload: 1 }))
    const held = await claimOne(storage)
    const settled = outcome(held, 'done')
    expect(await storage.commit({ outcome: settled, jobs: [job({ payload: 2 })] })).toBe('committed')
    expect((await claimOne(storage)).payload).toBe(2)
  })

  it('takes up where it stopped in many long lanes', async () => {
    const storage = await open()
    const lanes = ['a', 'b', 'c', 'd']
    const jobs = [1, 2, 3, 4, 5].flatMap(payload => lanes.map(lane => job({ lane, payload })))
    await addJobs(storage, ...jobs)
    for (const payload of [1, 2, 3, 4, 5]) {
      const { jobs: held } = await claim(storage)
      expect(held.map(each => each.payload)).toEqual(lanes.map(() => payload))
      for (const each of held) await settle(storage, each, 'done')
    }
    expect(await claim(storage)).toEqual({ jobs: [] })
  })
}
