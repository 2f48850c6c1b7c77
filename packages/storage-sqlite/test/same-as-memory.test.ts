import { type Batch, type Job, type MessageRecord, memoryStorage, type Storage } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { sqliteStorage } from '../src/index.ts'
import { message, session } from './records.ts'
import { temporaryFile } from './temporary-file.ts'

const SESSIONS = ['sess_a', 'sess_b', 'sess_c']
const KINDS = ['kind-0', 'kind-1']
/** When nothing has expired yet, by any clock. */
const LATER = 9e12
const STEPS = 700

/** Numbers from 0 to below `limit` that look random and are the same each time (mulberry32). */
function dice(seed: number): (limit: number) => number {
  let state = seed
  return limit => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** A batch as it comes from nowhere: some are stale, some leave holes, some come late or change what is old. */
function batchFor(roll: (limit: number) => number, seqs: Map<string, number>, step: number): Batch {
  const id = SESSIONS[roll(SESSIONS.length)] ?? ''
  const seq = seqs.get(id) ?? 0
  const expectedSeq = roll(12) === 0 ? seq + 1 - roll(3) : seq
  const size = roll(20) === 0 ? 40 : roll(3)
  const next = seq + size + 1 + roll(3)
  const messages: MessageRecord[] = []
  for (let order = seq + 1; order <= seq + size; order++) messages.push(message(id, order, `at step ${step}`))
  const old = 1 + roll(Math.max(1, seq))
  // Half of these were never written: a late message in a hole.
  if (seq > 0 && roll(3) === 0)
    messages.push({ ...message(id, old, `changed at ${step}`), seq: seq + size + 1 })
  const record = {
    ...session(id, next),
    lastActivity: roll(500_000),
    createdAt: roll(2),
    metadata: { pageTitle: `${roll(4)}` },
  }
  const jobs = [...Array(roll(3)).keys()].map(index => ({
    ...{ kind: KINDS[roll(2)] ?? '', lane: [`lane-${roll(4)}`, `on:${id}`][roll(2)] ?? '' },
    ...{ dueAt: step + roll(9), payload: [step, index] },
    ...(roll(2) === 0 ? { once: true } : {}),
  }))
  const values = [...Array(roll(3)).keys()].map(() => ({
    key: `${'ab_%'[roll(4)]}${roll(30)}`,
    ...(roll(3) === 0 ? {} : { value: [step, null] }),
  }))
  return { session: { expectedSeq, record }, messages, jobs, values, ...lessUsual(roll, id, step) }
}

/** Events, threads and copies; and now and then something is erased, in the middle of it all. */
function lessUsual(roll: (limit: number) => number, sessionId: string, step: number): Batch {
  const other = SESSIONS[roll(SESSIONS.length)] ?? ''
  const events = [...Array(roll(3)).keys()].map(index => ({
    ...{ projectId: ['default', 'shop'][roll(2)] ?? '', sessionId: [sessionId, other][roll(2)] ?? '' },
    ...{ at: step, expiresAt: LATER, data: [step, index] },
  }))
  const place = { bridgeId: `bridge-${roll(2)}`, threadId: `${roll(20)}`, sessionId }
  const thread = { ...place, generation: step, sentOrder: 0, syncedSeq: 0, storedMark: 0, seenMark: 0 }
  const copy = {
    ...place,
    platformId: `${roll(30)}`,
    messageId: `msg_${roll(30)}`,
    part: step,
    origin: false,
  }
  return {
    events,
    ...(roll(3) === 0 ? { threads: [{ ...thread, closed: false, card: '', cardAt: step }] } : {}),
    ...(roll(3) === 0 ? { copies: [{ ...copy, seq: step }] } : {}),
    ...(roll(25) === 0
      ? { erased: { sessionId: other } }
      : roll(60) === 0
        ? { erased: { kind: 'kind-0' } }
        : {}),
  }
}

/** In a batch of its own: which of several reasons refuses one is left open. */
function keyFor(roll: (limit: number) => number, step: number): Batch {
  const sessionId = SESSIONS[roll(SESSIONS.length)] ?? ''
  const key = { key: `key-${roll(200)}`, expiresAt: LATER }
  return {
    keys: [{ ...key, ...(roll(2) === 0 ? { value: [step] } : {}), ...(roll(2) === 0 ? { sessionId } : {}) }],
  }
}

/** In an order of its own, where the contract leaves it open. */
function sorted(list: readonly unknown[]): string[] {
  return list.map(each => JSON.stringify(each, Object.keys(each as object).toSorted())).toSorted()
}

async function everythingIn(storage: Storage, roll: (limit: number) => number): Promise<unknown[]> {
  const seen: unknown[] = [await storage.listSessions({ projectId: 'default', limit: 2 + roll(3) })]
  for (const prefix of ['', 'a', '_1', '%']) seen.push(await storage.listValues(prefix))
  seen.push(
    await storage.listEvents({ limit: 1 + roll(9) }),
    await storage.listEvents({ projectId: 'shop', after: roll(400), limit: 1 + roll(60) }),
    await storage.findKey(`key-${roll(200)}`),
    sorted(await storage.countJobs()),
  )
  for (const sessionId of SESSIONS) {
    const { threads, copies, jobs } = await storage.listKept(sessionId)
    seen.push(sorted(threads), sorted(copies), jobs)
    seen.push(await storage.findThread({ sessionId, bridgeId: 'bridge-1' }))
    const from = roll(400)
    const limit = 1 + roll(60)
    seen.push(
      await storage.findSession({ id: sessionId }),
      await storage.listMessages({ sessionId, limit }),
      await storage.listMessages({ sessionId, beforeOrder: from, limit }),
      await storage.listMessages({ sessionId, afterOrder: from, limit }),
      await storage.listMessages({ sessionId, afterSeq: from, limit }),
      await storage.findMessage(sessionId, `msg_${from}`),
    )
  }
  return seen
}

describe.each([1, 2, 3])('from seed %i', seed => {
  it('answers as the memory storage does, whatever is written', async () => {
    const storages = [
      memoryStorage(),
      sqliteStorage({ file: temporaryFile(), synchronous: 'normal' }),
    ] as const
    for (const storage of storages) await storage.migrate()
    const both = async <Result>(ask: (storage: Storage) => Promise<Result>): Promise<Result> => {
      const [expected, answer] = await Promise.all(storages.map(ask))
      expect(answer).toEqual(expected)
      return answer as Result
    }
    const roll = dice(seed)
    const seqs = new Map<string, number>()
    let held: Job[][] = [[], []]
    for (let step = 0; step < STEPS; step++) {
      const batch = batchFor(roll, seqs, step)
      const result = await both(storage => storage.commit(batch))
      const { id = '', seq = 0 } = batch.session?.record ?? {}
      if (result === 'committed') {
        const { erased } = batch
        if (erased !== undefined && 'sessionId' in erased) seqs.delete(erased.sessionId)
        seqs.set(id, seq)
      }

      const key = keyFor(roll, step)
      await both(storage => storage.commit(key))

      const request = {
        kinds: KINDS.slice(roll(2)),
        now: step,
        leaseMs: 20,
        limit: roll(2) * 10,
      }
      const claims = await Promise.all(storages.map(storage => storage.claimJobs(request)))
      // Which of two that are due at the same time comes first is left open.
      for (const { jobs } of claims) jobs.sort((a, b) => (a.lane < b.lane ? -1 : 1))
      const withoutToken = claims.map(({ jobs, ...rest }) => ({
        ...rest,
        jobs: jobs.map(({ token, number, ...job }) => job),
      }))
      expect(withoutToken[1]).toEqual(withoutToken[0])
      held = held.map((jobs, index) => [...jobs, ...(claims[index]?.jobs ?? [])])
      const [at, then] = [roll(Math.max(1, held[0]?.length ?? 0)), roll(5)]
      const end = (['keep', 'done', 'done', 'retry', 'wait'] as const)[then] ?? 'done'
      const settled = await Promise.all(
        storages.map(async (storage, index) => {
          const [job] = held[index]?.splice(at, 1) ?? []
          return job && storage.commit({ outcome: { job, result: end, until: step + 10 } })
        }),
      )
      expect(settled[1]).toBe(settled[0])
      if (step % 7 === 0) {
        const look = roll(1000)
        await both(storage => everythingIn(storage, dice(look)))
      }
    }
    for (const storage of storages) await storage.close()
  })
})
