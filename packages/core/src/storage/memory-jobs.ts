import type {
  ClaimRequest,
  ClaimResult,
  Job,
  JobCount,
  JobOutcome,
  KeptOfSession,
  NewJob,
} from '../contracts/storage.ts'
import { type DueQueue, dueQueue } from './memory-due-queue.ts'
import { append, type LaneEntry as Entry, entriesOf, type Lane, laneOf } from './memory-lane.ts'

export interface MemoryJobs {
  add(job: NewJob): void
  isHeld(job: Job): boolean
  /** Only for a job that is held. */
  settle(outcome: JobOutcome): void
  claim(request: ClaimRequest): ClaimResult
  /** Those of the lanes whose name ends so, oldest first. */
  list(laneEnd: string): KeptOfSession['jobs']
  count(): JobCount[]
  erase(isErased: (job: NewJob) => boolean): void
}

export function memoryJobs(): MemoryJobs {
  const lanes = new Map<string, Lane>()
  /** By kind. An entry whose time is no longer that of its job is passed over when it comes up. */
  const queues = new Map<string, DueQueue<Entry>>()
  let lastNumber = 0
  let lastToken = 0

  function makeReady(entry: Entry, at: number): void {
    entry.readyAt = at
    let queue = queues.get(entry.job.kind)
    if (queue === undefined) {
      queue = dueQueue()
      queues.set(entry.job.kind, queue)
    }
    queue.push({ at, item: entry })
  }

  function add(job: NewJob): void {
    const lane = lanes.get(job.lane)
    const standing = job.once === true ? lane?.once.get(job.kind) : undefined
    if (lane !== undefined && standing !== undefined) {
      addAgain(lane, standing, job.dueAt)
      return
    }
    const number = ++lastNumber
    const entry: Entry = {
      job,
      number,
      attempts: 0,
      owedAt: job.dueAt,
      readyAt: job.dueAt,
      claimedAt: 0,
      token: '',
      again: false,
    }
    if (lane === undefined) enter(job.lane, [entry])
    else append(lane, entry)
  }

  /** Makes a lane of these, or none where there are none. */
  function enter(name: string, entries: readonly Entry[]): void {
    const lane = laneOf(entries)
    if (lane === undefined) {
      lanes.delete(name)
      return
    }
    lanes.set(name, lane)
    makeReady(lane.oldest, lane.oldest.readyAt)
  }

  function addAgain(lane: Lane, entry: Entry, dueAt: number): void {
    if (entry.token !== '') entry.again = true
    else if (entry.attempts === 0 && dueAt < entry.readyAt) {
      entry.owedAt = Math.min(entry.owedAt, dueAt)
      if (entry === lane.oldest) makeReady(entry, dueAt)
      else entry.readyAt = dueAt
    }
  }

  /** Due at once, and yet behind whatever has been due for longer. */
  function runAgain(entry: Entry): void {
    entry.owedAt = entry.claimedAt
    makeReady(entry, entry.claimedAt)
  }

  function removeOldest(name: string, lane: Lane): void {
    const { job, next } = lane.oldest
    // No longer the oldest of a lane: what still stands in a queue is passed over.
    lane.oldest.readyAt = Number.NaN
    if (job.once === true) lane.once.delete(job.kind)
    if (next === undefined) {
      lanes.delete(name)
      return
    }
    lane.oldest = next
    makeReady(next, next.readyAt)
  }

  /** The earliest of these kinds that still stands as queued. */
  function earliest(kinds: readonly string[]): DueQueue<Entry> | undefined {
    let first: DueQueue<Entry> | undefined
    for (const kind of kinds) {
      const queue = queues.get(kind)
      if (queue === undefined) continue
      for (let due = queue.peek(); due !== undefined && due.at !== due.item.readyAt; due = queue.peek())
        queue.pop()
      const at = queue.peek()?.at
      if (at === undefined) queues.delete(kind)
      else if (first === undefined || at < (first.peek()?.at ?? 0)) first = queue
    }
    return first
  }

  function lease(entry: Entry, now: number): Job {
    const { kind, lane, payload } = entry.job
    entry.token = String(++lastToken)
    entry.claimedAt = now
    entry.again = false
    const job = { kind, lane, number: entry.number, token: entry.token, attempts: entry.attempts }
    return payload === undefined ? job : { ...job, payload }
  }

  return {
    add,

    isHeld({ lane, number, token }) {
      const oldest = lanes.get(lane)?.oldest
      return oldest !== undefined && oldest.number === number && oldest.token === token
    },

    settle({ job, result, until }) {
      const lane = lanes.get(job.lane)
      if (lane === undefined) return
      const entry = lane.oldest
      if (result === 'keep') return makeReady(entry, until)
      entry.token = ''
      entry.attempts = result === 'retry' ? entry.attempts + 1 : 0
      if (result === 'retry') makeReady(entry, until)
      else if (entry.again) runAgain(entry)
      else if (result === 'wait') makeReady(entry, until)
      else removeOldest(job.lane, lane)
    },

    claim({ kinds, now, leaseMs, limit }) {
      const claimed: Entry[] = []
      let next = earliest(kinds)?.peek()
      while (next !== undefined && next.at <= now && claimed.length < limit) {
        claimed.push(next.item)
        next.item.readyAt = Number.NaN
        next = earliest(kinds)?.peek()
      }
      const jobs = claimed.map(entry => lease(entry, now))
      for (const entry of claimed) makeReady(entry, now + leaseMs)
      return next === undefined ? { jobs } : { jobs, nextDueAt: next.at }
    },

    list(laneEnd) {
      const found = [...lanes]
        .filter(([name]) => name.endsWith(laneEnd))
        .flatMap(([, lane]) => entriesOf(lane))
      return found.sort((a, b) => a.number - b.number).map(keptOf)
    },

    count() {
      const counts = new Map<string, JobCount>()
      for (const lane of lanes.values())
        for (const { job, owedAt } of entriesOf(lane)) {
          const { count, oldestDueAt } = counts.get(job.kind) ?? { count: 0, oldestDueAt: owedAt }
          const oldest = Math.min(oldestDueAt, owedAt)
          counts.set(job.kind, { kind: job.kind, count: count + 1, oldestDueAt: oldest })
        }
      return [...counts.values()]
    },

    erase(isErased) {
      for (const [name, lane] of lanes) {
        const entries = entriesOf(lane)
        const kept = entries.filter(({ job }) => !isErased(job))
        if (kept.length === entries.length) continue
        // What still stands in a queue is passed over.
        for (const entry of entries) if (isErased(entry.job)) entry.readyAt = Number.NaN
        enter(name, kept)
      }
    },
  }
}

function keptOf({ job, attempts, owedAt }: Entry): KeptOfSession['jobs'][number] {
  const { kind, lane, payload } = job
  const kept = { kind, lane, attempts, dueAt: owedAt }
  return payload === undefined ? kept : { ...kept, payload }
}
