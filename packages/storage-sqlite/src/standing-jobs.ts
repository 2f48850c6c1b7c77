import type { DatabaseSync } from 'node:sqlite'
import type { JobCount, Json, KeptOfSession } from '@pocketping/core'

/** What is asked of jobs, and done to them, besides running them. */
export interface StandingJobs {
  /** Those of a session's lanes, oldest first. */
  listOf(sessionId: string): KeptOfSession['jobs']
  count(): JobCount[]
  eraseOf(sessionId: string): void
  eraseKind(kind: string): void
}

interface JobRow {
  kind: string
  lane: string
  attempts: number
  payload: string | null
  due_at: number
}

/** The oldest of their lanes and the others, each from an index that holds all it needs: no row is read. */
export const COUNT = `SELECT kind, sum(count) AS count, min(oldest) AS oldest FROM (
    SELECT kind, count(*) AS count, min(coalesce(owed_at, ready_at)) AS oldest
    FROM jobs INDEXED BY jobs_ready WHERE ready_at IS NOT NULL GROUP BY kind
    UNION ALL
    SELECT kind, count(*), min(coalesce(owed_at, due_at))
    FROM jobs INDEXED BY jobs_behind WHERE ready_at IS NULL GROUP BY kind
  ) GROUP BY kind`

export function standingJobs(database: DatabaseSync): StandingJobs {
  const count = database.prepare(COUNT)
  // Reads the name of every lane: a session is erased or exported seldom, and an index would be paid for with each job.
  const ofLanes = `FROM jobs WHERE number IN (SELECT number FROM jobs INDEXED BY jobs_by_lane WHERE substr(lane, ?) = ?)`
  const list = database.prepare(
    `SELECT kind, lane, attempts, payload, coalesce(owed_at, due_at) AS due_at ${ofLanes} ORDER BY number`,
  )
  // The whole of each lane: nothing is left that would come up.
  const eraseOf = database.prepare(`DELETE ${ofLanes}`)
  const eraseKind = database.prepare('DELETE FROM jobs WHERE kind = ?')
  const promote = database.prepare(
    `UPDATE jobs SET ready_at = due_at WHERE ready_at IS NULL AND NOT EXISTS
     (SELECT 1 FROM jobs AS older WHERE older.lane = jobs.lane AND older.number < jobs.number)`,
  )

  return {
    listOf: sessionId => (list.all(...laneEnd(sessionId)) as unknown as JobRow[]).map(keptOf),
    count: () =>
      count.all().map(({ kind, count, oldest }) => ({
        kind: String(kind),
        count: Number(count),
        oldestDueAt: Number(oldest),
      })),
    eraseOf: sessionId => void eraseOf.run(...laneEnd(sessionId)),
    eraseKind(kind) {
      eraseKind.run(kind)
      promote.run()
    },
  }
}

/** How a session's lanes end, behind how many characters from the end that begins. */
function laneEnd(sessionId: string): [number, string] {
  const end = `:${sessionId}`
  // SQLite counts characters where JavaScript counts halves of some.
  return [-[...end].length, end]
}

function keptOf({ kind, lane, attempts, payload, due_at: dueAt }: JobRow): KeptOfSession['jobs'][number] {
  const kept = { kind, lane, attempts, dueAt }
  return payload === null ? kept : { ...kept, payload: JSON.parse(payload) as Json }
}
