import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { ClaimRequest, ClaimResult, Job, JobOutcome, Json, NewJob } from '@pocketping/core'

export interface Jobs {
  add(job: NewJob): void
  /** Whether the claim still holds. */
  isHeld(job: Job): boolean
  /** Only for a job that is held. */
  settle(outcome: JobOutcome): void
  /** When the first job of these kinds that is not leased, or whose lease ends, falls due. */
  nextDueAt(kinds: readonly string[]): number | undefined
  claim(request: ClaimRequest): ClaimResult
}

interface StandingRow {
  number: number
  token: string | null
  attempts: number
  again: number
  due_at: number
}

interface ReadyRow {
  number: number
  kind: string
  lane: string
  attempts: number
  payload: string | null
  ready_at: number
}

/** Reads as many rows as it answers, however many are ready at one time. */
export const READY = `SELECT number, kind, lane, attempts, payload, ready_at FROM jobs
  WHERE kind = ? AND ready_at IS NOT NULL ORDER BY ready_at, number LIMIT ?`

export function jobs(database: DatabaseSync): Jobs {
  const standing = database.prepare(
    'SELECT number, token, attempts, again, due_at FROM jobs WHERE lane = ? AND kind = ? AND once = 1',
  )
  const insert = database.prepare(
    `INSERT INTO jobs (lane, kind, ready_at, due_at, owed_at, attempts, once, again, payload)
     SELECT ?1, ?2, CASE WHEN EXISTS (SELECT 1 FROM jobs WHERE lane = ?1) THEN NULL ELSE ?3 END, ?3, ?3, 0, ?4, 0, ?5`,
  )
  const markAgain = database.prepare('UPDATE jobs SET again = 1 WHERE number = ?')
  const makeEarlier = database.prepare(
    `UPDATE jobs SET due_at = ?1, ready_at = CASE WHEN ready_at IS NULL THEN NULL ELSE ?1 END,
     owed_at = min(owed_at, ?1) WHERE number = ?2`,
  )
  const held = database.prepare('SELECT again FROM jobs WHERE number = ? AND token = ?')
  const keep = database.prepare('UPDATE jobs SET ready_at = ? WHERE number = ?')
  const retry = database.prepare(
    `UPDATE jobs SET token = NULL, again = 0, attempts = attempts + 1, due_at = ?, ready_at = ? WHERE number = ?`,
  )
  const wait = database.prepare(
    'UPDATE jobs SET token = NULL, again = 0, attempts = 0, due_at = ?, ready_at = ? WHERE number = ?',
  )
  // `due_at` is the time of the claim: due at once, and yet behind whatever has been due for longer.
  const runAgain = database.prepare(
    'UPDATE jobs SET token = NULL, again = 0, attempts = 0, ready_at = due_at, owed_at = due_at WHERE number = ?',
  )
  const remove = database.prepare('DELETE FROM jobs WHERE number = ?')
  const promote = database.prepare(
    'UPDATE jobs SET ready_at = due_at WHERE number = (SELECT min(number) FROM jobs WHERE lane = ?)',
  )
  const ready = database.prepare(READY)
  const lease = database.prepare(
    'UPDATE jobs SET token = ?, again = 0, due_at = ?, ready_at = ? WHERE number = ?',
  )

  // Unlike a job's number, which may come again once the job is gone, a claim's token never does.
  const claimer = randomUUID()
  let claims = 0

  function addOnce(job: NewJob): boolean {
    const row = standing.get(job.lane, job.kind) as StandingRow | undefined
    if (row === undefined) return false
    if (row.token !== null) {
      if (row.again === 0) markAgain.run(row.number)
    } else if (row.attempts === 0 && job.dueAt < row.due_at) makeEarlier.run(job.dueAt, row.number)
    return true
  }

  /** What is handed out next of these kinds, and the first that is not. */
  function oldest(kinds: readonly string[], limit: number): ReadyRow[] {
    const rows = kinds.flatMap(kind => ready.all(kind, limit) as unknown as ReadyRow[])
    return kinds.length === 1 ? rows : rows.sort(byReadiness).slice(0, limit)
  }

  return {
    add(job) {
      if (job.once === true && addOnce(job)) return
      const payload = job.payload === undefined ? null : JSON.stringify(job.payload)
      const { lane, kind, dueAt } = job
      insert.run(lane, kind, dueAt, job.once === true ? 1 : 0, payload)
    },

    isHeld: ({ number, token }) => held.get(number, token) !== undefined,

    settle({ job: { number, token, lane }, result, until }) {
      if (result === 'keep') keep.run(until, number)
      else if (result === 'retry') retry.run(until, until, number)
      else if (held.get(number, token)?.again === 1) runAgain.run(number)
      else if (result === 'wait') wait.run(until, until, number)
      else {
        remove.run(number)
        promote.run(lane)
      }
    },

    nextDueAt: kinds => oldest(kinds, 1)[0]?.ready_at,

    claim(request) {
      const { kinds, now, leaseMs, limit } = request
      const found = oldest(kinds, limit + 1)
      const due = found.slice(0, limit).filter(row => row.ready_at <= now)
      const nextDueAt = found[due.length]?.ready_at
      const jobs = due.map(({ number, kind, lane, attempts, payload }): Job => {
        const token = `${claimer}:${++claims}`
        lease.run(token, now, now + leaseMs, number)
        const job = { kind, lane, number, token, attempts }
        return payload === null ? job : { ...job, payload: JSON.parse(payload) as Json }
      })
      return nextDueAt === undefined ? { jobs } : { jobs, nextDueAt }
    },
  }
}

function byReadiness(a: ReadyRow, b: ReadyRow): number {
  return a.ready_at - b.ready_at || a.number - b.number
}
