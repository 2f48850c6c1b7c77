import { BridgeError } from '../contracts/bridge.ts'
import type { MessageRecord, ThreadRecord } from '../contracts/records.ts'
import type { Job } from '../contracts/storage.ts'
import { changeSession } from '../conversation/change-session.ts'
import { sessionOfLane } from '../conversation/lanes.ts'
import { backoffMs } from '../outbox/backoff.ts'
import type { Ending } from '../outbox/pump.ts'
import { fingerprint, isUrgent, toCard } from './card.ts'
import type { BridgeContext } from './context.ts'
import { setMarks } from './marks.ts'
import { isShownHere, wasNoticed } from './mirror.ts'
import { followChanges, postUnsent } from './posting.ts'
import { ClaimLost, createProgress, type Progress } from './progress.ts'
import { createRoom, OutOfBudget } from './room.ts'
import type { Run } from './run.ts'
import { ifTaken, openThread, recap } from './threads.ts'
import { readView } from './view.ts'
import { deliverWord } from './word.ts'

// A header is edited at most once a minute: edits count against the platform's budget like messages.
const CARD_EVERY_MS = 60_000

// What stays free for messages when a header wants to be edited.
const CARD_RESERVE = 5

/**
 * Brings one session's thread on one platform up to date with the session: posts, edits and removes, marks what
 * operators wrote, closes and reopens, keeps the card. Each act is stored before the next, so after a crash the
 * next run goes on where this one stopped.
 */
export async function deliver(context: BridgeContext, job: Job, leaseMs: number): Promise<Ending> {
  if (job.payload !== undefined) return guard(context, job, undefined, () => deliverWord(context, job))
  const { storage } = context.conversation
  const view = await readView(storage, context.bridge.id, sessionOfLane(job.lane))
  if (!view) return { result: 'done' }
  const progress = createProgress(context, leaseMs, job, view.thread)
  const room = createRoom(context.budget, progress)
  const isNoticed = context.mirror === 'none' && (await wasNoticed(storage, view.thread))
  const run: Run = { context, job, view, progress, room, aside: new Set(), isNoticed }
  return guard(context, job, progress, () => bringUpToDate(run))
}

async function bringUpToDate(run: Run): Promise<Ending> {
  const { view, progress, context } = run
  const project = context.conversation.knowProject(view.session.projectId)
  if (project !== undefined) await project
  const shown = view.unsent.filter(message => isShownHere(run, message))
  const posts = shown.length > 0
  // Nothing was ever said: there is no thread to keep, not even to tell that the conversation was closed.
  const opens = view.isPartial || shown.some(message => message.type !== 'system')
  if (!progress.thread && opens) await openThread(run)
  if (!progress.thread) return { result: 'done' }
  const trouble = await setMarks(run)
  await reopenPlatformThread(run)
  await followChanges(run)
  if (posts) await recap(run)
  await postUnsent(run)
  await markDelivered(run)
  if (!view.isPartial) await closePlatformThread(run)
  progress.move({ syncedSeq: Math.max(view.upTo, progress.thread.syncedSeq) })
  if (trouble) throw trouble
  if (view.isPartial)
    return { result: 'wait', until: context.conversation.clock.now(), writes: progress.rest() }
  return keepCard(run)
}

async function reopenPlatformThread({ view, progress, room, context }: Run): Promise<void> {
  const { thread } = progress
  if (!thread?.closed || view.session.status === 'closed') return
  await room(0)
  await ifTaken(context, () => context.bridge.reopenThread(thread.threadId))
  progress.move({ closed: false })
}

async function closePlatformThread({ view, progress, room, context }: Run): Promise<void> {
  const { thread } = progress
  if (!thread || thread.closed || view.session.status === 'active') return
  await room(0)
  await ifTaken(context, () => context.bridge.closeThread(thread.threadId))
  progress.move({ closed: true })
}

/** Tells the visitor how far their messages stand on a platform. */
async function markDelivered(run: Run): Promise<void> {
  const { view, progress, context } = run
  const { receipts, id } = view.session
  if ((progress.thread?.sentOrder ?? 0) <= receipts.delivered) return
  const delivered = deliveredNow(run) ?? (await deliveredBefore(run)) ?? 0
  if (delivered <= receipts.delivered) return
  await progress.flush()
  await changeSession(context.conversation, id, draft => {
    const marks = draft.session.receipts
    if (delivered > marks.delivered) draft.patch({ receipts: { ...marks, delivered } }, { quiet: true })
  })
}

/** The `order` of the last visitor message that this run posted. */
function deliveredNow({ view, aside }: Run): number | undefined {
  return view.unsent.findLast(message => isVisible(message) && !aside.has(message.id))?.order
}

/** The same of runs that ended before they could tell: worked out from what is stored, so a crash skips none. */
async function deliveredBefore({ view, progress, context }: Run): Promise<number | undefined> {
  const { storage } = context.conversation
  const { id: sessionId, receipts } = view.session
  const page = await storage.listMessages({ sessionId, afterOrder: receipts.delivered, limit: 50 })
  const sentOrder = progress.thread?.sentOrder ?? 0
  const posted = page.filter(message => isVisible(message) && message.order <= sentOrder)
  if (posted.length === 0) return undefined
  const messageIds = posted.map(message => message.id)
  const copies = await storage.listCopies({ sessionId, bridgeId: context.bridge.id, messageIds })
  // What was set aside has none.
  const standing = new Set(copies.map(copy => copy.messageId))
  return posted.findLast(message => standing.has(message.id))?.order
}

function isVisible({ type, audience, deletedAt }: MessageRecord): boolean {
  return type === 'visitor' && audience === 'everyone' && deletedAt === undefined
}

async function keepCard(run: Run): Promise<Ending> {
  const { context, view, progress, room } = run
  const { clock } = context.conversation
  const thread = progress.thread as ThreadRecord
  const card = toCard(context, view.session)
  const mark = await fingerprint(card)
  if (mark === thread.card) return { result: 'done', writes: progress.rest() }
  const hasRoomAt = clock.now() + context.budget.waitMs(CARD_RESERVE)
  const dueAt = isUrgent(thread.card, mark) ? hasRoomAt : Math.max(thread.cardAt + CARD_EVERY_MS, hasRoomAt)
  // A clock that was set back must not keep the card old for ever.
  const isDue = dueAt <= clock.now() || thread.cardAt > clock.now()
  if (!isDue) return { result: 'wait', until: dueAt, writes: progress.rest() }
  await room(1)
  const cardId = await ifTaken(context, () =>
    context.bridge.updateThread(thread.threadId, card, thread.cardId),
  )
  progress.move({ card: mark, cardAt: clock.now(), ...(cardId ? { cardId } : {}) })
  return { result: 'done', writes: progress.rest() }
}

/** Turns what stopped a run into what becomes of its job; what was done before is stored with it. */
async function guard(
  context: BridgeContext,
  job: Job,
  progress: Progress | undefined,
  run: () => Promise<Ending>,
): Promise<Ending> {
  const { clock, logger } = context.conversation
  try {
    return await run()
  } catch (error) {
    const writes = progress?.rest() ?? {}
    const later = (result: Ending['result'], ms: number): Ending => ({
      result,
      until: clock.now() + ms,
      writes,
    })
    if (error instanceof ClaimLost) return { result: 'done' }
    if (error instanceof OutOfBudget) return later('wait', error.waitMs)
    if (error instanceof BridgeError && error.kind === 'rate-limited') {
      const ms = error.retryAfterMs ?? backoffMs(job.attempts)
      context.budget.pause(ms)
      return later('wait', ms)
    }
    const reason = error instanceof Error ? error.message : String(error)
    const details = {
      bridge: context.bridge.id,
      session: sessionOfLane(job.lane),
      attempts: job.attempts,
      reason,
    }
    logger.warn('A delivery failed and will be tried again', details)
    return later('retry', backoffMs(job.attempts))
  }
}
