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

// As many as stand in jobs_by_lane_end.
const INDEXED_CHARACTERS = 6

/** Jobs of a session's lanes. */
export const OF_LANES: string = `SELECT number FROM jobs INDEXED BY jobs_by_lane_end
  WHERE substr(lane, -${INDEXED_CHARACTERS}) = substr(?2, -${INDEXED_CHARACTERS}) AND substr(lane, ?1) = ?2`

/** The same for an id that is shorter than what is indexed, which none of ours is: reads the name of every lane. */
const OF_ANY_LANES = 'SELECT number FROM jobs INDEXED BY jobs_by_lane WHERE substr(lane, ?1) = ?2'

const OLDEST_OF_KIND = 'jobs INDEXED BY jobs_ready WHERE kind = ?1 AND ready_at IS NOT NULL'

/** Before jobs of one kind are erased: in each lane whose oldest is one of them, the first that stays comes up. */
export const PROMOTE_BEHIND_KIND: string = `UPDATE jobs SET ready_at = due_at WHERE number IN (SELECT (
    SELECT number FROM jobs AS other WHERE other.lane = oldest.lane AND other.kind <> ?1 ORDER BY number LIMIT 1
  ) FROM (SELECT lane FROM ${OLDEST_OF_KIND}) AS oldest)`

/** The oldest of their lanes and the others. */
export const ERASE_KIND: readonly string[] = [
  `DELETE FROM ${OLDEST_OF_KIND}`,
  'DELETE FROM jobs INDEXED BY jobs_behind WHERE kind = ?1 AND ready_at IS NULL',
]

export function standingJobs(database: DatabaseSync): StandingJobs {
  const count = database.prepare(COUNT)
  const prepareFor = (numbers: string) => ({
    list: database.prepare(
      `SELECT kind, lane, attempts, payload, coalesce(owed_at, due_at) AS due_at
       FROM jobs WHERE number IN (${numbers}) ORDER BY number`,
    ),
    // The whole of each lane: nothing is left that would come up.
    erase: database.prepare(`DELETE FROM jobs WHERE number IN (${numbers})`),
  })
  const ofLanes = prepareFor(OF_LANES)
  const ofAnyLanes = prepareFor(OF_ANY_LANES)
  const statementsFor = (fromEnd: number) => (-fromEnd < INDEXED_CHARACTERS ? ofAnyLanes : ofLanes)
  const eraseKind = [PROMOTE_BEHIND_KIND, ...ERASE_KIND].map(sql => database.prepare(sql))

  return {
    listOf(sessionId) {
      const [fromEnd, end] = laneEnd(sessionId)
      return (statementsFor(fromEnd).list.all(fromEnd, end) as unknown as JobRow[]).map(keptOf)
    },
    count: () =>
      count.all().map(({ kind, count, oldest }) => ({
        kind: String(kind),
        count: Number(count),
        oldestDueAt: Number(oldest),
      })),
    eraseOf(sessionId) {
      const [fromEnd, end] = laneEnd(sessionId)
      statementsFor(fromEnd).erase.run(fromEnd, end)
    },
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
