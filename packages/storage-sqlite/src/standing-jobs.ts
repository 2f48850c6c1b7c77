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

const OLDEST_OF_KIND = 'jobs INDEXED BY jobs_ready WHERE kind = ?1 AND ready_at IS NOT NULL'

/** Before jobs of one kind are erased: in each lane whose oldest is one of them, the first that stays comes up. */
export const PROMOTE_BEHIND_KIND = `UPDATE jobs SET ready_at = due_at WHERE number IN (SELECT (
    SELECT number FROM jobs AS other WHERE other.lane = oldest.lane AND other.kind <> ?1 ORDER BY number LIMIT 1
  ) FROM (SELECT lane FROM ${OLDEST_OF_KIND}) AS oldest)`

/** The oldest of their lanes and the others. */
export const ERASE_KIND: readonly string[] = [
  `DELETE FROM ${OLDEST_OF_KIND}`,
  'DELETE FROM jobs INDEXED BY jobs_behind WHERE kind = ?1 AND ready_at IS NULL',
]

export function standingJobs(database: DatabaseSync): StandingJobs {
  const count = database.prepare(COUNT)
  // Reads the name of every lane: a session is erased or exported seldom, and an index would be paid for with each job.
  const ofLanes = `FROM jobs WHERE number IN (SELECT number FROM jobs INDEXED BY jobs_by_lane WHERE substr(lane, ?) = ?)`
  const list = database.prepare(
    `SELECT kind, lane, attempts, payload, coalesce(owed_at, due_at) AS due_at ${ofLanes} ORDER BY number`,
  )
  // The whole of each lane: nothing is left that would come up.
  const eraseOf = database.prepare(`DELETE ${ofLanes}`)
  const eraseKind = [PROMOTE_BEHIND_KIND, ...ERASE_KIND].map(sql => database.prepare(sql))

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
      for (const step of eraseKind) step.run(kind)
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
