import type { ClaimRequest, ClaimResult, Job, JobOutcome, NewJob } from '../contracts/storage.ts'
import { type DueQueue, dueQueue } from './memory-due-queue.ts'

interface Entry {
  readonly job: NewJob
  readonly number: number
  attempts: number
  /** When it may be handed out: its due time, or the end of its lease. */
  readyAt: number
  claimedAt: number
  /** Empty while nobody holds it. */
  token: string
  /** Added once more while somebody held it. */
  again: boolean
  next?: Entry
}

/** The jobs of one lane as a chain. Only its oldest is ever due, and only that is ever removed. */
interface Lane {
  oldest: Entry
  newest: Entry
  /** The `once` jobs standing in it, by kind. */
  once: Map<string, Entry>
}

export interface MemoryJobs {
  add(job: NewJob): void
  isHeld(job: Job): boolean
  /** Only for a job that is held. */
  settle(outcome: JobOutcome): void
  claim(request: ClaimRequest): ClaimResult
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
      readyAt: job.dueAt,
      claimedAt: 0,
      token: '',
      again: false,
    }
    if (lane === undefined) {
      lanes.set(job.lane, { oldest: entry, newest: entry, once: onceOf(new Map(), entry) })
      makeReady(entry, job.dueAt)
      return
    }
    lane.newest.next = entry
    lane.newest = entry
    onceOf(lane.once, entry)
  }

  function addAgain(lane: Lane, entry: Entry, dueAt: number): void {
    if (entry.token !== '') entry.again = true
    else if (entry.attempts === 0 && dueAt < entry.readyAt) {
      if (entry === lane.oldest) makeReady(entry, dueAt)
      else entry.readyAt = dueAt
    }
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
      // Due at once, and yet behind whatever has been due for longer.
      else if (entry.again) makeReady(entry, entry.claimedAt)
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
  }
}

function onceOf(once: Map<string, Entry>, entry: Entry): Map<string, Entry> {
  return entry.job.once === true ? once.set(entry.job.kind, entry) : once
}
