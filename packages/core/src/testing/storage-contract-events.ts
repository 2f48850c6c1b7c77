import { expect, it } from 'vitest'
import type { EventQuery, NewEvent, Storage, StoredEvent } from '../contracts/storage.ts'
import { NOW, type Open, session, start } from './storage-contract-fixtures.ts'

const LATER = NOW * 2

function event(data: NewEvent['data'], values: Partial<NewEvent> = {}): NewEvent {
  return { projectId: 'default', sessionId: 'sess_1', at: NOW, expiresAt: LATER, data, ...values }
}

async function happen(storage: Storage, ...events: NewEvent[]): Promise<void> {
  expect(await storage.commit({ events })).toBe('committed')
}

/** All pages from a number on, read as a follower does. */
async function follow(storage: Storage, query: EventQuery & { after: number }): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  let { after } = query
  // No test has so many: a page that leads nowhere ends here.
  while (events.length < 1000) {
    const page = await storage.listEvents({ ...query, after })
    expect(page.length).toBeLessThanOrEqual(query.limit)
    events.push(...page)
    const last = page.at(-1)
    if (last === undefined) break
    expect(last.number).toBeGreaterThan(after)
    after = last.number
  }
  return events
}

const dataOf = (events: readonly StoredEvent[]): unknown[] => events.map(({ data }) => data)

/** `reopen` opens once more what was opened last and closed since. */
export function eventContract(open: Open, reopen: Open | undefined): void {
  it('finds no events where nothing happened', async () => {
    const storage = await open()
    expect(await storage.listEvents({ limit: 10 })).toEqual([])
    expect(await storage.listEvents({ projectId: 'default', after: 0, limit: 10 })).toEqual([])
  })

  it('gives back an event as it was put, with a number', async () => {
    const storage = await open()
    const data = { type: 'message', ids: ['msg_1', 2, null], text: 'NUL \u0000, half \ud83d, 💬' }
    await happen(storage, event(data, { at: NOW + 1, expiresAt: LATER + 1 }))
    const [found] = await storage.listEvents({ limit: 10 })
    expect(found).toEqual({ ...event(data, { at: NOW + 1, expiresAt: LATER + 1 }), number: found?.number })
    expect(Number.isSafeInteger(found?.number)).toBe(true)
    expect(found?.number).toBeGreaterThan(0)
  })

  it('gives back data of every kind', async () => {
    const storage = await open()
    const kinds = [null, false, 0, '', [], {}, [[{ a: null }]], 'Ünïcode 💬 '.repeat(20_000)]
    await happen(storage, ...kinds.map(kind => event(kind)))
    expect(dataOf(await storage.listEvents({ after: 0, limit: 10 }))).toEqual(kinds)
  })

  it('numbers events in the order of their batches, and within one, whatever their times', async () => {
    const storage = await open()
    await happen(storage, event(1, { at: NOW + 9 }), event(2, { at: NOW }), event(3, { projectId: 'shop' }))
    await happen(storage, event(4, { at: NOW - 9, sessionId: 'sess_2' }))
    for (const limit of [1, 2, 3, 10])
      expect(dataOf(await follow(storage, { after: 0, limit }))).toEqual([1, 2, 3, 4])
  })

  it('reads from a number on, or the newest first', async () => {
    const storage = await open()
    await happen(storage, ...[1, 2, 3, 4, 5].map(data => event(data)))
    const [third] = await storage.listEvents({ after: 0, limit: 3 }).then(events => events.slice(-1))
    const after = third?.number ?? 0
    expect(dataOf(await storage.listEvents({ after, limit: 10 }))).toEqual([4, 5])
    expect(dataOf(await storage.listEvents({ after, limit: 1 }))).toEqual([4])
    expect(dataOf(await storage.listEvents({ limit: 2 }))).toEqual([5, 4])
    expect(dataOf(await storage.listEvents({ limit: 10 }))).toEqual([5, 4, 3, 2, 1])
    const newest = (await storage.listEvents({ limit: 1 })).at(0)?.number ?? 0
    expect(await storage.listEvents({ after: newest, limit: 10 })).toEqual([])
  })

  it('reads the events of one project', async () => {
    const storage = await open()
    const projects = ['shop', 'blog', 'shop', 'Shop', 'blog', 'shop']
    await happen(storage, ...projects.map((projectId, index) => event(index, { projectId })))
    for (const limit of [1, 2, 10])
      expect(dataOf(await follow(storage, { projectId: 'shop', after: 0, limit }))).toEqual([0, 2, 5])
    expect(dataOf(await storage.listEvents({ projectId: 'shop', limit: 2 }))).toEqual([5, 2])
    expect(dataOf(await storage.listEvents({ projectId: 'blog', limit: 10 }))).toEqual([4, 1])
    expect(await storage.listEvents({ projectId: 'none', limit: 10 })).toEqual([])
  })

  it('stores no event of a batch that is refused, and the next one comes behind all the same', async () => {
    const storage = await open()
    await start(storage)
    await happen(storage, event(1))
    const stale = { expectedSeq: 7, record: session({ seq: 8 }) }
    expect(await storage.commit({ session: stale, events: [event('refused')] })).toBe('stale')
    await happen(storage, event(2))
    expect(dataOf(await follow(storage, { after: 0, limit: 1 }))).toEqual([1, 2])
  })

  it('forgets none that has not expired, however many come after it', async () => {
    const storage = await open()
    await happen(storage, event('kept'))
    for (let round = 0; round < 20; round++)
      await happen(storage, event('expired', { expiresAt: 1 }), event(round))
    const lasting = (await follow(storage, { after: 0, limit: 100 })).filter(({ expiresAt }) => expiresAt > 1)
    expect(dataOf(lasting)).toEqual(['kept', ...Array.from({ length: 20 }, (_, round) => round)])
  })

  it('gives no number twice, also where the newest were forgotten', async () => {
    const storage = await open()
    const numbers: number[] = []
    for (let round = 0; round < 10; round++) {
      await happen(storage, event(round, { expiresAt: 1 }), event(round, { sessionId: 'sess_gone' }))
      numbers.push(...(await storage.listEvents({ limit: 1 })).map(({ number }) => number))
      await storage.commit({ erased: { sessionId: 'sess_gone' } })
    }
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
    expect(numbers).toHaveLength(10)
  })

  it('shows a follower each of many that come at once, and misses none', async () => {
    const storage = await open()
    const writers = Array.from({ length: 50 }, (_, index) => index)
    const writing = Promise.all(
      writers.map(writer => happen(storage, event([writer, 0]), event([writer, 1]))),
    )
    const seen: StoredEvent[] = []
    const read = async (): Promise<void> => {
      seen.push(...(await follow(storage, { after: seen.at(-1)?.number ?? 0, limit: 7 })))
    }
    for (let round = 0; round < 10; round++) await read()
    await writing
    await read()
    expect(seen).toHaveLength(100)
    expect(seen).toEqual(await storage.listEvents({ after: 0, limit: 200 }))
    // Those of one batch stand side by side, in their order.
    const batches = dataOf(seen).filter((_, index) => index % 2 === 0) as number[][]
    expect(dataOf(seen)).toEqual(batches.flatMap(([writer = -1]) => [0, 1].map(part => [writer, part])))
  })

  // What ends with its process has nothing to be found again.
  if (reopen === undefined) return

  it('finds events again when it is opened again, and goes on counting', async () => {
    const storage = await open()
    await happen(storage, event(1), event(2), event('gone', { sessionId: 'sess_gone' }))
    const before = await storage.listEvents({ limit: 10 })
    await storage.commit({ erased: { sessionId: 'sess_gone' } })
    await storage.close()
    const again = await reopen()
    expect(await again.listEvents({ limit: 10 })).toEqual(before.slice(1))
    await happen(again, event(3))
    const [newest] = await again.listEvents({ limit: 1 })
    expect(newest?.data).toBe(3)
    expect(newest?.number).toBeGreaterThan(before[0]?.number ?? 0)
  })
}
