import type { NewJob } from '../contracts/storage.ts'

/** A job that stands in its lane. */
export interface LaneEntry {
  readonly job: NewJob
  readonly number: number
  attempts: number
  /** The time for which it was added: what it is late by is counted from here. */
  owedAt: number
  /** When it may be handed out: its due time, or the end of its lease. */
  readyAt: number
  claimedAt: number
  /** Empty while nobody holds it. */
  token: string
  /** Added once more while somebody held it. */
  again: boolean
  next?: LaneEntry
}

/** The jobs of one lane as a chain. Only its oldest is ever due; it is the only one to be settled. */
export interface Lane {
  oldest: LaneEntry
  newest: LaneEntry
  /** The `once` jobs standing in it, by kind. */
  once: Map<string, LaneEntry>
}

/** A lane of entries that stood in another. `undefined` where there are none. */
export function laneOf(entries: readonly LaneEntry[]): Lane | undefined {
  const [oldest, ...others] = entries
  if (oldest === undefined) return undefined
  delete oldest.next
  const lane = { oldest, newest: oldest, once: onceOf(new Map(), oldest) }
  for (const entry of others) {
    delete entry.next
    append(lane, entry)
  }
  return lane
}

export function append(lane: Lane, entry: LaneEntry): void {
  lane.newest.next = entry
  lane.newest = entry
  onceOf(lane.once, entry)
}

/** Oldest first. */
export function entriesOf(lane: Lane): LaneEntry[] {
  const entries: LaneEntry[] = []
  for (let entry: LaneEntry | undefined = lane.oldest; entry !== undefined; entry = entry.next)
    entries.push(entry)
  return entries
}

function onceOf(once: Map<string, LaneEntry>, entry: LaneEntry): Map<string, LaneEntry> {
  return entry.job.once === true ? once.set(entry.job.kind, entry) : once
}
