import type { DatabaseSync } from 'node:sqlite'
import { PocketPingError } from '@pocketping/core'

/** "PPng": tells our files from those of other programs. */
const APPLICATION_ID = 0x50506e67

/** Refuses, without changing it, a file that another program or a newer version of this package made. */
export function checkOwner(database: DatabaseSync, file: string, newest: number): void {
  const version = readNumber(database, 'PRAGMA user_version')
  if (readNumber(database, 'PRAGMA application_id') === APPLICATION_ID) {
    if (version <= newest) return
    throw new PocketPingError(
      'INVALID_OPTIONS',
      `"${file}" was written by a newer version of @pocketping/storage-sqlite (schema ${version}; this one knows ${newest}). Nothing was changed. Update the package.`,
    )
  }
  if (version === 0 && readNumber(database, 'SELECT count(*) FROM sqlite_schema') === 0) return
  throw new PocketPingError(
    'INVALID_OPTIONS',
    `"${file}" is the SQLite database of another program. Nothing was changed. Give sqliteStorage a file of its own.`,
  )
}

/** Brings the tables to the newest version, all steps or none. Writes nothing where they are there already. */
export function migrate(database: DatabaseSync, file: string, migrations: readonly string[]): void {
  // Also without anything to do: here a file that cannot be written shows, rather than at the first message.
  database.exec('BEGIN IMMEDIATE')
  try {
    // Once more, now that nobody else can change it.
    checkOwner(database, file, migrations.length)
    const version = readNumber(database, 'PRAGMA user_version')
    for (const step of migrations.slice(version)) database.exec(step)
    if (version < migrations.length) {
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
      database.exec(`PRAGMA user_version = ${migrations.length}`)
    }
    database.exec('COMMIT')
  } catch (error) {
    rollback(database)
    throw error
  }
}

/** Ends a failed transaction. */
export function rollback(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // On a full disk and the like SQLite has rolled back by itself. If not, the next BEGIN says so.
  }
}

function readNumber(database: DatabaseSync, sql: string): number {
  const row = database.prepare(sql).get()
  return Number(row === undefined ? 0 : Object.values(row)[0])
}
