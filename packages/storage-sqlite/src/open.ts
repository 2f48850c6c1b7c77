import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PocketPingError } from '@pocketping/core'
import { checkOwner, migrate } from './migrate.ts'
import { MIGRATIONS } from './schema.ts'

/** What is written in one go into the log before SQLite moves it into the file: 16 MiB of pages. */
const CHECKPOINT_PAGES = 4000
/** A log that grew beyond this is cut back once it was moved into the file. */
const MAX_LOG_BYTES = 64 * 1024 * 1024
const CACHE_KIB = 32 * 1024
/** How long a statement waits for another process before it gives the event loop a turn. */
const LOCK_WAIT_MS = 50

export interface OpenOptions {
  file: string
  synchronous: 'full' | 'normal'
}

/** Opens the file with its tables in their newest version, or changes nothing and throws. */
export function openDatabase({ file, synchronous }: OpenOptions): DatabaseSync {
  if (file !== ':memory:') makeFolder(file)
  const database = new DatabaseSync(file)
  try {
    database.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`)
    checkOwner(database, file, MIGRATIONS.length)
    database.exec('PRAGMA journal_mode = WAL')
    database.exec(`PRAGMA synchronous = ${synchronous}`)
    // On macOS an ordinary fsync leaves the data in the drive's cache. Elsewhere this changes nothing.
    database.exec(`PRAGMA fullfsync = ${synchronous === 'full'}`)
    database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    database.exec(`PRAGMA journal_size_limit = ${MAX_LOG_BYTES}`)
    database.exec(`PRAGMA cache_size = -${CACHE_KIB}`)
    migrate(database, file, MIGRATIONS)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function makeFolder(file: string): void {
  const folder = dirname(file)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PocketPingError(
      'INVALID_OPTIONS',
      `The folder "${folder}" for the database cannot be made. Make it yourself, or name another file (${reason}).`,
      { cause },
    )
  }
}
