import { PocketPingError } from '@pocketping/core'

// https://www.sqlite.org/rescode.html
const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

/** SQLite's primary result code, where the error is one of SQLite's. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined
  return error.errcode & 0xff
}

/** Another connection has the lock; trying again later helps. */
export function isLocked(error: unknown): boolean {
  const code = resultCode(error)
  return code === SQLITE_BUSY || code === SQLITE_LOCKED
}

/** Says in plain words what SQLite could not do with the file and what to do about it. Other errors stay as they are. */
export function explained(error: unknown, file: string): unknown {
  const cause = { cause: error }
  const details = error instanceof Error ? ` (${error.message})` : ''
  switch (resultCode(error)) {
    case SQLITE_NOTADB:
      return new PocketPingError(
        'INVALID_OPTIONS',
        `"${file}" is not a SQLite database. Nothing was changed. Give sqliteStorage a file of its own, or move this one away.`,
        cause,
      )
    case SQLITE_READONLY:
      return new PocketPingError(
        'INVALID_OPTIONS',
        `"${file}" cannot be written. Give the user that runs this process write permission for the file and its folder${details}.`,
        cause,
      )
    case SQLITE_CANTOPEN:
      return new PocketPingError(
        'INVALID_OPTIONS',
        `"${file}" cannot be opened. It must be a file in a folder that the user running this process may write to${details}.`,
        cause,
      )
    case SQLITE_FULL:
      return new PocketPingError(
        'INTERNAL',
        `The disk with "${file}" is full. Nothing of this write was stored; make room, and writing goes on by itself${details}.`,
        cause,
      )
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return new PocketPingError(
        'INTERNAL',
        `"${file}" is locked by another process for too long. Look for a program that holds a transaction on it open${details}.`,
        cause,
      )
    case SQLITE_CORRUPT:
      return new PocketPingError(
        'INTERNAL',
        `"${file}" is damaged. Stop all processes that use it and restore the last backup, or recover it with SQLite's ".recover"${details}.`,
        cause,
      )
    case SQLITE_IOERR:
      return new PocketPingError(
        'INTERNAL',
        `The disk with "${file}" failed to read or write. Nothing of this write was acknowledged${details}.`,
        cause,
      )
    default:
      return error
  }
}
