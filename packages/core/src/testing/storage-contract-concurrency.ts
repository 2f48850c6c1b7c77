import { expect, it } from 'vitest'
import type { CommitResult, Storage } from '../contracts/storage.ts'
import {
  addJobs,
  claim,
  job,
  message,
  NOW,
  type Open,
  outcome,
  session,
  start,
} from './storage-contract-fixtures.ts'

const WRITERS = Array.from({ length: 50 }, (_, index) => index)

/** Writes one message as the engine does: reads the session, and tries again when somebody else was faster. */
async function say(storage: Storage, sessionId: string, id: string): Promise<void> {
  let result: CommitResult
  do {
    const read = await storage.findSession({ id: sessionId })
    if (read === undefined) throw new Error(`No session "${sessionId}".`)
    const seq = read.seq + 1
    result = await storage.commit({
      session: { expectedSeq: read.seq, record: { ...read, seq } },
      messages: [message(seq, { id, sessionId })],
      jobs: [job({ lane: sessionId, once: true })],
    })
  } while (result === 'stale')
  expect(result).toBe('committed')
}

export function concurrencyContract(open: Open): void {
  it('lets one of 50 concurrent commits on one session win', async () => {
    const storage = await open()
    await start(storage)
    const results = await Promise.all(
      WRITERS.map(writer =>
        storage.commit({
          session: { expectedSeq: 1, record: session({ seq: 2, metadata: { pageTitle: `${writer}` } }) },
          messages: [message(2, { id: `msg_by_${writer}` })],
        }),
      ),
    )
    expect(results.filter(result => result === 'committed')).toHaveLength(1)
    expect(results.filter(result => result === 'stale')).toHaveLength(49)
    const winner = results.indexOf('committed')
    const messages = await storage.listMessages({ sessionId: 'sess_1', afterSeq: 0, limit: 100 })
    expect(messages.map(({ id }) => id)).toEqual([`msg_by_${winner}`])
    expect((await storage.findSession({ id: 'sess_1' }))?.metadata.pageTitle).toBe(`${winner}`)
  })

  it('stores all of 50 concurrent messages in one session, numbered without holes', async () => {
    const storage = await open()
    await start(storage)
    await Promise.all(WRITERS.map(writer => say(storage, 'sess_1', `msg_by_${writer}`)))
    const messages = await storage.listMessages({ sessionId: 'sess_1', afterSeq: 0, limit: 100 })
    expect(messages.map(({ seq }) => seq)).toEqual(WRITERS.map(writer => writer + 2))
    expect(new Set(messages.map(({ id }) => id)).size).toBe(50)
    expect(await storage.findSession({ id: 'sess_1' })).toMatchObject({ seq: 51 })
    expect((await claim(storage)).jobs).toHaveLength(1)
  })

  it('stores what is written in many sessions at once', async () => {
    const storage = await open()
    const ids = WRITERS.map(writer => `sess_${writer}`)
    await Promise.all(ids.map(id => start(storage, { id })))
    const writes = ids.flatMap(id => ['msg_a', 'msg_b', 'msg_c'].map(message => say(storage, id, message)))
    await Promise.all(writes)
    for (const id of ids) {
      const messages = await storage.listMessages({ sessionId: id, afterSeq: 0, limit: 100 })
      expect(messages.map(({ seq }) => seq)).toEqual([2, 3, 4])
    }
  })

  it('starts one session where one visitor starts several at once', async () => {
    const storage = await open()
    const results = await Promise.all(
      WRITERS.map(writer => {
        const record = session({ id: `sess_${writer}`, visitorId: 'vis_1' })
        return storage.commit({ session: { expectedSeq: 0, record } })
      }),
    )
    expect(results.filter(result => result === 'committed')).toHaveLength(1)
    const listed = await storage.listSessions({ projectId: 'default', limit: 100 })
    expect(listed.map(({ id }) => id)).toEqual([`sess_${results.indexOf('committed')}`])
  })

  it('adds a key for exactly one of many who add it at once', async () => {
    const storage = await open()
    const batch = { keys: [{ key: 'update 1', expiresAt: NOW * 2 }] }
    const results = await Promise.all(WRITERS.map(() => storage.commit(batch)))
    expect(results.filter(result => result === 'committed')).toHaveLength(1)
    expect(results.filter(result => result === 'known')).toHaveLength(49)
  })

  it('hands no job to two of many who claim at once', async () => {
    const storage = await open()
    await addJobs(storage, ...WRITERS.map(writer => job({ lane: `lane-${writer}` })))
    const results = await Promise.all(WRITERS.map(() => claim(storage, { limit: 3 })))
    const numbers = results.flatMap(({ jobs }) => jobs.map(({ number }) => number))
    expect(numbers).toHaveLength(50)
    expect(new Set(numbers).size).toBe(50)
  })

  it('lets one of two win who settle the same claim at once', async () => {
    const storage = await open()
    await addJobs(storage, job())
    const [held] = (await claim(storage)).jobs
    if (held === undefined) throw new Error('The job was not handed out.')
    const settled = outcome(held, 'done')
    const results = await Promise.all([
      storage.commit({ outcome: settled }),
      storage.commit({ outcome: settled }),
    ])
    expect(results.toSorted()).toEqual(['committed', 'lost'])
  })

  it('is not held up by neighbours that are refused', async () => {
    const storage = await open()
    await start(storage)
    const stale = { session: { expectedSeq: 9, record: session({ seq: 10 }) } }
    const ids = WRITERS.map(writer => `sess_new_${writer}`)
    const results = await Promise.all(
      ids.flatMap(id => [
        storage.commit(stale),
        storage.commit({ session: { expectedSeq: 0, record: session({ id }) } }),
      ]),
    )
    expect(results).toEqual(ids.flatMap(() => ['stale', 'committed']))
  })

  it('can be migrated many times, also at once', async () => {
    const storage = await open()
    await start(storage)
    await Promise.all([storage.migrate(), storage.migrate(), storage.migrate()])
    expect(await storage.findSession({ id: 'sess_1' })).toEqual(session())
  })
}
