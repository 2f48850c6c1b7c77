import { expect, it } from 'vitest'
import type { NewJob } from '../contracts/storage.ts'
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

const once = (values: Partial<NewJob> = {}): NewJob => job({ once: true, ...values })

export function onceContract(open: Open): void {
  it('lets one such job stand in its lane, with the payload it came with first', async () => {
    const storage = await open()
    await addJobs(storage, once({ payload: 'first' }), once({ payload: 'second' }))
    await addJobs(storage, once({ payload: 'third' }))
    const held = await claimOne(storage)
    expect(held.payload).toBe('first')
    await settle(storage, held, 'done')
    expect(await claim(storage, { now: NOW + 1_000_000 })).toEqual({ jobs: [] })
  })

  it('takes jobs of another lane, of another kind, and without `once`, for other ones', async () => {
    const storage = await open()
    await addJobs(storage, once(), once({ lane: 'lane-2' }), once({ kind: 'ai' }), job(), job())
    const kinds = ['deliver', 'ai']
    const seen: string[] = []
    while (seen.length < 100) {
      const { jobs } = await claim(storage, { kinds })
      if (jobs.length === 0) break
      for (const held of jobs) {
        seen.push(`${held.lane} ${held.kind}`)
        await settle(storage, held, 'done')
      }
    }
    expect(seen.toSorted()).toEqual([
      'lane-1 ai',
      'lane-1 deliver',
      'lane-1 deliver',
      'lane-1 deliver',
      'lane-2 deliver',
    ])
  })

  it('makes it due at the earlier of both times', async () => {
    const storage = await open()
    await addJobs(storage, once({ dueAt: NOW + 500 }))
    await addJobs(storage, once({ dueAt: NOW + 900 }))
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 500 })
    await addJobs(storage, once({ dueAt: NOW + 200 }))
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 200 })
    await claimOne(storage, { now: NOW + 200 })
  })

  it('makes it due earlier also where it is not the oldest of its lane', async () => {
    const storage = await open()
    await addJobs(storage, job({ kind: 'ai' }), once({ dueAt: NOW + 500 }))
    await addJobs(storage, once({ dueAt: NOW }))
    expect((await claim(storage)).jobs).toEqual([])
    await settle(storage, await claimOne(storage, { kinds: ['ai'] }), 'done')
    await claimOne(storage)
  })

  it('is due at once when it is done, where it was added again meanwhile', async () => {
    const storage = await open()
    await addJobs(storage, once({ payload: 'first' }))
    const held = await claimOne(storage)
    await addJobs(storage, once({ payload: 'second', dueAt: NOW + 500 }))
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 1000 })
    await settle(storage, held, 'done')
    const again = await claimOne(storage)
    expect(again).toMatchObject({ payload: 'first', attempts: 0 })
    await settle(storage, again, 'done')
    expect(await claim(storage, { now: NOW + 1_000_000 })).toEqual({ jobs: [] })
  })

  it('is due at once after `wait`, where it was added again meanwhile', async () => {
    const storage = await open()
    await addJobs(storage, once())
    const held = await claimOne(storage)
    await addJobs(storage, once({ dueAt: NOW + 500 }))
    await settle(storage, held, 'wait', NOW + 9000)
    const again = await claimOne(storage)
    expect(again.attempts).toBe(0)
    await settle(storage, again, 'wait', NOW + 9000)
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 9000 })
  })

  it('is due when `retry` says, though it was added again meanwhile', async () => {
    const storage = await open()
    await addJobs(storage, once())
    const held = await claimOne(storage)
    await addJobs(storage, once())
    await settle(storage, held, 'retry', NOW + 9000)
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 9000 })
    expect((await claimOne(storage, { now: NOW + 9000 })).attempts).toBe(1)
  })

  it('is not made due earlier while it is leased or retried', async () => {
    const storage = await open()
    await addJobs(storage, once())
    const held = await claimOne(storage)
    await addJobs(storage, once({ dueAt: NOW - 500 }))
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 1000 })
    await settle(storage, held, 'retry', NOW + 9000)
    await addJobs(storage, once({ dueAt: NOW - 500 }))
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 9000 })
  })

  it('is made due earlier while it waits', async () => {
    const storage = await open()
    await addJobs(storage, once())
    await settle(storage, await claimOne(storage), 'wait', NOW + 9000)
    await addJobs(storage, once({ dueAt: NOW + 100 }))
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 100 })
  })

  it('stands anew at the end of its lane when it is added after it was done', async () => {
    const storage = await open()
    await addJobs(storage, once({ payload: 1 }), job({ payload: 2 }))
    await settle(storage, await claimOne(storage), 'done')
    await addJobs(storage, once({ payload: 3 }))
    for (const payload of [2, 3]) {
      const held = await claimOne(storage)
      expect(held.payload).toBe(payload)
      await settle(storage, held, 'done')
    }
  })

  it('stands anew where the batch that settles it adds it', async () => {
    const storage = await open()
    await addJobs(storage, once({ payload: 1 }))
    const settled = outcome(await claimOne(storage), 'done')
    const next = once({ payload: 2, dueAt: NOW + 500 })
    expect(await storage.commit({ outcome: settled, jobs: [next] })).toBe('committed')
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 500 })
    expect((await claimOne(storage, { now: NOW + 500 })).payload).toBe(2)
  })
}
