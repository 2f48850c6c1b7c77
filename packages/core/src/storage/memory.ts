import type { Clock } from '../contracts/clock.ts'
import type { Batch, CommitResult, Storage } from '../contracts/storage.ts'
import { memoryEvents } from './memory-events.ts'
import { frozenCopy } from './memory-frozen-copy.ts'
import { memoryJobs } from './memory-jobs.ts'
import { memoryKeys } from './memory-keys.ts'
import { memoryMessages } from './memory-messages.ts'
import { memoryPlaces } from './memory-places.ts'
import { memorySessions } from './memory-sessions.ts'
import { memoryValues } from './memory-values.ts'

/**
 * Keeps everything in this process, for tests and for trying things out: what it holds ends with the process.
 * Records it hands out are frozen.
 */
export function memoryStorage(options: { clock?: Pick<Clock, 'now'> } = {}): Storage {
  const sessions = memorySessions()
  const messages = memoryMessages()
  const places = memoryPlaces()
  const jobs = memoryJobs()
  const { clock = Date } = options
  const keys = memoryKeys(clock)
  const events = memoryEvents(clock)
  const values = memoryValues()
  const leases = new Map<string, { holder: string; until: number }>()

  function refusal({ session, keys: added, outcome }: Batch): CommitResult | undefined {
    if (session !== undefined && sessions.isStale(session)) return 'stale'
    if (added?.some(({ key }) => keys.find(key) !== undefined)) return 'known'
    if (outcome !== undefined && !jobs.isHeld(outcome.job)) return 'lost'
    return undefined
  }

  /** @throws where a record belongs to a session that will not be there. */
  function checkOwners({ session, erased, messages, threads, copies }: Batch): void {
    const erasedId = erased !== undefined && 'sessionId' in erased ? erased.sessionId : undefined
    for (const records of [messages, threads, copies])
      for (const { sessionId } of records ?? [])
        if (sessionId !== session?.record.id && (sessionId === erasedId || !sessions.has(sessionId)))
          throw new Error(`Cannot store what belongs to session "${sessionId}", which does not exist.`)
  }

  function erase(erased: NonNullable<Batch['erased']>): void {
    if ('kind' in erased) {
      jobs.erase(({ kind }) => kind === erased.kind)
      return
    }
    const { sessionId } = erased
    for (const part of [sessions, messages, places, events, keys]) part.erase(sessionId)
    jobs.erase(({ lane }) => lane.endsWith(`:${sessionId}`))
  }

  return {
    async migrate() {},

    async commit(given) {
      const batch = frozenCopy(given)
      const refused = refusal(batch)
      if (refused !== undefined) return refused
      checkOwners(batch)
      if (batch.erased !== undefined) erase(batch.erased)
      if (batch.session !== undefined) sessions.put(batch.session.record)
      batch.messages?.forEach(messages.put)
      batch.threads?.forEach(places.putThread)
      batch.forgotten?.forEach(places.forgetCopy)
      batch.copies?.forEach(places.putCopy)
      batch.keys?.forEach(keys.add)
      batch.events?.forEach(events.put)
      batch.values?.forEach(values.put)
      // Held as of the refusals, and yet this batch may have erased it.
      if (batch.outcome !== undefined && jobs.isHeld(batch.outcome.job)) jobs.settle(batch.outcome)
      batch.jobs?.forEach(jobs.add)
      return 'committed'
    },

    findSession: async key => sessions.find(key),
    listSessions: async query => sessions.list(query),
    findMessage: async (sessionId, id) => messages.find(sessionId, id),
    listMessages: async query => messages.list(query),
    findThread: async key => places.findThread(key),
    listCopies: async query => places.listCopies(query),
    listValues: async prefix => values.list(prefix),
    findKey: async key => keys.find(key),
    listEvents: async query => events.list(query),
    listKept: async sessionId => ({ ...places.listOf(sessionId), jobs: jobs.list(`:${sessionId}`) }),
    countJobs: async () => jobs.count(),
    claimJobs: async request => jobs.claim(request),

    async lease({ name, holder, now, leaseMs }) {
      const held = leases.get(name)
      if (held !== undefined && held.holder !== holder && held.until > now) return false
      if (leaseMs === 0) leases.delete(name)
      else leases.set(name, { holder, until: now + leaseMs })
      return true
    },

    async close() {},
  }
}
