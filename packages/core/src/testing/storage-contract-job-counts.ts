import { expect, it } from 'vitest'
import type { JobCount, Storage } from '../contracts/storage.ts'
import {
  addJobs,
  claim,
  claimOne,
  copy,
  job,
  NOW,
  type Open,
  outcome,
  settle,
  start,
  thread,
} from './storage-contract-fixtures.ts'

async function counts(storage: Storage): Promise<JobCount[]> {
  return (await storage.countJobs()).toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
}

const count = (kind: string, count: number, oldestDueAt: number): JobCount => ({ kind, count, oldestDueAt })

/** Counting jobs, reading what is kept of a session, and erasing jobs of a kind. */
export function jobCountContract(open: Open): void {
  it('counts jobs by kind, due or not, of every place in their lane', async () => {
    const storage = await open()
    expect(await storage.countJobs()).toEqual([])
    await addJobs(
      storage,
      ...[job({ dueAt: NOW + 5 }), job({ dueAt: NOW + 3 }), job({ lane: 'b', dueAt: NOW + 9, once: true })],
      job({ kind: 'ai', dueAt: NOW + 7 }),
    )
    await addJobs(storage, job({ lane: 'b', dueAt: NOW + 12, once: true }))
    expect(await counts(storage)).toEqual([count('ai', 1, NOW + 7), count('deliver', 3, NOW + 3)])
  })

  it('counts a job from the time for which it was added, whether it is held, retried or waits', async () => {
    const storage = await open()
    await addJobs(storage, job({ dueAt: NOW - 50 }))
    const expected = [count('deliver', 1, NOW - 50)]
    let now = NOW
    for (const result of ['keep', 'retry', 'retry', 'wait', 'retry'] as const) {
      const held = await claimOne(storage, { now, leaseMs: 500 })
      expect(await counts(storage)).toEqual(expected)
      now += 1000
      await settle(storage, held, result, now)
      expect(await counts(storage)).toEqual(expected)
    }
    await settle(storage, await claimOne(storage, { now }), 'done')
    expect(await storage.countJobs()).toEqual([])
  })

  it('counts a job that runs once more from the claim before', async () => {
    const storage = await open()
    await addJobs(storage, job({ dueAt: NOW - 50, once: true }))
    const held = await claimOne(storage)
    await addJobs(storage, job({ dueAt: NOW + 20, once: true }))
    expect(await counts(storage)).toEqual([count('deliver', 1, NOW - 50)])
    await settle(storage, held, 'done')
    expect(await counts(storage)).toEqual([count('deliver', 1, NOW)])
  })

  it('counts from the earlier time where adding again makes a job due earlier', async () => {
    const storage = await open()
    await addJobs(storage, job({ dueAt: NOW + 500, once: true }))
    await addJobs(storage, job({ dueAt: NOW + 200, once: true }))
    await addJobs(storage, job({ dueAt: NOW + 900, once: true }))
    expect(await counts(storage)).toEqual([count('deliver', 1, NOW + 200)])
    const held = await claimOne(storage, { now: NOW + 200 })
    await settle(storage, held, 'wait', NOW + 5000)
    await addJobs(storage, job({ dueAt: NOW + 3000, once: true }))
    expect(await counts(storage)).toEqual([count('deliver', 1, NOW + 200)])
  })

  it('lists what is kept of a session: every thread, every copy, its jobs oldest first', async () => {
    const storage = await open()
    expect(await storage.listKept('sess_1')).toEqual({ threads: [], copies: [], jobs: [] })
    await start(storage)
    await start(storage, { id: 'sess_2' })
    const threads = [thread(), thread({ threadId: 'topic-2', generation: 2 }), thread({ bridgeId: 'slack' })]
    const copies = [copy(), copy({ platformId: '101', part: 1 }), copy({ bridgeId: 'slack' })]
    const other = { sessionId: 'sess_2' }
    await storage.commit({
      threads: [...threads, thread({ ...other, threadId: 'topic-3' })],
      copies: [...copies, copy({ ...other, platformId: '102' })],
      jobs: [
        job({ lane: 'b:sess_1', dueAt: NOW - 9, payload: { words: 'Hi' } }),
        job({ lane: 'sess_1' }),
        ...[job({ lane: 'a:x:sess_1', kind: 'hook' }), job({ lane: 'b:sess_1' }), job({ lane: 'b:sess_2' })],
      ],
    })
    await settle(storage, await claimOne(storage, { limit: 1 }), 'retry', NOW + 1000)
    const kept = await storage.listKept('sess_1')
    expect(kept.threads.toSorted(byText)).toEqual(threads.toSorted(byText))
    expect(kept.copies.toSorted(byText)).toEqual(copies.toSorted(byText))
    expect(kept.jobs).toEqual([
      { kind: 'deliver', lane: 'b:sess_1', attempts: 1, dueAt: NOW - 9, payload: { words: 'Hi' } },
      { kind: 'hook', lane: 'a:x:sess_1', attempts: 0, dueAt: NOW },
      { kind: 'deliver', lane: 'b:sess_1', attempts: 0, dueAt: NOW },
    ])
  })

  it('erases the jobs of one kind, also those that are held, and the lanes go on', async () => {
    const storage = await open()
    await start(storage)
    await storage.commit({ keys: [{ key: 'of nobody', expiresAt: NOW * 2 }], threads: [thread()] })
    const lanes = ['a', 'b', 'c']
    for (const lane of lanes) {
      await addJobs(storage, job({ lane, payload: 1 }), job({ lane, kind: 'ai', dueAt: NOW + 5, once: true }))
      await addJobs(storage, job({ lane, payload: 2 }), job({ lane, kind: 'hook' }))
    }
    const held = await claimOne(storage, { limit: 1 })
    expect(await storage.commit({ erased: { kind: 'deliver' } })).toBe('committed')
    expect(await storage.findKey('of nobody')).toEqual({})
    expect((await storage.listKept('sess_1')).threads).toEqual([thread()])
    expect(await storage.commit({ outcome: outcome(held, 'done') })).toBe('lost')
    expect(await counts(storage)).toEqual([count('ai', 3, NOW + 5), count('hook', 3, NOW)])
    const kinds = ['deliver', 'ai', 'hook']
    expect(await claim(storage, { kinds })).toEqual({ jobs: [], nextDueAt: NOW + 5 })
    const { jobs } = await claim(storage, { kinds, now: NOW + 5 })
    expect(jobs.map(({ kind, lane }) => `${kind} ${lane}`).toSorted()).toEqual(['ai a', 'ai b', 'ai c'])
    for (const each of jobs) await settle(storage, each, 'done')
    expect((await claim(storage, { kinds })).jobs.map(({ kind }) => kind)).toEqual(['hook', 'hook', 'hook'])
    await addJobs(storage, job({ lane: 'new', payload: 3 }))
    expect((await claimOne(storage)).payload).toBe(3)
  })

  it('lets a job erase its own kind, and has nothing left to settle', async () => {
    const storage = await open()
    await addJobs(storage, job({ once: true }), job())
    for (const result of ['done', 'retry', 'keep', 'wait'] as const) {
      const settled = outcome(await claimOne(storage), result, NOW + 9)
      const next = job({ once: true, payload: result })
      const erased = { kind: 'deliver' }
      expect(await storage.commit({ erased, outcome: settled, jobs: [next] })).toBe('committed')
      expect(await counts(storage)).toEqual([count('deliver', 1, NOW)])
    }
    expect(await claimOne(storage)).toMatchObject({ payload: 'wait', attempts: 0 })
  })
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}
