import { expect } from 'vitest'
import type { CopyRecord, MessageRecord, SessionRecord, ThreadRecord } from '../contracts/records.ts'
import type { ClaimRequest, ClaimResult, Job, JobOutcome, NewJob, Storage } from '../contracts/storage.ts'

/** Opens a new, empty storage; it is closed after the test. */
export type Open = () => Promise<Storage>

/** The time at which the suite plays, too large for 32 bits as real times are. */
export const NOW = 1_790_000_000_000

export function session(values: Partial<SessionRecord> = {}): SessionRecord {
  const id = values.id ?? 'sess_1'
  return {
    id,
    projectId: 'default',
    visitorId: `vis_of_${id}`,
    tokenHash: `hash_of_${id}`,
    seq: 1,
    status: 'active',
    createdAt: NOW,
    lastActivity: NOW,
    metadata: { url: 'https://shop.example/cart', language: 'de-CH' },
    receipts: { delivered: 0, seen: 0, received: 0, read: 0 },
    ...values,
  }
}

/** A message that was not changed since it was written, unless `seq` says so. */
export function message(order: number, values: Partial<MessageRecord> = {}): MessageRecord {
  return {
    id: `msg_${order}`,
    sessionId: 'sess_1',
    type: 'visitor',
    audience: 'everyone',
    content: `Message ${order}`,
    createdAt: NOW + order,
    seq: order,
    order,
    ...values,
  }
}

export function thread(values: Partial<ThreadRecord> = {}): ThreadRecord {
  return {
    bridgeId: 'telegram',
    threadId: 'topic-1',
    sessionId: 'sess_1',
    generation: 1,
    sentOrder: 0,
    syncedSeq: 0,
    storedMark: 0,
    seenMark: 0,
    closed: false,
    card: 'Visitor',
    cardAt: NOW,
    ...values,
  }
}

export function copy(values: Partial<CopyRecord> = {}): CopyRecord {
  return {
    bridgeId: 'telegram',
    platformId: '100',
    sessionId: 'sess_1',
    messageId: 'msg_1',
    threadId: 'topic-1',
    part: 0,
    origin: false,
    seq: 1,
    ...values,
  }
}

/** Stores a new session. */
export async function start(storage: Storage, values: Partial<SessionRecord> = {}): Promise<SessionRecord> {
  const record = session(values)
  expect(await storage.commit({ session: { expectedSeq: 0, record } })).toBe('committed')
  return record
}

/** Stores messages in one commit that moves the session on to the last `seq` among them. */
export async function put(storage: Storage, ...messages: MessageRecord[]): Promise<void> {
  const id = messages[0]?.sessionId ?? ''
  const stored = await storage.findSession({ id })
  if (stored === undefined) throw new Error(`No session "${id}": start it first.`)
  const record = { ...stored, seq: Math.max(stored.seq, ...messages.map(({ seq }) => seq)) }
  expect(await storage.commit({ session: { expectedSeq: stored.seq, record }, messages })).toBe('committed')
}

export function job(values: Partial<NewJob> = {}): NewJob {
  return { kind: 'deliver', lane: 'lane-1', dueAt: NOW, ...values }
}

export async function addJobs(storage: Storage, ...jobs: NewJob[]): Promise<void> {
  expect(await storage.commit({ jobs })).toBe('committed')
}

/** Claims jobs of kind `deliver` at `NOW`, unless told otherwise. */
export function claim(storage: Storage, values: Partial<ClaimRequest> = {}): Promise<ClaimResult> {
  return storage.claimJobs({ kinds: ['deliver'], now: NOW, leaseMs: 1000, limit: 10, ...values })
}

/** Claims and expects exactly one job. */
export async function claimOne(storage: Storage, values: Partial<ClaimRequest> = {}): Promise<Job> {
  const { jobs } = await claim(storage, values)
  expect(jobs).toHaveLength(1)
  return jobs[0] as Job
}

export function outcome(held: Job, result: JobOutcome['result'], until: number = 0): JobOutcome {
  return { job: held, result, until }
}

/** Settles a claimed job and expects that the claim still holds. */
export async function settle(
  storage: Storage,
  held: Job,
  result: JobOutcome['result'],
  until: number = 0,
): Promise<void> {
  expect(await storage.commit({ outcome: outcome(held, result, until) })).toBe('committed')
}
