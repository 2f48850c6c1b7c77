import type { SessionRecord } from '../contracts/records.ts'
import type { IdFilter } from './id-filter.ts'
import { createRecentMap } from './recent-map.ts'

/** A session as this process last saw it. */
export interface HotSession {
  record: SessionRecord
  /** Ids of all its messages up to `record.seq`; present where this process has seen each being written. */
  ids?: IdFilter | undefined
}

/**
 * Sessions as this process last saw them, to spare reads per message. What is kept may be out of date: a commit names
 * the `seq` it read, so an old one is found out as `stale` and read again.
 */
export interface HotSessions {
  get(id: string): HotSession | undefined
  set(session: HotSession): void
  delete(id: string): void
  /** Runs `task` after every earlier task of the same session has ended: what this process does is never in its own way. */
  inTurn<Result>(id: string, task: () => Promise<Result>): Promise<Result>
}

export function createHotSessions(capacity = 1000): HotSessions {
  const sessions = createRecentMap<HotSession>(capacity)
  const tails = new Map<string, Promise<unknown>>()
  return {
    get: sessions.get,
    set: session => sessions.set(session.record.id, session),
    delete: sessions.delete,
    inTurn(id, task) {
      const turn = tails.get(id)?.then(task, task) ?? task()
      tails.set(id, turn)
      const forget = (): void => {
        if (tails.get(id) === turn) tails.delete(id)
      }
      turn.then(forget, forget)
      return turn
    },
  }
}
