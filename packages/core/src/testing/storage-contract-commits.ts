import { expect, it } from 'vitest'
import type { Batch, Job, Storage } from '../contracts/storage.ts'
import {
  addJobs,
  claim,
  claimOne,
  copy,
  job,
  message,
  NOW,
  type Open,
  outcome,
  session,
  settle,
  start,
  thread,
} from './storage-contract-fixtures.ts'

const HOUR_MS = 3_600_000

/** One write of every kind, for a new session `sess_2`. */
function everything(): Batch {
  const of = { sessionId: 'sess_2' }
  return {
    session: { expectedSeq: 0, record: session({ id: 'sess_2' }) },
    messages: [message(1, of)],
    threads: [thread({ ...of, threadId: 'topic-2' })],
    copies: [copy({ ...of, platformId: '200', threadId: 'topic-2' })],
    keys: [{ key: 'update 2', expiresAt: NOW * 2 }],
    events: [{ projectId: 'default', ...of, at: NOW, expiresAt: NOW * 2, data: 'started' }],
    values: [{ key: 'cursor-2', value: 'at 2' }],
    jobs: [job({ lane: 'lane-2' })],
  }
}

/** Expects that nothing of `everything()` is stored. */
async function expectNothing(storage: Storage): Promise<void> {
  expect(await storage.findSession({ id: 'sess_2' })).toBeUndefined()
  expect(await storage.findMessage('sess_2', 'msg_1')).toBeUndefined()
  expect(await storage.findThread({ bridgeId: 'telegram', threadId: 'topic-2' })).toBeUndefined()
  expect(await storage.listCopies({ bridgeId: 'telegram', platformId: '200' })).toEqual([])
  expect(await storage.listValues('cursor-2')).toEqual([])
  expect(await storage.listEvents({ limit: 10 })).toEqual([])
  expect(await storage.commit({ keys: [{ key: 'update 2', expiresAt: NOW * 2 }] })).toBe('committed')
  const { jobs } = await claim(storage, { now: NOW + HOUR_MS, leaseMs: HOUR_MS })
  expect(jobs.filter(({ lane }) => lane === 'lane-2')).toEqual([])
}

export function commitContract(open: Open): void {
  it('stores a batch of every kind of write', async () => {
    const storage = await open()
    expect(await storage.commit(everything())).toBe('committed')
    expect(await storage.findSession({ id: 'sess_2' })).toEqual(session({ id: 'sess_2' }))
    expect(await storage.findMessage('sess_2', 'msg_1')).toEqual(message(1, { sessionId: 'sess_2' }))
    expect(await storage.findThread({ bridgeId: 'telegram', threadId: 'topic-2' })).toBeDefined()
    expect(await storage.listCopies({ bridgeId: 'telegram', platformId: '200' })).toHaveLength(1)
    expect(await storage.listValues('cursor-2')).toEqual([{ key: 'cursor-2', value: 'at 2' }])
    expect(await storage.listEvents({ limit: 10 })).toMatchObject([{ data: 'started' }])
    expect(await storage.commit({ keys: [{ key: 'update 2', expiresAt: NOW * 2 }] })).toBe('known')
    expect((await claim(storage)).jobs).toHaveLength(1)
  })

  it('commits an empty batch', async () => {
    const storage = await open()
    expect(await storage.commit({})).toBe('committed')
  })

  it('stores nothing of a batch whose session exists already', async () => {
    const storage = await open()
    const batch = everything()
    await start(storage, { id: 'sess_1' })
    batch.session = { expectedSeq: 0, record: session({ id: 'sess_1', status: 'closed' }) }
    batch.messages = [message(1)]
    expect(await storage.commit(batch)).toBe('stale')
    expect(await storage.findSession({ id: 'sess_1' })).toEqual(session())
    expect(await storage.findMessage('sess_1', 'msg_1')).toBeUndefined()
    await expectNothing(storage)
  })

  it('stores nothing of a batch whose session was changed since it was read', async () => {
    const storage = await open()
    const first = await start(storage)
    const second = { ...first, seq: 2 }
    await storage.commit({ session: { expectedSeq: 1, record: second } })
    const batch = { ...everything(), messages: [message(2)] }
    batch.session = { expectedSeq: 1, record: { ...first, seq: 2, status: 'closed' } }
    expect(await storage.commit(batch)).toBe('stale')
    expect(await storage.findSession({ id: 'sess_1' })).toEqual(second)
    expect(await storage.findMessage('sess_1', 'msg_2')).toBeUndefined()
    await expectNothing(storage)
  })

  it('stores nothing of a batch that names a `seq` its session has not reached, or a session that is not there', async () => {
    const storage = await open()
    await start(storage)
    expect(await storage.commit({ session: { expectedSeq: 2, record: session({ seq: 3 }) } })).toBe('stale')
    expect(await storage.findSession({ id: 'sess_1' })).toEqual(session())
    const batch = everything()
    batch.session = { expectedSeq: 1, record: session({ id: 'sess_2', seq: 2 }) }
    expect(await storage.commit(batch)).toBe('stale')
    await expectNothing(storage)
  })

  it('starts no second session for a visitor who has one in this project', async () => {
    const storage = await open()
    await start(storage, { visitorId: 'vis_1' })
    const batch = everything()
    batch.session = { expectedSeq: 0, record: session({ id: 'sess_2', visitorId: 'vis_1' }) }
    expect(await storage.commit(batch)).toBe('stale')
    expect(await storage.findSession({ projectId: 'default', visitorId: 'vis_1' })).toMatchObject({
      id: 'sess_1',
    })
    await expectNothing(storage)
  })

  it('stores nothing of a batch one of whose keys is known', async () => {
    const storage = await open()
    const known = { key: 'update 1', expiresAt: NOW * 2 }
    expect(await storage.commit({ keys: [known] })).toBe('committed')
    const batch = everything()
    batch.keys = [...(batch.keys ?? []), known]
    expect(await storage.commit(batch)).toBe('known')
    await expectNothing(storage)
  })

  it('keeps keys apart that differ only in case', async () => {
    const storage = await open()
    expect(await storage.commit({ keys: [{ key: 'evt_a', expiresAt: NOW * 2 }] })).toBe('committed')
    expect(await storage.commit({ keys: [{ key: 'evt_A', expiresAt: NOW * 2 }] })).toBe('committed')
  })

  it('stores nothing of a batch that settles a job which is no longer ours', async () => {
    const storage = await open()
    await addJobs(storage, job())
    const old = await claimOne(storage)
    await claimOne(storage, { now: NOW + 1000 })
    const batch: Batch = { ...everything(), outcome: outcome(old, 'done') }
    expect(await storage.commit(batch)).toBe('lost')
    await expectNothing(storage)
  })

  it('stores nothing of a batch that settles a job which is there no more', async () => {
    const storage = await open()
    await addJobs(storage, job())
    const done = await claimOne(storage)
    await settle(storage, done, 'done')
    for (const result of ['keep', 'done', 'retry', 'wait'] as const)
      expect(await storage.commit({ ...everything(), outcome: outcome(done, result, NOW) })).toBe('lost')
    await expectNothing(storage)
  })

  it('leaves a job as it was where the batch that settles it is refused', async () => {
    const storage = await open()
    await start(storage)
    await addJobs(storage, job())
    const held: Job = await claimOne(storage)
    const stale = { expectedSeq: 7, record: session({ seq: 8 }) }
    expect(await storage.commit({ session: stale, outcome: outcome(held, 'done') })).toBe('stale')
    expect((await claim(storage)).jobs).toEqual([])
    await settle(storage, held, 'done')
  })

  it('reads back at once what was committed', async () => {
    const storage = await open()
    let record = await start(storage)
    for (let seq = 2; seq < 20; seq++) {
      const next = { ...record, seq }
      await storage.commit({ session: { expectedSeq: seq - 1, record: next }, messages: [message(seq)] })
      record = next
      expect(await storage.findSession({ id: record.id })).toEqual(record)
      expect(await storage.listMessages({ sessionId: record.id, limit: 1 })).toEqual([message(seq)])
    }
  })
}
