import { type Clock, PocketPingError, type Storage } from '@pocketping/core'
import { databaseStorage } from './database-storage.ts'
import { openDatabase } from './open.ts'

export interface SqliteStorageOptions {
  /** Path of the database file, made with its folder where it is missing; `:memory:` keeps nothing. */
  file: string
  /**
   * `full` (default): what was acknowledged survives a power cut. `normal`: it survives a crash of the process;
   * a power cut may take the last moments before it, never more.
   */
  synchronous?: 'full' | 'normal'
  /** How long to wait while another process keeps the file locked, in milliseconds. Default 10,000. */
  lockTimeoutMs?: number
  /** Tells when keys expire. Default: the system's clock. */
  clock?: Pick<Clock, 'now'>
}

/**
 * Keeps everything in one SQLite file. Several processes of one machine may share it.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix. What is wrong with the file itself is
 * told by `migrate`.
 */
export function sqliteStorage(options: SqliteStorageOptions): Storage {
  check(options)
  const { file, synchronous = 'full', lockTimeoutMs = 10_000, clock = Date } = options
  return databaseStorage({
    file,
    lockTimeoutMs,
    open: () => openDatabase({ file, synchronous }),
    now: () => clock.now(),
  })
}

const OPTIONS = ['file', 'synchronous', 'lockTimeoutMs', 'clock']

// Programs in plain JavaScript pass anything.
function check(options: Partial<SqliteStorageOptions> | undefined): void {
  const { file, synchronous, lockTimeoutMs, clock } = options ?? {}
  const unknown = Object.keys(options ?? {}).find(name => !OPTIONS.includes(name))
  const problems = [
    (typeof file !== 'string' || file === '') &&
      'file: must be the path of the database, e.g. data/pocketping.sqlite',
    synchronous !== undefined &&
      !['full', 'normal'].includes(synchronous) &&
      "synchronous: must be 'full' or 'normal'",
    lockTimeoutMs !== undefined &&
      !(Number.isFinite(lockTimeoutMs) && lockTimeoutMs >= 0) &&
      'lockTimeoutMs: must be a number of milliseconds, e.g. 10000',
    clock !== undefined && typeof clock?.now !== 'function' && 'clock: must have a function now',
    unknown && `${unknown}: is no option; there are ${OPTIONS.join(', ')}`,
  ]
  const problem = problems.find(Boolean)
  if (problem) throw new PocketPingError('INVALID_OPTIONS', `sqliteStorage(): ${problem}.`)
}
