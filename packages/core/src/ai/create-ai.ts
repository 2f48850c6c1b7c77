import type { Job } from '../contracts/storage.ts'
import { aiDueAt, isAiOn, remember } from '../conversation/ai-state.ts'
import { readAiWindow } from '../conversation/ai-window.ts'
import { changeSession } from '../conversation/change-session.ts'
import type { Change } from '../conversation/context.ts'
import { handOff } from '../conversation/hand-off.ts'
import { AI_KIND, aiJob, sessionOfLane } from '../conversation/lanes.ts'
import { backoffMs } from '../outbox/backoff.ts'
import { createPump, type Ending, type Pump } from '../outbox/pump.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { newId } from '../protocol/ids.ts'
import type { AiContext } from './ai-context.ts'
import { tellNearLimit } from './near-limit.ts'
import { CONTEXT_LENGTH } from './question.ts'
import { createReadAlong } from './read-along.ts'
import { findReply } from './reply.ts'
import { mayAnswer, storeReply } from './store-reply.ts'
import { createTurn, stopReasonOf, type Turn } from './turn.ts'

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
const CONCURRENCY = 16

// Then a person takes over: the visitor is not to wait while we try.
const MAX_ATTEMPTS = 3

export function createAi(context: AiContext, leaseMs: number): Ai {
  const { conversation } = context
  const { storage, clock, logger } = conversation
  const turns = new Map<string, Turn>()

  const handle = async (job: Job): Promise<Ending> => {
    const sessionId = sessionOfLane(job.lane)
    const session = await storage.findSession({ id: sessionId })
    if (!session) return { result: 'done' }
    const { projectId } = session
    const project = conversation.knowProject(projectId)
    if (project !== undefined) await project
    const ai = context.aiOf(projectId)
    const dueAt = aiDueAt(ai?.rules, session, conversation.availability(projectId))
    if (!ai || dueAt === undefined || !mayAnswer(session)) return { result: 'done' }
    // A new job, because what waits is counted from the time for which it was added.
    if (dueAt > clock.now()) return { result: 'done', writes: { jobs: [aiJob(sessionId, dueAt)] } }
    const window = await readAiWindow(storage, session, CONTEXT_LENGTH)
    // All of it was deleted meanwhile.
    if (window.open.length === 0) return nothingToAnswer(sessionId, window.seq)
    const turn = createTurn(sessionId, newId('msg'))
    turns.set(sessionId, turn)
    // From here on we hear of what happens; what happened while we were reading is seen now.
    if ((conversation.hot.get(sessionId)?.record.seq ?? 0) > window.seq) {
      turns.delete(sessionId)
      return { result: 'wait', until: clock.now() }
    }
    const along = ai.rules.mode === 'answer' ? createReadAlong(context, turn, ai.rules.author) : undefined
    try {
      const reply = await findReply(context, ai, session, window, turn, along)
      along?.stop()
      if (reply.used.turns > 0) {
        await context.usage.add(projectId, reply.used)
        await tellNearLimit(context, ai, projectId)
      }
      if (reply.judgement.type === 'handoff') along?.takeBack()
      const inTheWay = await storeReply(conversation, window, turn, reply)
      if (inTheWay) along?.takeBack()
      // The same question, or a longer one, is still open: it is asked anew, here or by another process.
      return inTheWay === 'changed' || inTheWay === 'stopping'
        ? { result: 'wait', until: clock.now() }
        : { result: 'done' }
    } catch (error) {
      along?.takeBack()
      throw error
    } finally {
      turns.delete(sessionId)
    }
  }

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
    await changeSession(conversation, sessionId, async draft => {
      const { session, ai: rules } = draft
      if (aiDueAt(rules, session, conversation.availability(session.projectId)) === undefined) return
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
      const turn = turns.get(change.session.id)
      if (!turn) return
      const { session } = change
      const isStillOn = mayAnswer(session) && isAiOn(conversation.aiOf(session.projectId), session)
      const reason = stopReasonOf(change, isStillOn)
      if (reason) turn.stop(reason)
    },
    stop() {
      for (const turn of turns.values()) turn.stop('stopping')
      return pump.stop()
    },
  }
}
