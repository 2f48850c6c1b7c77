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

export function jobContract(open: Open): void {
  it('hands out a job that is due', async () => {
    const storage = await open()
    await addJobs(storage, job({ payload: { to: 'ada' } }))
    const held = await claimOne(storage)
    expect(held).toMatchObject({ kind: 'deliver', lane: 'lane-1', payload: { to: 'ada' }, attempts: 0 })
  })

  it('hands out nothing where there is nothing', async () => {
    const storage = await open()
    expect(await claim(storage)).toEqual({ jobs: [] })
    await addJobs(storage, job())
    expect(await claim(storage, { kinds: [] })).toEqual({ jobs: [] })
  })

  it('holds a job back until it is due, and tells when that is', async () => {
    const storage = await open()
    await addJobs(storage, job({ dueAt: NOW + 500 }))
    expect(await claim(storage, { now: NOW + 499 })).toEqual({ jobs: [], nextDueAt: NOW + 500 })
    await claimOne(storage, { now: NOW + 500 })
  })

  it('hands out the oldest due first, up to the limit, and tells that more is due', async () => {
    const storage = await open()
    const dueAt = [NOW - 10, NOW - 40, NOW - 20, NOW + 5, NOW - 30]
    await addJobs(storage, ...dueAt.map((at, index) => job({ lane: `lane-${index}`, dueAt: at })))
    const first = await claim(storage, { limit: 2 })
    expect(first.jobs.map(({ lane }) => lane)).toEqual(['lane-1', 'lane-4'])
    expect(first.nextDueAt).toBe(NOW - 20)
    const second = await claim(storage, { limit: 10 })
    expect(second.jobs.map(({ lane }) => lane)).toEqual(['lane-2', 'lane-0'])
    expect(second.nextDueAt).toBe(NOW + 5)
  })

  it('hands out, and counts, only jobs of the kinds asked for', async () => {
    const storage = await open()
    await addJobs(
      storage,
      job({ kind: 'webhook', lane: 'a', dueAt: NOW - 2 }),
      job({ kind: 'ai', lane: 'b', dueAt: NOW - 1 }),
      job({ kind: 'deliver', lane: 'c', dueAt: NOW + 9 }),
    )
    expect(await claim(storage)).toEqual({ jobs: [], nextDueAt: NOW + 9 })
    const { jobs } = await claim(storage, { kinds: ['deliver', 'ai', 'webhook'] })
    expect(jobs.map(({ kind }) => kind)).toEqual(['webhook', 'ai'])
  })

  it('hands out no job that is leased, and tells when the lease ends', async () => {
    const storage = await open()
    await addJobs(storage, job())
    await claimOne(storage, { leaseMs: 1000 })
    expect(await claim(storage, { now: NOW + 999 })).toEqual({ jobs: [], nextDueAt: NOW + 1000 })
  })

  it('gives a job to another when the lease ends; the old claim is lost', async () => {
    const storage = await open()
    await addJobs(storage, job({ payload: 'work' }))
    const old = await claimOne(storage, { leaseMs: 1000 })
    const held = await claimOne(storage, { now: NOW + 1000, leaseMs: 1000 })
    expect(held).toMatchObject({ number: old.number, payload: 'work', attempts: 0 })
    for (const result of ['keep', 'done', 'retry', 'wait'] as const)
      expect(await storage.commit({ outcome: outcome(old, result, NOW) })).toBe('lost')
    await settle(storage, held, 'done')
  })

  it('extends a lease with `keep`', async () => {
    const storage = await open()
    await addJobs(storage, job())
    const held = await claimOne(storage, { leaseMs: 1000 })
    await settle(storage, held, 'keep', NOW + 5000)
    expect(await claim(storage, { now: NOW + 4999 })).toEqual({ jobs: [], nextDueAt: NOW + 5000 })
    await settle(storage, held, 'keep', NOW + 9000)
    await claimOne(storage, { now: NOW + 9000 })
    expect(await storage.commit({ outcome: outcome(held, 'keep', NOW + 20_000) })).toBe('lost')
  })

  it('removes a job that is done', async () => {
    const storage = await open()
    await addJobs(storage, job())
    await settle(storage, await claimOne(storage), 'done')
    expect(await claim(storage, { now: NOW + 1_000_000 })).toEqual({ jobs: [] })
  })

  it('takes no new job for one that is done, though it follows in its place', async () => {
    const storage = await open()
    await addJobs(storage, job())
    const old = await claimOne(storage)
    await settle(storage, old, 'done')
    await addJobs(storage, job())
    const held = await claimOne(storage)
    expect(await storage.commit({ outcome: outcome(old, 'done') })).toBe('lost')
    await settle(storage, held, 'done')
  })

  it('puts a job back with `retry`, and counts the attempts', async () => {
    const storage = await open()
    await addJobs(storage, job({ payload: 'work' }))
    for (const attempts of [0, 1, 2]) {
      const now = NOW + attempts * 1000
      const held = await claimOne(storage, { now })
      expect(held).toMatchObject({ attempts, payload: 'work' })
      await settle(storage, held, 'retry', now + 1000)
      expect(await claim(storage, { now: now + 999 })).toEqual({ jobs: [], nextDueAt: now + 1000 })
    }
  })

  it('puts a job back with `wait`, its attempts at 0', async () => {
    const storage = await open()
    await addJobs(storage, job())
    await settle(storage, await claimOne(storage), 'retry', NOW)
    const held = await claimOne(storage)
    expect(held.attempts).toBe(1)
    await settle(storage, held, 'wait', NOW + 1000)
    expect(await claim(storage, { now: NOW + 999 })).toEqual({ jobs: [], nextDueAt: NOW + 1000 })
    expect(await claimOne(storage, { now: NOW + 1000 })).toMatchObject({ attempts: 0 })
  })

  it('holds a settled job no longer', async () => {
    const storage = await open()
    await addJobs(storage, job())
    const held = await claimOne(storage)
    await settle(storage, held, 'retry', NOW + 1000)
    expect(await storage.commit({ outcome: outcome(held, 'done') })).toBe('lost')
    await claimOne(storage, { now: NOW + 1000 })
  })
}
