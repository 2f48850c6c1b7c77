import type { Json } from '../protocol/json.ts'
import type { CopyRecord, MessageRecord, SessionRecord, ThreadRecord } from './records.ts'

/** Work that must happen later and survive a crash. */
export interface NewJob {
  /** Which handler runs it, e.g. `deliver:telegram`. */
  kind: string
  /** Jobs of one lane run one at a time, in the order they were added. */
  lane: string
  /** Milliseconds since 1970. */
  dueAt: number
  payload?: Json
  /**
   * At most one such job stands in its lane. Adding it again leaves its payload alone, marks it `again`, and
   * makes it due at the earlier of both times (where it is neither leased nor being retried).
   */
  once?: boolean
}

/** A job handed out by `claimJobs`, ours until `leaseMs` after the claim or the last `keep`. */
export interface Job {
  kind: string
  lane: string
  /** Its number within the storage; with `token`, proof that this claim still holds. */
  number: number
  token: string
  payload?: Json
  /** How many times it was put back by `retry` so far. */
  attempts: number
}

/** What becomes of a claimed job. The batch fails as `lost` where the claim no longer holds. */
export interface JobOutcome {
  job: Job
  /**
   * `keep`: still at it, lease until `until`. `done`: remove it, or make it due at once if it was added again
   * meanwhile. `retry`: due at `until` with `attempts` one higher. `wait`: due at `until`, `attempts` back to 0;
   * where it was added again meanwhile, due at once.
   */
  result: 'keep' | 'done' | 'retry' | 'wait'
  /** Milliseconds since 1970; not read for `done`. */
  until: number
}

/** Says that something was done already. It may be forgotten once `expiresAt` has passed. */
export interface NewKey {
  key: string
  expiresAt: number
  /** What is to be answered to whoever comes with the key again. */
  value?: Json
  /** The session that `value` tells of: it is erased with it. */
  sessionId?: string
}

/** Something that happened, for those who follow a project. It may be forgotten once `expiresAt` has passed. */
export interface NewEvent {
  projectId: string
  sessionId: string
  /** Milliseconds since 1970. */
  at: number
  expiresAt: number
  /** Which it is, and ids of what it concerns: never their content. */
  data: Json
}

/** An event with its place: higher than that of every event stored before, also of those forgotten since. */
export interface StoredEvent extends NewEvent {
  number: number
}

/** What is kept of a session beside the record itself and its messages. */
export interface KeptOfSession {
  threads: ThreadRecord[]
  copies: CopyRecord[]
  /** Jobs whose lane ends in `:` and the session's id, oldest first; `dueAt` as counted by `countJobs`. */
  jobs: (Pick<Job, 'kind' | 'lane' | 'attempts' | 'payload'> & { dueAt: number })[]
}

/** How much waits of one kind of job. */
export interface JobCount {
  kind: string
  count: number
  /**
   * The earliest time for which any of them was added; neither `retry` nor `wait` moves it. A job that runs once more
   * because it was added again meanwhile counts from the claim before.
   */
  oldestDueAt: number
}

/** Writes that are stored all together or not at all. */
export interface Batch {
  /** `expectedSeq` 0: the session must not exist yet. Otherwise its stored `seq` must be this one. */
  session?: { expectedSeq: number; record: SessionRecord }
  /** Put by (`sessionId`, `id`). Their session is stored already, or in this batch. */
  messages?: readonly MessageRecord[]
  /** Put by (`bridgeId`, `threadId`). Their session is stored already, or in this batch. */
  threads?: readonly ThreadRecord[]
  /** Put by (`bridgeId`, `platformId`, `messageId`). Their session is stored already, or in this batch. */
  copies?: readonly CopyRecord[]
  /** Copies to forget, before others are put; absent ones are no error. */
  forgotten?: readonly Pick<CopyRecord, 'bridgeId' | 'platformId' | 'messageId'>[]
  /** Keys that must not be there yet. */
  keys?: readonly NewKey[]
  /** Put behind all that are there, in this order. */
  events?: readonly NewEvent[]
  /** Put by `key` in this order, whatever was there before; without a `value` it is removed, if it is there. */
  values?: readonly (Pick<KeptValue, 'key'> & Partial<KeptValue>)[]
  jobs?: readonly NewJob[]
  /** Applied before `jobs` are added, so that a job may be followed by itself. */
  outcome?: JobOutcome
  /**
   * Removed for good, before anything is put; what is not there is no error. `sessionId`: the session, its messages,
   * threads, copies and events, the keys that name it, and every job whose lane ends in `:` and this id. `kind`: every
   * job of this kind. Whoever holds such a job finds it `lost`; where this batch settles it, nothing is left to settle.
   */
  erased?: { sessionId: string } | { kind: string }
}

/**
 * `committed`: all of it is stored and survives a crash. Otherwise none of it: `stale`: the session has another
 * `seq`, or exists already; `known`: a key is there already; `lost`: the job is no longer ours. What decides is what
 * was stored before the batch. A batch that is refused so does not also reject: a delivery whose session was erased
 * meanwhile is `lost`, although its copies have no session any more.
 */
export type CommitResult = 'committed' | 'stale' | 'known' | 'lost'

export type SessionKey = { id: string } | { tokenHash: string } | { projectId: string; visitorId: string }

/** Something small that belongs to no session, e.g. how far a bridge has heard. */
export interface KeptValue {
  /** Printable ASCII, so that characters, code units and bytes have one order. */
  key: string
  value: Json
}

/** Newest activity first; `before` is the last record of the page before. */
export interface SessionQuery {
  projectId: string
  status?: SessionRecord['status']
  before?: Pick<SessionRecord, 'lastActivity' | 'id'>
  limit: number
}

/**
 * Events of a project, or of all. With `after`: those with a higher number, ascending. Without: the newest, descending.
 * Whoever has read up to a number has missed none below it: an event shows only once no lower number can appear.
 */
export interface EventQuery {
  projectId?: string
  after?: number
  limit: number
}

export type MessageQuery =
  /** Whatever changed after a `seq`, ascending by `seq`. */
  | { sessionId: string; afterSeq: number; limit: number }
  /** Whatever was written after an `order`, ascending by `order`. */
  | { sessionId: string; afterOrder: number; limit: number }
  /** The newest before an `order` (absent: the newest of all), descending by `order`. */
  | { sessionId: string; beforeOrder?: number; limit: number }

export type ThreadKey = { sessionId: string; bridgeId: string } | { bridgeId: string; threadId: string }

export type CopyQuery =
  | { sessionId: string; bridgeId: string; messageIds: readonly string[] }
  | { bridgeId: string; platformId: string }

export interface ClaimRequest {
  kinds: readonly string[]
  /** Milliseconds since 1970. */
  now: number
  leaseMs: number
  limit: number
}

export interface ClaimResult {
  jobs: Job[]
  /** When the next job of these kinds falls due that was not handed out; a lease counts as its end. */
  nextDueAt?: number
}

/**
 * Where everything is kept. Ordered by life cycle. Every method rejects when the database does; nothing may
 * then have been stored. `commit` may be called many times at once and from many processes.
 */
export interface Storage {
  /** Creates or upgrades the tables. Safe to call at every start, and from several processes at once. */
  migrate(): Promise<void>
  /** Stores a batch whole or not at all; concurrent commits on one session: one wins, the others are `stale`. */
  commit(batch: Batch): Promise<CommitResult>
  findSession(key: SessionKey): Promise<SessionRecord | undefined>
  listSessions(query: SessionQuery): Promise<SessionRecord[]>
  findMessage(sessionId: string, id: string): Promise<MessageRecord | undefined>
  listMessages(query: MessageQuery): Promise<MessageRecord[]>
  /** By session: its current thread on that bridge. By thread: also one that was replaced. */
  findThread(key: ThreadKey): Promise<ThreadRecord | undefined>
  /** By message: all parts, ordered by message and part. By platform id: every message that shares it. */
  listCopies(query: CopyQuery): Promise<CopyRecord[]>
  /** Every value whose key begins with `prefix` (empty: all), ordered by the character codes of the key. */
  listValues(prefix: string): Promise<KeptValue[]>
  /** A key that is there and has not expired. */
  findKey(key: string): Promise<Pick<NewKey, 'value'> | undefined>
  /** Also those that have expired and were not forgotten yet. */
  listEvents(query: EventQuery): Promise<StoredEvent[]>
  /** Everything of a session that no other method gives by its id; for the export of what is kept. */
  listKept(sessionId: string): Promise<KeptOfSession>
  /** All jobs that are there, due or not, by kind. */
  countJobs(): Promise<JobCount[]>
  /** Leases up to `limit` due jobs, oldest due first. Two callers never hold one job; a lane gives out only its oldest. */
  claimJobs(request: ClaimRequest): Promise<ClaimResult>
  /** Takes, renews or (`leaseMs: 0`) gives back a named lease; false while another holder has it. */
  lease(request: { name: string; holder: string; now: number; leaseMs: number }): Promise<boolean>
  /** Ends pending commits in good order, then closes what this storage opened itself. */
  close(): Promise<void>
}
