import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type * as core from '@pocketping/core'
import { isNot, matching, put } from './lists.ts'
import { addJob, claimJobs, countJobs, heldJob, type StoredJob, settleJob } from './stored-jobs.ts'

// Everything there is. In a database, each list is a table.
const EMPTY = {
  sessions: [] as core.SessionRecord[],
  messages: [] as core.MessageRecord[],
  threads: [] as core.ThreadRecord[],
  copies: [] as core.CopyRecord[],
  keys: [] as core.NewKey[],
  events: [] as core.StoredEvent[],
  /** Of the newest event: a number is not given again, even where that event was forgotten. */
  lastEvent: 0,
  values: [] as core.KeptValue[],
  leases: [] as { name: string; holder: string; until: number }[],
  jobs: [] as StoredJob[],
}
type State = typeof EMPTY

/** A complete storage in one file, for one process and few conversations: each change writes the whole file. */
export function jsonFileStorage({ file }: { file: string }): core.Storage {
  let stored = JSON.stringify(EMPTY)

  const read = async <Result>(work: (state: State) => Result): Promise<Result> => work(JSON.parse(stored))

  /** The transaction: where `work` throws, or the file cannot be written, nothing has changed. */
  async function change<Result>(work: (state: State) => Result): Promise<Result> {
    const state: State = JSON.parse(stored)
    const result = work(state)
    const next = JSON.stringify(state)
    // With `flush: true` it would survive a power cut as well, and take much longer.
    writeFileSync(`${file}.new`, next)
    renameSync(`${file}.new`, file)
    stored = next
    return result
  }

  return {
    async migrate() {
      // What a former version wrote lacks the lists that came since.
      if (existsSync(file)) stored = JSON.stringify({ ...EMPTY, ...JSON.parse(readFileSync(file, 'utf8')) })
    },

    // All questions come before the first write, so a batch that is refused leaves nothing to take back.
    commit: batch => change(state => refusal(state, batch) ?? write(state, batch)),

    async findSession(key) {
      // The hash of a revoked token is empty: it finds nobody.
      if ('tokenHash' in key && key.tokenHash === '') return undefined
      return read(({ sessions }) => sessions.find(matching(key)))
    },

    listSessions: ({ projectId, status, before, limit }) =>
      read(({ sessions }) => {
        const found = sessions.filter(matching(status ? { projectId, status } : { projectId }))
        const further = before ? found.filter(session => byActivity(before, session) < 0) : found
        return further.sort(byActivity).slice(0, limit)
      }),

    findMessage: (sessionId, id) => read(({ messages }) => messages.find(matching({ sessionId, id }))),

    listMessages: ({ sessionId, limit, ...from }) =>
      read(({ messages }) => {
        const by = 'afterSeq' in from ? 'seq' : 'order'
        const found = messages.filter(matching({ sessionId })).sort((a, b) => a[by] - b[by])
        if ('afterSeq' in from) return found.filter(({ seq }) => seq > from.afterSeq).slice(0, limit)
        if ('afterOrder' in from) return found.filter(({ order }) => order > from.afterOrder).slice(0, limit)
        const { beforeOrder = Number.POSITIVE_INFINITY } = from
        const before = found.filter(({ order }) => order < beforeOrder)
        return before.reverse().slice(0, limit)
      }),

    findThread: key =>
      read(({ threads }) => threads.filter(matching(key)).sort((a, b) => b.generation - a.generation)[0]),

    listCopies: key =>
      read(({ copies }) => {
        if ('platformId' in key) return copies.filter(matching(key))
        const { sessionId, bridgeId, messageIds } = key
        const parts = copies.filter(matching({ sessionId, bridgeId })).sort((a, b) => a.part - b.part)
        return messageIds.flatMap(messageId => parts.filter(matching({ messageId })))
      }),

    listValues: prefix => read(({ values }) => values.filter(({ key }) => key.startsWith(prefix))),

    findKey: key =>
      read(({ keys }) => {
        const found = standingKey(keys, key)
        return found && ('value' in found ? { value: found.value } : {})
      }),

    listEvents: ({ projectId, after, limit }) =>
      read(({ events }) => {
        const found = projectId === undefined ? events : events.filter(matching({ projectId }))
        const asked = after === undefined ? found.reverse() : found.filter(({ number }) => number > after)
        return asked.slice(0, limit)
      }),

    listKept: sessionId =>
      read(({ threads, copies, jobs }) => ({
        threads: threads.filter(matching({ sessionId })),
        copies: copies.filter(matching({ sessionId })),
        jobs: jobs
          .filter(({ lane }) => lane.endsWith(`:${sessionId}`))
          .map(({ number, token, once, readyAt, claimedAt, again, ...kept }) => kept),
      })),

    countJobs: () => read(({ jobs }) => countJobs(jobs)),

    claimJobs: request => change(({ jobs }) => claimJobs(jobs, request)),

    lease: ({ name, holder, now, leaseMs }) =>
      change(({ leases }) => {
        const isFree = leases.every(held => held.name !== name || held.holder === holder || held.until <= now)
        if (isFree) put(leases, { name, holder, until: now + leaseMs }, 'name')
        return isFree
      }),

    async close() {},
  }
}

function standingKey(keys: core.NewKey[], key: string): core.NewKey | undefined {
  return keys.find(each => each.key === key && each.expiresAt > Date.now())
}

function refusal({ sessions, keys, jobs }: State, batch: core.Batch): core.CommitResult | undefined {
  if (batch.session !== undefined) {
    const { id, projectId, visitorId } = batch.session.record
    if ((sessions.find(matching({ id }))?.seq ?? 0) !== batch.session.expectedSeq) return 'stale'
    if (sessions.filter(matching({ projectId, visitorId })).some(other => other.id !== id)) return 'stale'
  }
  if (batch.keys?.some(({ key }) => standingKey(keys, key))) return 'known'
  return batch.outcome && !heldJob(jobs, batch.outcome.job) ? 'lost' : undefined
}

function erase(state: State, erased: NonNullable<core.Batch['erased']>): void {
  if ('kind' in erased) return void Object.assign(state, { jobs: state.jobs.filter(isNot(erased)) })
  const { sessionId } = erased
  state.jobs = state.jobs.filter(({ lane }) => !lane.endsWith(`:${sessionId}`))
  state.sessions = state.sessions.filter(({ id }) => id !== sessionId)
  for (const list of ['messages', 'threads', 'copies', 'keys', 'events'] as const)
    Object.assign(state, { [list]: state[list].filter(isNot({ sessionId })) })
}

function write(state: State, batch: core.Batch): core.CommitResult {
  if (batch.erased) erase(state, batch.erased)
  const ids = [...state.sessions.map(({ id }) => id), batch.session?.record.id]
  const owned = [...(batch.messages ?? []), ...(batch.threads ?? []), ...(batch.copies ?? [])]
  if (owned.some(({ sessionId }) => !ids.includes(sessionId))) throw new Error('There is no such session.')
  if (batch.session) put(state.sessions, batch.session.record, 'id')
  for (const message of batch.messages ?? []) put(state.messages, message, 'sessionId', 'id')
  for (const thread of batch.threads ?? []) put(state.threads, thread, 'bridgeId', 'threadId')
  for (const { bridgeId, platformId, messageId } of batch.forgotten ?? [])
    state.copies = state.copies.filter(isNot({ bridgeId, platformId, messageId }))
  for (const copy of batch.copies ?? []) put(state.copies, copy, 'bridgeId', 'platformId', 'messageId')
  for (const key of batch.keys ?? []) put(state.keys, key, 'key')
  for (const event of batch.events ?? []) state.events.push({ ...event, number: ++state.lastEvent })
  state.events = state.events.filter(({ expiresAt }) => expiresAt > Date.now())
  for (const { key, value } of batch.values ?? []) {
    state.values = state.values.filter(isNot({ key }))
    if (value !== undefined) state.values.push({ key, value })
  }
  state.values.sort((a, b) => (a.key < b.key ? -1 : 1))
  const held = batch.outcome && heldJob(state.jobs, batch.outcome.job)
  if (batch.outcome && held) settleJob(state.jobs, held, batch.outcome)
  for (const job of batch.jobs ?? []) addJob(state.jobs, job)
  return 'committed'
}

/** Newest activity first; the id decides between equal ones, so that a cursor misses nobody. */
function byActivity(a: Pick<core.SessionRecord, 'lastActivity' | 'id'>, b: typeof a): number {
  return b.lastActivity - a.lastActivity || Number(a.id < b.id) - Number(a.id > b.id)
}
