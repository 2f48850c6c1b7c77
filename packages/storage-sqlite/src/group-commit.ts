import type { DatabaseSync } from 'node:sqlite'
import { isLocked } from './errors.ts'
import { rollback } from './migrate.ts'

/** Runs writes in transactions: all that were asked for in one turn of the event loop share one. */
export interface GroupCommit {
  /**
   * Answers what `work` returned once it is stored. `work` may run twice, so it changes nothing but the database.
   * Where it throws, nothing of it is stored, and its neighbours do not notice.
   */
  write<Result>(work: () => Result): Promise<Result>
}

export interface GroupCommitOptions {
  /** How long to wait for another process that writes. */
  lockTimeoutMs: number
  /** Called when a transaction has begun. */
  onBegin(): void
  /** Called when a transaction did not take place. */
  onRollback(): void
  explain(error: unknown): unknown
}

interface Task {
  work(): unknown
  resolve(result: unknown): void
  reject(reason: unknown): void
}

const LOCK_RETRY_MS = 25

export function groupCommit(database: DatabaseSync, options: GroupCommitOptions): GroupCommit {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  let waiting: Task[] = []
  let lockedSince: number | undefined

  function flush(): void {
    const tasks = waiting
    waiting = []
    try {
      begin.run()
    } catch (error) {
      if (isLocked(error) && isWorthWaiting()) {
        waiting = tasks
        setTimeout(flush, LOCK_RETRY_MS)
      } else {
        lockedSince = undefined
        rejectAll(tasks, error)
      }
      return
    }
    lockedSince = undefined
    finish(tasks)
  }

  /** Ends the transaction that was begun. */
  function finish(tasks: readonly Task[]): void {
    const results: unknown[] = []
    try {
      options.onBegin()
      for (const task of tasks) results.push(task.work())
      commit.run()
    } catch (error) {
      rollback(database)
      options.onRollback()
      if (tasks.length === 1) rejectAll(tasks, error)
      // One of them failed, and with it the transaction of all: each gets one of its own.
      else for (const task of tasks) retryAlone(task)
      return
    }
    for (const [index, task] of tasks.entries()) task.resolve(results[index])
  }

  function retryAlone(task: Task): void {
    try {
      begin.run()
    } catch (error) {
      task.reject(options.explain(error))
      return
    }
    finish([task])
  }

  function isWorthWaiting(): boolean {
    lockedSince ??= performance.now()
    return performance.now() - lockedSince < options.lockTimeoutMs
  }

  function rejectAll(tasks: readonly Task[], error: unknown): void {
    for (const task of tasks) task.reject(options.explain(error))
  }

  return {
    write: work =>
      new Promise((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (result: unknown) => void, reject })
        if (waiting.length === 1 && lockedSince === undefined) setImmediate(flush)
      }),
  }
}
