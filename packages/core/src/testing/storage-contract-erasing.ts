import { expect, it } from 'vitest'
import type { Batch } from '../contracts/storage.ts'
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
  put,
  session,
  settle,
  start,
  thread,
} from './storage-contract-fixtures.ts'
import { eventOf, everythingOf, furnish, keyOf, LATER, of } from './storage-contract-furnished.ts'

const erase = (sessionId: string): Batch => ({ erased: { sessionId } })

export function erasingContract(open: Open): void {
  it('erases whatever belongs to a session', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    expect((await everythingOf(storage, 'sess_1')).length).toBeGreaterThan(100)
    expect(await storage.commit(erase('sess_1'))).toBe('committed')
    expect(await everythingOf(storage, 'sess_1')).toEqual([])
    expect(await claim(storage, { kinds: ['deliver', 'hook'], now: LATER })).toEqual({ jobs: [] })
    expect(await storage.countJobs()).toEqual([])
    expect(await storage.commit({ keys: [keyOf('sess_1')] })).toBe('committed')
  })

  it('leaves alone whatever belongs to others, whose ids begin or end alike', async () => {
    const storage = await open()
    const others = ['1', 'sess_11', 'a:sess_2', 'SESS_1', 'sess_', 'sess%1', 'xsess_1']
    for (const id of [...others.slice(0, 4), 'sess_1', ...others.slice(4)]) await furnish(storage, id, 20)
    await addJobs(storage, job({ lane: 'sess_1', payload: 'no colon' }), job({ lane: 'a:sess_1:b' }))
    await storage.commit({ keys: [{ key: 'of nobody', expiresAt: LATER }], values: [{ key: 'v', value: 1 }] })
    const before = await Promise.all(others.map(id => everythingOf(storage, id)))
    const { jobs: held } = await claim(storage, { limit: 100 })
    await storage.commit(erase('sess_1'))
    expect(await everythingOf(storage, 'sess_1')).toEqual([])
    expect(await Promise.all(others.map(id => everythingOf(storage, id)))).toEqual(before)
    expect(await storage.findKey('of nobody')).toEqual({})
    expect(await storage.listValues('')).toHaveLength(1)
    for (const each of held.filter(({ lane }) => lane !== 'telegram:sess_1'))
      await settle(storage, each, 'done')
    const { jobs } = await claim(storage, { limit: 100 })
    expect(jobs.map(({ lane }) => lane).toSorted()).toEqual(others.map(id => `telegram:${id}`).toSorted())
  })

  it('minds no session that is not there, also one erased before', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    for (const id of ['none', 'sess_1', 'sess_1', ''])
      expect(await storage.commit(erase(id))).toBe('committed')
    expect(await everythingOf(storage, 'sess_1')).toEqual([])
  })

  it('erases nothing in a batch that is refused, or that fails', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    await start(storage, { id: 'sess_2' })
    await addJobs(storage, job({ kind: 'ai' }))
    const done = await claimOne(storage, { kinds: ['ai'] })
    await settle(storage, done, 'done')
    const before = await everythingOf(storage, 'sess_1')
    const stale = { expectedSeq: 7, record: session({ id: 'sess_2', seq: 8 }) }
    const erased = of('sess_1')
    expect(await storage.commit({ erased, session: stale })).toBe('stale')
    expect(await storage.commit({ erased, keys: [keyOf('sess_1')] })).toBe('known')
    expect(await storage.commit({ erased, outcome: outcome(done, 'done') })).toBe('lost')
    await expect(storage.commit({ erased, messages: [message(1, of('none'))] })).rejects.toThrow()
    await expect(storage.commit({ erased, messages: [message(1)] })).rejects.toThrow()
    expect(await everythingOf(storage, 'sess_1')).toEqual(before)
  })

  it('finds a change of an erased session stale', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    await storage.commit(erase('sess_1'))
    for (const seq of [1, 41, 100]) {
      const change = { expectedSeq: seq, record: session({ seq: seq + 1 }) }
      expect(await storage.commit({ session: change, messages: [message(seq + 1)] })).toBe('stale')
    }
    expect(await everythingOf(storage, 'sess_1')).toEqual([])
  })

  it('rejects messages, threads and copies of a session that is not there, and puts nothing else', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    await storage.commit(erase('sess_1'))
    for (const orphan of [{ messages: [message(2)] }, { threads: [thread()] }, { copies: [copy()] }])
      await expect(storage.commit({ ...orphan, values: [{ key: 'v', value: 1 }] })).rejects.toThrow()
    expect(await everythingOf(storage, 'sess_1')).toEqual([])
    expect(await storage.listValues('')).toEqual([])
  })

  it('tells who held a job of the session that it is lost, whatever else they bring', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    const held = await claimOne(storage)
    await storage.commit(erase('sess_1'))
    for (const result of ['keep', 'done', 'retry', 'wait'] as const) {
      const settled = outcome(held, result, NOW)
      expect(await storage.commit({ outcome: settled })).toBe('lost')
      expect(await storage.commit({ outcome: settled, threads: [thread()], copies: [copy()] })).toBe('lost')
      expect(await storage.commit({ outcome: settled, messages: [message(2)] })).toBe('lost')
    }
    // A new job in the same lane is not mistaken for the erased one.
    await addJobs(storage, job({ lane: held.lane, once: true, payload: 'new' }))
    expect(await storage.commit({ outcome: outcome(held, 'done') })).toBe('lost')
    expect(await claimOne(storage)).toMatchObject({ payload: 'new', attempts: 0 })
  })

  it('erases first and puts afterwards', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    const [last] = await storage.listEvents({ limit: 1 })
    await storage.commit({
      erased: of('sess_1'),
      events: [eventOf('sess_1')],
      keys: [{ ...keyOf('sess_1'), key: 'erasing' }],
      jobs: [job({ lane: 'hooks:sess_1', payload: 'tell' })],
    })
    const [event, ...others] = await storage.listEvents({ limit: 10 })
    expect(event).toMatchObject({ sessionId: 'sess_1' })
    expect(event?.number).toBeGreaterThan(last?.number ?? 0)
    expect(others).toEqual([])
    expect(await storage.findKey('erasing')).toEqual({ value: 'sess_1' })
    expect(await claimOne(storage)).toMatchObject({ lane: 'hooks:sess_1', payload: 'tell' })
  })

  it('starts a session of the same id, and of the same visitor, anew', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    await storage.commit(erase('sess_1'))
    const { visitorId, tokenHash } = session()
    const record = await start(storage, { id: 'sess_2', visitorId, tokenHash })
    expect(await storage.findSession({ tokenHash })).toEqual(record)
    await storage.commit(erase('sess_2'))
    await furnish(storage, 'sess_1', 20)
    expect(await storage.listMessages({ sessionId: 'sess_1', afterOrder: 0, limit: 100 })).toHaveLength(20)
  })

  it('puts a session anew in the batch that erases it', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    const batch = { erased: of('sess_1'), messages: [message(1, { content: 'anew' })] }
    expect(await storage.commit({ ...batch, session: { expectedSeq: 1, record: session() } })).toBe('stale')
    const change = { expectedSeq: 100, record: session({ seq: 101 }) }
    expect(await storage.commit({ ...batch, session: change })).toBe('committed')
    expect(await storage.findSession({ id: 'sess_1' })).toEqual(session({ seq: 101 }))
    const messages = await storage.listMessages({ sessionId: 'sess_1', afterSeq: 0, limit: 100 })
    expect(messages.map(({ content }) => content)).toEqual(['anew'])
    expect((await storage.listKept('sess_1')).jobs).toEqual([])
  })

  it('keeps what was said after it apart from what was erased', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    await storage.commit(erase('sess_1'))
    await start(storage, { id: 'sess_new', visitorId: 'vis_new', tokenHash: 'new' })
    await put(storage, message(2, of('sess_new')))
    expect(await storage.listMessages({ sessionId: 'sess_1', limit: 10 })).toEqual([])
    expect(await storage.findMessage('sess_1', 'msg_2')).toBeUndefined()
    const change = { expectedSeq: 2, record: session({ seq: 3 }) }
    expect(await storage.commit({ session: change, messages: [message(3)] })).toBe('stale')
    expect(await storage.listMessages({ sessionId: 'sess_new', limit: 10 })).toHaveLength(1)
  })

  it('lets commits that come at the same time be whole, before it or not at all', async () => {
    const storage = await open()
    await furnish(storage, 'sess_1')
    const writers = Array.from({ length: 20 }, (_, index) => index)
    const change = (writer: number) => ({
      session: { expectedSeq: 100, record: session({ seq: 101 }) },
      messages: [message(101, { id: `msg_by_${writer}` })],
      jobs: [job({ lane: 'telegram:sess_1', payload: writer })],
    })
    const results = await Promise.all(
      writers.map(writer => storage.commit(writer === 10 ? erase('sess_1') : change(writer))),
    )
    expect(results[10]).toBe('committed')
    expect(results.filter(result => result === 'stale').length).toBeGreaterThanOrEqual(18)
    expect(await everythingOf(storage, 'sess_1')).toEqual([])
  })
}
