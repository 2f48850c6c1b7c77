import type { Clock } from '../contracts/clock.ts'
import type { Batch, CommitResult, Storage } from '../contracts/storage.ts'
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
  const keys = memoryKeys(options.clock ?? Date)
  const values = memoryValues()
  const leases = new Map<string, { holder: string; until: number }>()

  function refusal({ session, keys: added, outcome }: Batch): CommitResult | undefined {
    if (session !== undefined && sessions.isStale(session)) return 'stale'
    if (added?.some(({ key }) => keys.has(key))) return 'known'
    if (outcome !== undefined && !jobs.isHeld(outcome.job)) return 'lost'
    return undefined
  }

  return {
    async migrate() {},

    async commit(given) {
      const batch = frozenCopy(given)
      const refused = refusal(batch)
      if (refused !== undefined) return refused
      for (const { sessionId } of batch.messages ?? []) {
        if (sessionId !== batch.session?.record.id && !sessions.has(sessionId))
          throw new Error(`Cannot store a message of session "${sessionId}", which does not exist.`)
      }
      if (batch.session !== undefined) sessions.put(batch.session.record)
      batch.messages?.forEach(messages.put)
      batch.threads?.forEach(places.putThread)
      batch.forgotten?.forEach(places.forgetCopy)
      batch.copies?.forEach(places.putCopy)
      batch.keys?.forEach(keys.add)
      batch.values?.forEach(values.put)
      if (batch.outcome !== undefined) jobs.settle(batch.outcome)
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
