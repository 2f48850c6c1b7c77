import { randomUUID } from 'node:crypto'
import type * as core from '@pocketping/core'
import { matching } from './lists.ts'

/** `dueAt` stays the time for which it was added. */
export interface StoredJob extends core.NewJob, core.Job {
  /** When it may be handed out: its due time or, while somebody holds it, the end of that lease. */
  readyAt: number
  claimedAt: number
  /** Added once more while somebody held it. */
  again: boolean
}

export function addJob(jobs: StoredJob[], job: core.NewJob): void {
  const { once, lane, kind, dueAt } = job
  const standing = once ? jobs.find(matching({ once, lane, kind })) : undefined
  const number = 1 + Math.max(0, ...jobs.map(each => each.number))
  if (standing === undefined)
    jobs.push({ ...job, number, token: '', attempts: 0, readyAt: dueAt, claimedAt: 0, again: false })
  else if (standing.token !== '') standing.again = true
  else if (standing.attempts === 0 && dueAt < standing.readyAt)
    Object.assign(standing, { readyAt: dueAt, dueAt: Math.min(standing.dueAt, dueAt) })
}

/** The job as it is stored, if this claim still holds. */
export function heldJob(jobs: StoredJob[], { number, token }: core.Job): StoredJob | undefined {
  return jobs.find(matching({ number, token }))
}

export function settleJob(jobs: StoredJob[], job: StoredJob, { result, until }: core.JobOutcome): void {
  if (result === 'done' && !job.again) jobs.splice(jobs.indexOf(job), 1)
  job.readyAt = until
  if (job.again && result !== 'keep' && result !== 'retry') job.readyAt = job.dueAt = job.claimedAt
  if (result === 'keep') return
  job.token = ''
  job.attempts = result === 'retry' ? job.attempts + 1 : 0
}

export function claimJobs(jobs: StoredJob[], request: core.ClaimRequest): core.ClaimResult {
  const { kinds, now, leaseMs, limit } = request
  const oldest = [...new Set(jobs.map(({ lane }) => jobs.find(matching({ lane })) as StoredJob))]
  const asked = oldest.filter(({ kind }) => kinds.includes(kind)).sort((a, b) => a.readyAt - b.readyAt)
  const due = asked.slice(0, limit).filter(({ readyAt }) => readyAt <= now)
  const next = asked[due.length]
  for (const job of due)
    Object.assign(job, { token: randomUUID(), again: false, claimedAt: now, readyAt: now + leaseMs })
  const claimed = due.map(({ once, dueAt, readyAt, claimedAt, again, ...job }): core.Job => job)
  return next === undefined ? { jobs: claimed } : { jobs: claimed, nextDueAt: next.readyAt }
}

export function countJobs(jobs: StoredJob[]): core.JobCount[] {
  return [...new Set(jobs.map(({ kind }) => kind))].map(kind => {
    const dueAt = jobs.filter(matching({ kind })).map(job => job.dueAt)
    return { kind, count: dueAt.length, oldestDueAt: Math.min(...dueAt) }
  })
}
