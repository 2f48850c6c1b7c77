import type { DatabaseSync } from 'node:sqlite'

export interface Leases {
  take(request: { name: string; holder: string; now: number; leaseMs: number }): boolean
}

export function leases(database: DatabaseSync): Leases {
  const put = database.prepare(
    `INSERT INTO leases (name, holder, until) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET holder = excluded.holder, until = excluded.until
     WHERE holder = excluded.holder OR until <= ?`,
  )
  const remove = database.prepare('DELETE FROM leases WHERE name = ? AND (holder = ? OR until <= ?)')
  const find = database.prepare('SELECT 1 FROM leases WHERE name = ?')
  return {
    take({ name, holder, now, leaseMs }) {
      if (leaseMs > 0) return put.run(name, holder, now + leaseMs, now).changes === 1
      remove.run(name, holder, now)
      return find.get(name) === undefined
    },
  }
}
