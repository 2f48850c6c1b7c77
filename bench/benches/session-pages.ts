import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionQuery, SessionRecord, Storage } from '@pocketping/core'
import { sqliteStorage } from '@pocketping/storage-sqlite'
import { type Bench, type Figure, round } from '../figure.ts'
import { median } from '../statistics.ts'

const NOW = 1_790_000_000_000
const MINUTE_MS = 60_000

/** What of the list is asked for; every tenth session is closed. */
const QUERIES: readonly { name: string; query: Pick<SessionQuery, 'projectId' | 'status'> }[] = [
  { name: 'of any status', query: { projectId: 'spread' } },
  { name: 'that are active', query: { projectId: 'spread', status: 'active' } },
  { name: 'that are closed', query: { projectId: 'spread', status: 'closed' } },
  { name: 'of any status, 10,000 of them within one minute', query: { projectId: 'crowded' } },
]

/** A page deep inside the list of sessions; "bare" is the first page. */
export const sessionPages: Bench = async ({ isQuick, rounds }) => {
  const [count, pageSize] = isQuick ? [1000, 10] : [100_000, 50]
  const folder = mkdtempSync(join(tmpdir(), 'pocketping-bench-'))
  const storage = sqliteStorage({ file: join(folder, 'pages.sqlite'), synchronous: 'normal' })
  try {
    await storage.migrate()
    await fill(storage, count)
    const figures: Figure[] = []
    for (const { name, query } of QUERIES) {
      const title = `a page deep inside ${count} sessions ${name}`
      const before = await fromTheMiddle(storage, query, count)
      const [first, deep] = await measure(storage, { ...query, limit: pageSize }, before, 100 * rounds)
      const texts = { engine: `${round(deep)} ms`, bare: `${round(first)} ms` }
      figures.push({ name: title, ...texts, value: deep / first, target: { atMost: 2 } })
    }
    return figures
  } finally {
    await storage.close()
    rmSync(folder, { recursive: true })
  }
}

/** Half of them one every few seconds; of the others, a fifth within one minute in the middle. */
async function fill(storage: Storage, count: number): Promise<void> {
  for (let start = 0; start < count; start += 500) {
    const indexes = Array.from({ length: Math.min(500, count - start) }, (_, offset) => start + offset)
    await Promise.all(indexes.map(index => store(storage, index, count)))
  }
}

async function store(storage: Storage, index: number, count: number): Promise<void> {
  // Neither in the order of their times nor in that of their ids.
  const id = `sess_${((index * 7919) % count).toString(16).padStart(32, '0')}`
  const isCrowded = index % 2 === 1
  const isInMinute = isCrowded && index > 0.4 * count && index < 0.6 * count
  const middle = NOW + Math.floor(count / 2) * 5000
  const time = isInMinute ? middle + (index % MINUTE_MS) : NOW + index * 5000
  const record: SessionRecord = {
    id,
    projectId: isCrowded ? 'crowded' : 'spread',
    visitorId: `vis_${id}`,
    tokenHash: `hash of ${id}`,
    seq: 1,
    status: (index >> 1) % 10 === 0 ? 'closed' : 'active',
    createdAt: time,
    lastActivity: time,
    metadata: { language: 'en', url: 'https://shop.example/cart' },
    receipts: { delivered: 0, seen: 0, received: 0, read: 0 },
  }
  const result = await storage.commit({ session: { expectedSeq: 0, record } })
  if (result !== 'committed') throw new Error(`The storage answered "${result}".`)
}

type Position = NonNullable<SessionQuery['before']>

/** Walks to the middle of the list, and throws where a page misses or repeats a session. */
async function fromTheMiddle(storage: Storage, query: Omit<SessionQuery, 'limit'>, count: number) {
  const steps = query.status === 'closed' ? count / 40 : count / 4
  let before: Position | undefined
  for (let walked = 0; walked < steps; ) {
    const page = await storage.listSessions({
      ...query,
      limit: Math.min(1000, steps - walked),
      ...(before && { before }),
    })
    for (const record of page) {
      if (before && !isBehind(record, before)) throw new Error(`Session "${record.id}" stands out of order.`)
      before = record
    }
    walked += page.length
    if (page.length === 0) throw new Error(`The list ends after ${walked} sessions.`)
  }
  if (before === undefined) throw new Error('There is no session to read on from.')
  return before
}

function isBehind(record: Position, before: Position): boolean {
  if (record.lastActivity !== before.lastActivity) return record.lastActivity < before.lastActivity
  return record.id < before.id
}

/** How long the first page takes and how long the one behind `before`, in milliseconds. */
async function measure(
  storage: Storage,
  query: SessionQuery,
  before: Position,
  times: number,
): Promise<[number, number]> {
  const kinds = [
    { asked: query, taken: [] as number[] },
    { asked: { ...query, before }, taken: [] as number[] },
  ] as const
  // In turn, so that both meet the same machine.
  for (let time = 0; time < times; time += 1)
    for (const { asked, taken } of kinds) {
      const startedAt = performance.now()
      const { length } = await storage.listSessions(asked)
      taken.push(performance.now() - startedAt)
      if (length !== query.limit) throw new Error(`A page of ${query.limit} has ${length} sessions.`)
    }
  return [median(kinds[0].taken), median(kinds[1].taken)]
}
