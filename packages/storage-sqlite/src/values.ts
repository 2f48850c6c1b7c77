import type { DatabaseSync } from 'node:sqlite'
import type { Batch, KeptValue } from '@pocketping/core'

export interface Values {
  list(prefix: string): KeptValue[]
  put(change: NonNullable<Batch['values']>[number]): void
}

/**
 * Texts are compared byte by byte, and none has a byte FF: what begins with a prefix comes before the prefix with
 * that byte behind it. `LIKE` would take `_` and `%` for wildcards, and `a` for `A`.
 */
export const RANGE = `SELECT key, value FROM kept_values
  WHERE key >= ?1 AND key < ?1 || CAST(X'FF' AS TEXT) ORDER BY key`

export function values(database: DatabaseSync): Values {
  const range = database.prepare(RANGE)
  const put = database.prepare(
    `INSERT INTO kept_values (key, value) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value`,
  )
  const remove = database.prepare('DELETE FROM kept_values WHERE key = ?')
  return {
    list: prefix =>
      range.all(prefix).map(({ key, value }) => ({ key: String(key), value: JSON.parse(String(value)) })),
    put({ key, value }) {
      if (value === undefined) remove.run(key)
      else put.run(key, JSON.stringify(value))
    },
  }
}
