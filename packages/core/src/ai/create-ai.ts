import type { SessionRecord } from '../contracts/records.ts'
import type { Job } from '../contracts/storage.ts'
import { aiDueAt, isAiWanted, remember } from '../conversation/ai-state.ts'
import { type AiWindow, readAiWindow } from '../conversation/ai-window.ts'
import { changeSession } from '../conversation/change-session.ts'
import type { Change } from '../conversation/context.ts'
import { handOff } from '../conversation/hand-off.ts'
import { AI_KIND, aiJob, sessionOfLane } from '../conversation/lanes.ts'
import { backoffMs } from '../outbox/backoff.ts'
import { createPump, type Ending, type Pump } from '../outbox/pump.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { newId } from '../protocol/ids.ts'
import type { AiContext } from './ai-context.ts'
import type { ResolvedAi } from './ai-options.ts'
import { tellNearLimit } from './near-limit.ts'
import { CONTEXT_LENGTH, reasonForPerson } from './question.ts'
import { createReadAlong } from './read-along.ts'
import { findReply } from './reply.ts'
import { storeReply } from './store-reply.ts'
import { createTurn, type StopReason, stopReasonOf, type Turn } from './turn.ts'
import type { Used } from './usage.ts'

/** The AI of an engine at work. */
export interface Ai {
  /** Takes up what waits. Where no project has an AI, only what one has left. */
  start(hasAny: boolean): Promise<void>
  /** There may be something to answer. */
  wake(): void
  /** Something happened in a conversation: an answer that is under way may no longer be wanted. */
  changed(change: Change): void
  stop(): Promise<void>
}

// A model is waited for, not worked for: many at once cost little here.
const CONCURRENCY = 64

// One project's slow model, or one visitor with many windows, leaves room for the others.
const MAX_OF_PROJECT = 16
const CROWDED_MS = 2000
const CROWDED_OUT_MS = 60_000

// Then a person takes over: the visitor is not to wait while we try.
const MAX_ATTEMPTS = 3

export function createAi(context: AiContext, leaseMs: number): Ai {
  const { conversation } = context
  const { storage, clock, logger } = conversation
  const turns = new Map<string, Turn>()
  let isStopping = false

  const handle = async (job: Job): Promise<Ending> => {
    const sessionId = sessionOfLane(job.lane)
    const session = await storage.findSession({ id: sessionId })
    if (!session) return { result: 'done' }
    const { projectId } = session
    const project = conversation.knowProject(projectId)
    if (project !== undefined) await project
    const ai = context.aiOf(projectId)
    const later = laterFor(session)
    if (!ai || later) return later ?? { result: 'done' }
    const window = await readAiWindow(storage, session, CONTEXT_LENGTH)
    // All of it was deleted meanwhile.
    if (window.open.length === 0) return nothingToAnswer(sessionId, window.seq)
    // What needs no model waits for none.
    const isCrowded =
      [...turns.values()].filter(turn => turn.projectId === projectId).length >= MAX_OF_PROJECT
    if (isCrowded && !(await reasonForPerson(context, ai, session, window))) {
      const isTooLate = clock.now() - (dueAtOf(session) ?? 0) > CROWDED_OUT_MS
      return isTooLate ? leaveToPerson(sessionId) : again(session, CROWDED_MS)
    }
    const turn = createTurn({ projectId, sessionId, messageId: newId('msg') })
    turns.set(sessionId, turn)
    // From here on we hear of what happens; what happened while we were reading is seen now.
    const isOutdated = (conversation.hot.get(sessionId)?.record.seq ?? 0) > window.seq
    try {
      return isOutdated || isStopping ? again(session, 0) : await answer(ai, session, window, turn)
    } finally {
      turns.delete(sessionId)
    }
  }

  const answer = async (
    ai: ResolvedAi,
    session: SessionRecord,
    window: AiWindow,
    turn: Turn,
  ): Promise<Ending> => {
    const along = ai.rules.mode === 'answer' ? createReadAlong(context, turn, ai.rules.author) : undefined
    let inTheWay: StopReason | undefined
    try {
      const reply = await findReply(context, ai, session, window, turn, along)
      along?.stop()
      if (reply.judgement.type === 'handoff') along?.takeBack()
      inTheWay = await storeReply(conversation, window, turn, reply)
      if (reply.used.turns > 0) await count(ai, session.projectId, reply.used)
    } catch (error) {
      along?.takeBack()
      throw error
    }
    if (!inTheWay) return { result: 'done' }
    along?.takeBack()
    // What is still open is asked anew, in its time, here or by another process.
    const now = await storage.findSession({ id: session.id })
    return (now && (laterFor(now) ?? again(now, 0))) ?? { result: 'done' }
  }

  /** What it cost. Where that cannot be stored the answer still stands. */
  const count = async (ai: ResolvedAi, projectId: string, used: Used): Promise<void> => {
    try {
      await context.usage.add(projectId, used)
      await tellNearLimit(context, ai, projectId)
    } catch (error) {
      logger.error('What the AI used could not be counted', { projectId, reason: String(error) })
    }
  }

  /** How a job ends that is not to be run now; `undefined` where it is. */
  const laterFor = (session: SessionRecord): Ending | undefined => {
    const now = clock.now()
    const dueAt = dueAtOf(session)
    if (dueAt === undefined) return { result: 'done' }
    return dueAt > now ? again(session, dueAt - now) : undefined
  }

  const dueAtOf = (session: SessionRecord): number | undefined => {
    const { projectId } = session
    return aiDueAt(conversation.aiOf(projectId), session, conversation.availability(projectId))
  }

  // A new job, because what waits is counted from the time for which it was added.
  const again = ({ id }: SessionRecord, ms: number): Ending => ({
    result: 'done',
    writes: { jobs: [aiJob(id, clock.now() + ms)] },
  })

  const nothingToAnswer = async (sessionId: string, seq: number): Promise<Ending> => {
    await changeSession(conversation, sessionId, draft => {
      if (draft.session.seq === seq) remember(draft, { ...draft.session.ai, open: undefined })
    })
    return { result: 'done' }
  }

  /** Something of ours fails again and again: the visitor hears that a person will answer. */
  const giveUp = async (job: Job, error: unknown): Promise<Ending> => {
    if (error instanceof PocketPingError && error.code === 'SESSION_NOT_FOUND') return { result: 'done' }
    const sessionId = sessionOfLane(job.lane)
    logger.error('The AI could not be asked', { session: sessionId, reason: String(error) })
    if (job.attempts + 1 < MAX_ATTEMPTS)
      return { result: 'retry', until: clock.now() + backoffMs(job.attempts) }
    return leaveToPerson(sessionId)
  }

  /** The visitor hears that a person will answer. */
  const leaveToPerson = async (sessionId: string): Promise<Ending> => {
    await changeSession(conversation, sessionId, async draft => {
      const { session, ai: rules } = draft
      if (!isAiWanted(rules, session, draft.now)) return
      if (rules?.mode === 'draft') remember(draft, { ...session.ai, open: undefined })
      else await handOff(conversation, draft, 'failed')
    })
    return { result: 'done' }
  }

  const pump: Pump = createPump({
    storage,
    clock,
    logger,
    leaseMs,
    kind: AI_KIND,
    concurrency: CONCURRENCY,
    handle,
    onError: giveUp,
  })

  return {
    async start(hasAny) {
      if (hasAny || (await storage.countJobs()).some(({ kind }) => kind === AI_KIND)) pump.wake()
    },
    wake: pump.wake,
    changed(change) {
      const { id, projectId } = change.session
      const reason = turns.has(id) && stopReasonOf(change, conversation.aiOf(projectId), clock.now())
      if (reason) turns.get(id)?.stop(reason)
    },
    stop() {
      isStopping = true
      for (const turn of turns.values()) turn.stop('stopping')
      return pump.stop()
    },
  }
}
