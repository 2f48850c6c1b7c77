import { DatabaseSync } from 'node:sqlite'
import { migrate } from '../src/migrate.ts'
import { MIGRATIONS } from '../src/schema.ts'

/** How SQLite carries out a statement on our tables, step by step. */
export function planOf(sql: string): string[] {
  const database = new DatabaseSync(':memory:')
  try {
    migrate(database, ':memory:', MIGRATIONS)
    return database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail))
  } finally {
    database.close()
  }
}
