import type { DatabaseSync } from 'node:sqlite'
import type { Batch, CommitResult, MessageRecord } from '@pocketping/core'
import { type Copies, copies } from './copies.ts'
import { hashOf } from './hash.ts'
import { type Jobs, jobs } from './jobs.ts'
import { keys } from './keys.ts'
import { type Leases, leases } from './leases.ts'
import { type Messages, messages } from './messages.ts'
import { BLOCK_BYTES, encoded } from './places.ts'
import { type Sessions, sessions } from './sessions.ts'
import { type Threads, threads } from './threads.ts'
import { type Values, values } from './values.ts'

/** The statements of every table, and the batch that joins them. */
export interface Tables {
  readonly sessions: Sessions
  readonly messages: Messages
  readonly threads: Threads
  readonly copies: Copies
  readonly values: Values
  readonly jobs: Jobs
  readonly leases: Leases
  /** To be called first in each transaction. */
  begin(): void
  /** To be called after a rollback. */
  rolledBack(): void
  /** For use within a transaction. Where it refuses a batch, it has written nothing. */
  commit(batch: Batch): CommitResult
}

export function tables(database: DatabaseSync, now: () => number): Tables {
  const known = keys(database, now)
  const all: Omit<Tables, 'begin' | 'rolledBack' | 'commit'> = {
    sessions: sessions(database),
    messages: messages(database),
    threads: threads(database),
    copies: copies(database),
    values: values(database),
    jobs: jobs(database),
    leases: leases(database),
  }

  function keyOf(sessionId: string): number {
    const key = all.sessions.keyOf(sessionId)
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

  function commit(batch: Batch): CommitResult {
    const { outcome } = batch
    if (batch.keys?.some(({ key }) => known.isKnown(key))) return 'known'
    if (outcome !== undefined && !all.jobs.isHeld(outcome.job)) return 'lost'
    // The first that writes, and the last that may refuse.
    if (!putConversation(batch)) return 'stale'
    for (const thread of batch.threads ?? []) all.threads.put(keyOf(thread.sessionId), thread)
    for (const copy of batch.forgotten ?? []) all.copies.forget(copy)
    for (const copy of batch.copies ?? []) all.copies.put(keyOf(copy.sessionId), copy)
    for (const key of batch.keys ?? []) known.add(key)
    for (const value of batch.values ?? []) all.values.put(value)
    if (outcome !== undefined) all.jobs.settle(outcome)
    for (const job of batch.jobs ?? []) all.jobs.add(job)
    return 'committed'
  }

  return { ...all, commit, begin: all.messages.forgetNumbers, rolledBack: all.sessions.forgetRemembered }
}
