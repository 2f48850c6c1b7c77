import type { CopyRecord, MessageRecord, SessionRecord } from '../contracts/records.ts'
import type { Batch, NewEvent, NewJob, NewKey, Storage } from '../contracts/storage.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { AiRules } from './ai-state.ts'
import type { Change, ConversationContext } from './context.ts'
import { followUps } from './follow-ups.ts'
import type { SessionNews } from './hook-jobs.ts'
import type { HotSession } from './hot-sessions.ts'
import type { IdFilter } from './id-filter.ts'
import { deliveryJob } from './lanes.ts'

/** A message about to be written: the draft gives it its place. */
export type NewMessage = Omit<MessageRecord, 'sessionId' | 'seq' | 'order' | 'createdAt'>

/** What one use case is about to change. Nothing is stored until its function has returned. */
export interface Draft {
  /** The session as it will be. */
  readonly session: SessionRecord
  /** False: surely no message of the session has this id. True: ask the storage. */
  mayHave(messageId: string): boolean
  readonly now: number
  /** How the AI of the session's project answers; absent: it has none. */
  readonly ai: AiRules | undefined
  /** Changes what of the session nobody sees: neither the visitor nor the bridges are told. */
  remember(changes: Pick<SessionRecord, 'ai'>): void
  /** Changes the session itself; seen by the visitor and, unless `quiet`, by the bridges. */
  patch(changes: Partial<SessionRecord>, options?: { quiet?: boolean }): void
  write(message: NewMessage): MessageRecord
  revise(message: MessageRecord, changes: Partial<MessageRecord>): MessageRecord
  copy(copy: CopyRecord): void
  forget(copy: Pick<CopyRecord, 'bridgeId' | 'platformId' | 'messageId'>): void
  /** A key that must be new: where it is known, the whole change is dropped and `undefined` is the answer. */
  once(key: string, keepMs: number): void
  /** The same for a key that keeps what is to be answered. */
  onceWith(key: NewKey): void
  /** Something small that belongs to no session, stored with the change; without a value it is removed. */
  keep(kept: Value): void
  /** Work that must follow, beside what every change brings: deliveries and hooks. */
  job(job: NewJob): void
  /** Tells the host app. */
  tell(news: SessionNews): void
}

type Value = NonNullable<Batch['values']>[number]

interface ChangeOptions {
  by?: unknown
}

// Far above what contention on one session can reach; a bound, so that no loop is endless.
const MAX_TRIES = 100

/**
 * The one door in: reads a session, lets `decide` draft a change, and commits it whole or not at all. Calls on
 * one session run one after another in this process; where another process was faster, `decide` runs again.
 * Answers with what `decide` returned, or `undefined` where a `once` key was known.
 * @throws PocketPingError `SESSION_NOT_FOUND`, or whatever `decide` throws.
 */
export function changeSession<Result>(
  context: ConversationContext,
  sessionId: string,
  decide: (draft: Draft) => Result | Promise<Result>,
  options: ChangeOptions = {},
): Promise<Result | undefined> {
  return context.hot.inTurn(sessionId, () => change(context, sessionId, decide, options))
}

async function change<Result>(
  context: ConversationContext,
  sessionId: string,
  decide: (draft: Draft) => Result | Promise<Result>,
  { by }: ChangeOptions,
): Promise<Result | undefined> {
  const { hot, storage } = context
  let doubtful: HotSession | undefined
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const cached = hot.get(sessionId)
    const read = cached ?? (await readSession(storage, sessionId, doubtful))
    const before = read.record
    const project = context.knowProject(before.projectId)
    if (project !== undefined) await project
    const draft = new OpenDraft(context, before, read.ids)
    const result = await decide(draft)
    if (draft.session === before) {
      // "Nothing to change" is found out by no commit: it may not rest on a copy that is out of date.
      if (cached) {
        doubtful = cached
        hot.delete(sessionId)
        continue
      }
      if (!draft.hasWrites()) {
        hot.set(read)
        return result
      }
    }
    const batch = draft.toBatch()
    const outcome = await storage.commit(batch)
    if (outcome === 'committed') {
      draft.settle(batch.jobs ?? [], batch.events ?? [], by)
      return result
    }
    hot.delete(sessionId)
    if (outcome === 'known') return undefined
  }
  throw new PocketPingError('CONFLICT', 'The session is being changed by too many at once. Try again.')
}

async function readSession(
  storage: Storage,
  sessionId: string,
  doubtful: HotSession | undefined,
): Promise<HotSession> {
  const record = await storage.findSession({ id: sessionId })
  if (!record) throw new PocketPingError('SESSION_NOT_FOUND', 'Session not found')
  // The copy was up to date after all.
  return { record, ids: doubtful?.record.seq === record.seq ? doubtful.ids : undefined }
}

// A class, because one is made for every message: what is not in its fields is shared.
class OpenDraft implements Draft {
  session: SessionRecord
  readonly now: number
  private readonly context: ConversationContext
  private readonly before: SessionRecord
  private readonly ids: IdFilter | undefined
  private sessionChanged = false
  private toBridges = false
  private readonly messages: MessageRecord[] = []
  private copies: CopyRecord[] | undefined
  private forgotten: Pick<CopyRecord, 'bridgeId' | 'platformId' | 'messageId'>[] | undefined
  private keys: NewKey[] | undefined
  private values: Value[] | undefined
  private news: SessionNews[] | undefined
  private ownJobs: NewJob[] | undefined

  constructor(context: ConversationContext, before: SessionRecord, ids: IdFilter | undefined) {
    this.context = context
    this.before = before
    this.session = before
    this.ids = ids
    this.now = context.clock.now()
  }

  mayHave(messageId: string): boolean {
    return this.ids?.mayHave(messageId) ?? true
  }

  get ai(): AiRules | undefined {
    return this.context.aiOf(this.before.projectId)
  }

  remember(changes: Pick<SessionRecord, 'ai'>): void {
    // A commit without a number of its own would be seen by no one who is faster.
    if (this.session.seq === this.before.seq) this.step(changes)
    else this.session = { ...this.session, ...changes }
  }

  patch(changes: Partial<SessionRecord>, { quiet = false }: { quiet?: boolean } = {}): void {
    this.step(changes)
    this.sessionChanged = true
    this.toBridges ||= !quiet
  }

  write(message: NewMessage): MessageRecord {
    const { now, before } = this
    const seq = this.step({ lastActivity: Math.max(now, this.session.lastActivity) })
    return this.add({ ...message, sessionId: before.id, createdAt: now, seq, order: seq })
  }

  revise(message: MessageRecord, changes: Partial<MessageRecord>): MessageRecord {
    return this.add({ ...message, ...changes, seq: this.step({}) })
  }

  copy(copy: CopyRecord): void {
    this.copies = [...(this.copies ?? []), copy]
  }

  forget(copy: Pick<CopyRecord, 'bridgeId' | 'platformId' | 'messageId'>): void {
    this.forgotten = [...(this.forgotten ?? []), copy]
  }

  once(key: string, keepMs: number): void {
    this.onceWith({ key, expiresAt: this.now + keepMs })
  }

  onceWith(key: NewKey): void {
    this.keys = [...(this.keys ?? []), { sessionId: this.before.id, ...key }]
  }

  keep(kept: Value): void {
    this.values = [...(this.values ?? []), kept]
  }

  job(job: NewJob): void {
    this.ownJobs = [...(this.ownJobs ?? []), job]
  }

  tell(news: SessionNews): void {
    this.news = [...(this.news ?? []), news]
  }

  /** Something must be stored although the session stays as it is. */
  hasWrites(): boolean {
    return Boolean(this.keys ?? this.copies ?? this.values ?? this.ownJobs)
  }

  toBatch(): Batch {
    const { context, session, before, messages, now } = this
    const jobs: NewJob[] = this.toBridges
      ? context.bridgesOf(session.projectId).map(bridgeId => deliveryJob(session.id, bridgeId, now))
      : []
    if (this.ownJobs) jobs.push(...this.ownJobs)
    const followed = followUps(context, { before, session, messages, news: this.news ?? [], now })
    jobs.push(...followed.jobs)
    const batch: Batch = { messages, jobs }
    if (followed.events.length > 0) batch.events = followed.events
    // What tells of the session is stored only while it is there as it was read: it may be erased meanwhile.
    if (session !== before || this.keys || this.values)
      batch.session = { expectedSeq: before.seq, record: session }
    if (this.copies) batch.copies = this.copies
    if (this.forgotten) batch.forgotten = this.forgotten
    if (this.keys) batch.keys = this.keys
    if (this.values) batch.values = this.values
    return batch
  }

  /** It is stored: whoever is to know is told. */
  settle(jobs: readonly NewJob[], events: readonly NewEvent[], by: unknown): void {
    const { context, session, before, messages, sessionChanged, ids } = this
    for (const message of messages) ids?.add(message.id)
    for (const { key, value } of this.values ?? [])
      if (value !== undefined) context.team.learn({ key, value })
    context.hot.set({ record: session, ids })
    const operatorChanged = session.operator !== before.operator
    const change: Change = { session, previousSeq: before.seq, messages, sessionChanged, operatorChanged }
    if (by !== undefined) change.by = by
    context.announce(change, jobs, events)
  }

  private add(message: MessageRecord): MessageRecord {
    this.messages.push(message)
    this.toBridges = true
    return message
  }

  private step(changes: Partial<SessionRecord>): number {
    this.session = { ...this.session, ...changes, seq: this.session.seq + 1 }
    return this.session.seq
  }
}
