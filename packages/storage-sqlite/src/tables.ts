import type { DatabaseSync } from 'node:sqlite'
import type { Batch, CommitResult, JobOutcome, MessageRecord } from '@pocketping/core'
import { type Copies, copies } from './copies.ts'
import { type Events, events } from './events.ts'
import { hashOf } from './hash.ts'
import { type Jobs, jobs } from './jobs.ts'
import { type Keys, keys } from './keys.ts'
import { type Leases, leases } from './leases.ts'
import { type Messages, messages } from './messages.ts'
import { BLOCK_BYTES, encoded } from './places.ts'
import { type Sessions, sessions } from './sessions.ts'
import { type StandingJobs, standingJobs } from './standing-jobs.ts'
import { type Threads, threads } from './threads.ts'
import { type Values, values } from './values.ts'

/** The statements of every table, and the batch that joins them. */
export interface Tables {
  readonly sessions: Sessions
  readonly messages: Messages
  readonly threads: Threads
  readonly copies: Copies
  readonly keys: Keys
  readonly events: Events
  readonly values: Values
  readonly jobs: Jobs
  readonly standing: StandingJobs
  readonly leases: Leases
  /** To be called first in each transaction. */
  begin(): void
  /** To be called after a rollback. */
  rolledBack(): void
  /** For use within a transaction. Where it refuses a batch, it has written nothing. */
  commit(batch: Batch): CommitResult
}

export function tables(database: DatabaseSync, now: () => number): Tables {
  const all: Omit<Tables, 'begin' | 'rolledBack' | 'commit'> = {
    sessions: sessions(database),
    messages: messages(database),
    threads: threads(database),
    copies: copies(database),
    keys: keys(database, now),
    events: events(database, now),
    values: values(database),
    jobs: jobs(database),
    standing: standingJobs(database),
    leases: leases(database),
  }

  function keyOf(sessionId: string): number {
    const key = all.sessions.storedKeyOf(sessionId)
    if (key === undefined) throw new Error(`Session "${sessionId}" is neither stored nor in this batch.`)
    return key
  }

  /** False: the session is stale, and nothing was written. */
  function putConversation({ session, messages = [] }: Batch): boolean {
    if (session === undefined) {
      for (const message of messages) all.messages.put(keyOf(message.sessionId), message)
      return true
    }
    const { expectedSeq, record } = session
    // Whatever is stored already has its place at or before the session's `seq`.
    const isNew = ({ sessionId, order }: MessageRecord) => sessionId === record.id && order > expectedSeq
    const added = messages.filter(isNew)
    const places = added.map(({ order, id }) => ({
      place: order,
      number: all.messages.nextNumber(),
      hash: hashOf(id),
    }))
    const stored = all.sessions.put(expectedSeq, record, encoded(places))
    if (stored === undefined) return false
    for (const [index, { number }] of places.entries())
      all.messages.add(stored.key, number, added[index] as MessageRecord)
    if (stored.recentBytes >= BLOCK_BYTES) {
      all.messages.fillBlock(stored.key)
      stored.recentBytes = 0
    }
    for (const message of messages) if (!isNew(message)) all.messages.put(keyOf(message.sessionId), message)
    return true
  }

  function erase(erased: NonNullable<Batch['erased']>): void {
    if ('kind' in erased) {
      all.standing.eraseKind(erased.kind)
      return
    }
    const { sessionId } = erased
    const key = all.sessions.storedKeyOf(sessionId)
    if (key !== undefined) {
      all.messages.erase(key)
      all.threads.erase(key)
      all.copies.erase(key)
      all.sessions.erase(key, sessionId)
    }
    all.events.erase(sessionId)
    all.keys.erase(sessionId)
    all.standing.eraseOf(sessionId)
  }

  /** Erases, and stores the session and its messages. False: it is stale, and nothing was written. */
  function isPut(batch: Batch): boolean {
    const { erased, session } = batch
    if (erased === undefined) return putConversation(batch)
    if (session !== undefined && all.sessions.isStale(session.expectedSeq, session.record)) return false
    erase(erased)
    const isErased = session !== undefined && 'sessionId' in erased && erased.sessionId === session.record.id
    return putConversation(isErased ? { ...batch, session: { ...session, expectedSeq: 0 } } : batch)
  }

  function commit(batch: Batch): CommitResult {
    const { outcome } = batch
    if (batch.keys?.some(({ key }) => all.keys.isKnown(key))) return 'known'
    if (outcome !== undefined && !all.jobs.isHeld(outcome.job)) return 'lost'
    // The first that writes, and the last that may refuse.
    if (!isPut(batch)) return 'stale'
    for (const thread of batch.threads ?? []) all.threads.put(keyOf(thread.sessionId), thread)
    for (const copy of batch.forgotten ?? []) all.copies.forget(copy)
    for (const copy of batch.copies ?? []) all.copies.put(keyOf(copy.sessionId), copy)
    for (const key of batch.keys ?? []) all.keys.add(key)
    for (const event of batch.events ?? []) all.events.put(event)
    for (const value of batch.values ?? []) all.values.put(value)
    if (outcome !== undefined) settle(batch, outcome)
    for (const job of batch.jobs ?? []) all.jobs.add(job)
    return 'committed'
  }

  function settle({ erased }: Batch, outcome: JobOutcome): void {
    // The batch itself may have erased the job.
    if (erased === undefined || all.jobs.isHeld(outcome.job)) all.jobs.settle(outcome)
  }

  return { ...all, commit, begin: all.messages.forgetNumbers, rolledBack: all.sessions.forgetRemembered }
}
