import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SessionRecord } from '../contracts/records.ts'
import type { Storage } from '../contracts/storage.ts'
import { memoryStorage } from '../storage/memory.ts'
import { aroundStorage } from '../testing/around-storage.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { createEventFeed, type EventFeed } from './event-feed.ts'

const PROJECTS = ['shop', 'blog'] as const

type Step =
  /** Something is logged; `isTold`: by this process. */
  | { do: 'log'; project: number; count: number; isTold: boolean }
  | { do: 'join' | 'leave'; who: number }
  /** So many calls of the storage are answered. */
  | { do: 'answer'; count: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('log' as const),
    project: fc.nat(1),
    count: fc.constantFrom(1, 2, 60, 130),
    isTold: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom('join' as const, 'leave' as const), who: fc.nat(2) }),
  fc.record({ do: fc.constant('answer' as const), count: fc.integer({ min: 1, max: 12 }) }),
)

interface Listener {
  projects: ReadonlySet<string>
  after: string
  ids: string[]
  others: string[]
  leave: (() => void) | undefined
}

function sessionOf(projectId: string): SessionRecord {
  return {
    id: `sess_${projectId}`,
    projectId,
    visitorId: 'vis_1',
    tokenHash: projectId,
    seq: 1,
    status: 'active',
    createdAt: 1,
    lastActivity: 1,
    metadata: {},
    receipts: { delivered: 0, seen: 0, received: 0, read: 0 },
  }
}

async function log(storage: Storage, clock: ManualClock, projectId: string, count: number): Promise<void> {
  const at = clock.now()
  const data = { type: 'session.updated' }
  const event = { projectId, sessionId: `sess_${projectId}`, at, expiresAt: at + 1e9, data }
  await storage.commit({ events: Array.from({ length: count }, () => event) })
}

function join(feed: EventFeed, listener: Listener): void {
  if (listener.leave) return
  const leave = feed.subscribe({
    projects: listener.projects,
    after: listener.ids.at(-1) ?? listener.after,
    client: {
      send({ id, text }) {
        if (listener.leave !== leave) listener.others.push('late')
        else if (JSON.parse(text).type === 'session.updated') listener.ids.push(id)
        else listener.others.push(text)
      },
      close: reason => void listener.others.push(reason),
      backlog: () => 0,
    },
    isAllowed: async () => true,
  })
  listener.leave = leave
}

/** Answers so many calls, those that follow from the answers too. */
async function answer(scheduler: fc.Scheduler, count = Number.POSITIVE_INFINITY): Promise<void> {
  const next = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  await next()
  for (let index = 0; index < count && scheduler.count() > 0; index += 1) {
    await scheduler.waitOne()
    await next()
  }
}

async function play(scheduler: fc.Scheduler, steps: readonly Step[]): Promise<void> {
  const clock = manualClock()
  const storage = memoryStorage({ clock })
  for (const id of PROJECTS) await storage.commit({ session: { expectedSeq: 0, record: sessionOf(id) } })
  // Neither are calls carried out in the order in which they were made, nor answered in that in which they were carried out.
  const slow = aroundStorage(storage, async (method, _, run) => {
    if (method !== 'listEvents') return run()
    await scheduler.schedule(Promise.resolve(), `${method} is asked`)
    const events = await run()
    return scheduler.schedule(Promise.resolve(events), `${method} is answered`)
  })
  const quiet = { debug() {}, info() {}, warn() {}, error() {} }
  const feed = createEventFeed({ storage: slow, clock, logger: quiet, eventMs: 1e9 })
  const listeners: Listener[] = [['shop'], ['blog'], ['shop', 'blog']].map(projects => ({
    projects: new Set(projects),
    after: `${clock.now()}-0`,
    ids: [],
    others: [],
    leave: undefined,
  }))

  for (const one of steps) {
    if (one.do === 'log') {
      await log(storage, clock, PROJECTS[one.project] ?? '', one.count)
      if (one.isTold) feed.wake()
    } else if (one.do === 'answer') {
      await answer(scheduler, one.count)
    } else {
      const listener = listeners[one.who] as Listener
      if (one.do === 'join') join(feed, listener)
      else {
        listener.leave?.()
        listener.leave = undefined
      }
    }
  }
  for (const listener of listeners) join(feed, listener)
  await answer(scheduler)
  const last = steps.findLast(one => one.do === 'log')
  // What this process has logged is told at once, and not with the next sweep.
  if (last?.isTold) await expectAll(storage, listeners)
  clock.moveToNext(60_000)
  await answer(scheduler)
  await expectAll(storage, listeners)
}

async function expectAll(storage: Storage, listeners: readonly Listener[]): Promise<void> {
  const events = await storage.listEvents({ after: 0, limit: 1e6 })
  for (const { projects, ids, others } of listeners) {
    const mine = events.filter(({ projectId }) => projects.has(projectId))
    expect(ids).toEqual(mine.map(({ at, number }) => `${at}-${number}`))
    expect(others).toEqual([])
  }
}

describe('the feed of events', () => {
  it('loses nothing and says nothing twice, whatever is answered when', { timeout: 300_000 }, async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 3, maxLength: 25 }), play), {
      numRuns: 500,
      seed: 20_261_121,
    })
  })
})
