import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { PocketPingError, type Storage } from '@pocketping/core'
import { explained, isLocked } from './errors.ts'
import { type GroupCommit, groupCommit } from './group-commit.ts'
import { type Tables, tables } from './tables.ts'

interface Opened {
  database: DatabaseSync
  tables: Tables
  writes: GroupCommit
}

export interface DatabaseStorageOptions {
  /** As it is named in errors. */
  file: string
  lockTimeoutMs: number
  /** Called by the first `migrate`. */
  open(): DatabaseSync
  now(): number
}

/** The contract over an opened database: when it is opened and closed, what reads, and what shares a transaction. */
export function databaseStorage({ file, lockTimeoutMs, open, now }: DatabaseStorageOptions): Storage {
  let opened: Opened | undefined
  let isClosed = false

  function openTables(): Opened {
    const database = open()
    const all = tables(database, now)
    const writes = groupCommit(database, {
      lockTimeoutMs,
      onBegin: all.begin,
      onRollback: all.rolledBack,
      explain: error => explained(error, file),
    })
    return { database, tables: all, writes }
  }

  function ready(): Opened {
    if (opened === undefined)
      throw new PocketPingError(
        'NOT_STARTED',
        isClosed ? 'The storage was closed.' : 'Call migrate() of the storage before anything else.',
      )
    return opened
  }

  /** Goes on as soon as no other process is in the way. Reading hardly ever has to wait. */
  async function whenUnlocked<Result>(work: () => Result): Promise<Result> {
    const since = performance.now()
    for (;;) {
      try {
        return work()
      } catch (error) {
        if (!isLocked(error) || performance.now() - since > lockTimeoutMs) throw explained(error, file)
      }
      await wait(25)
    }
  }

  const read = <Result>(work: (tables: Tables) => Result): Promise<Result> =>
    whenUnlocked(() => work(ready().tables))
  const write = async <Result>(work: (tables: Tables) => Result): Promise<Result> => {
    const { writes, tables } = ready()
    return writes.write(() => work(tables))
  }

  return {
    async migrate() {
      if (isClosed) ready()
      await whenUnlocked(() => {
        opened ??= openTables()
      })
    },
    commit: batch => write(({ commit }) => commit(batch)),
    findSession: key => read(({ sessions }) => sessions.find(key)),
    listSessions: query => read(({ sessions }) => sessions.list(query)),
    findMessage: (sessionId, id) =>
      read(({ sessions, messages }) => {
        const session = sessions.keyOf(sessionId)
        return session === undefined ? undefined : messages.find(session, sessionId, id)
      }),
    listMessages: query =>
      read(({ sessions, messages }) => {
        const session = sessions.keyOf(query.sessionId)
        return session === undefined ? [] : messages.list(session, query)
      }),
    findThread: key => read(({ threads }) => threads.find(key)),
    listCopies: query => read(({ copies }) => copies.list(query)),
    listValues: prefix => read(({ values }) => values.list(prefix)),
    findKey: key => read(({ keys }) => keys.find(key)),
    listEvents: query => read(({ events }) => events.list(query)),
    listKept: sessionId =>
      read(({ sessions, threads, copies, standing }) => {
        const session = sessions.keyOf(sessionId)
        const jobs = standing.listOf(sessionId)
        if (session === undefined) return { threads: [], copies: [], jobs }
        return { threads: threads.listOf(session), copies: copies.listOf(session), jobs }
      }),
    countJobs: () => read(({ standing }) => standing.count()),
    async claimJobs(request) {
      const nextDueAt = await read(({ jobs }) => jobs.nextDueAt(request.kinds))
      // Most claims come too early: those take no lock.
      if (nextDueAt === undefined) return { jobs: [] }
      if (nextDueAt > request.now) return { jobs: [], nextDueAt }
      return write(({ jobs }) => jobs.claim(request))
    },
    lease: request => write(({ leases }) => leases.take(request)),
    async close() {
      if (opened === undefined) return
      const { database, writes } = opened
      isClosed = true
      opened = undefined
      // Behind everything that waits already.
      await writes.write(() => undefined).finally(() => database.close())
    },
  }
}
