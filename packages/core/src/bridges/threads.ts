import { BridgeError } from '../contracts/bridge.ts'
import type { ThreadRecord } from '../contracts/records.ts'
import { fingerprint, toCard } from './card.ts'
import type { BridgeContext } from './context.ts'
import { isMirrored } from './mirror.ts'
import { countThatFit, toItem } from './posts.ts'
import type { Run } from './run.ts'

const RECAP_MESSAGES = 10

// A platform that loses each new thread at once must not be flooded with more of them.
const REOPEN_AFTER_MS = 10_000

/** Opens the session's first thread, or one in place of a thread that is gone. */
export async function openThread(run: Run): Promise<void> {
  const { opening } = run.context
  const opened = open(run)
  opening.add(opened)
  try {
    await opened
  } finally {
    opening.delete(opened)
  }
}

async function open({ context, view, progress, room }: Run): Promise<void> {
  const { bridge, conversation } = context
  const former = progress.thread
  const now = conversation.clock.now()
  if (former && former.generation > 1 && former.cardAt <= now && now - former.cardAt < REOPEN_AFTER_MS)
    throw new BridgeError('unavailable', 'The platform lost a thread that was opened a moment ago.')
  const card = toCard(context, view.session)
  await room(1)
  const { threadId, cardId } = await bridge.openThread(
    card,
    `thread-${view.session.id}-${(former?.generation ?? 0) + 1}`,
  )
  const thread: ThreadRecord = {
    bridgeId: bridge.id,
    threadId,
    sessionId: view.session.id,
    generation: (former?.generation ?? 0) + 1,
    sentOrder: former?.sentOrder ?? 0,
    syncedSeq: former?.syncedSeq ?? 0,
    storedMark: former?.storedMark ?? 0,
    seenMark: former?.seenMark ?? 0,
    closed: false,
    // Without a card the next run shows it.
    card: cardId ? await fingerprint(card) : '',
    cardAt: now,
  }
  if (cardId) thread.cardId = cardId
  if (former) thread.needsRecap = true
  progress.open(thread)
  await progress.flush()
}

/** Shows in a thread that replaced another what was said last. */
export async function recap({ context, progress, room }: Run): Promise<void> {
  const { thread } = progress
  if (!thread?.needsRecap) return
  const { bridge, conversation, mirror } = context
  const { sessionId, sentOrder, threadId } = thread
  const query = { sessionId, beforeOrder: sentOrder + 1, limit: RECAP_MESSAGES }
  const latest = (await conversation.storage.listMessages(query)).filter(
    message =>
      message.deletedAt === undefined &&
      mirror !== 'none' &&
      (message.origin === bridge.id || isMirrored(mirror, message)),
  )
  // The last one is shown however long it is.
  const said = latest.slice(0, Math.max(1, countThatFit(latest, bridge.capabilities.maxLength))).reverse()
  if (said.length > 0) {
    const heading = { from: 'notice', text: 'The earlier thread is gone. What was said last:' } as const
    const items = [heading, ...said.map(message => toItem(message, bridge.id))]
    await room(1)
    try {
      await bridge.send(threadId, { items }, `recap-${sessionId}-${thread.generation}`)
    } catch (error) {
      const kind = error instanceof BridgeError ? error.kind : undefined
      // The post that comes next finds out by itself that this thread is gone too, and replaces it.
      if (kind === 'thread-gone') return
      if (kind !== 'refused') throw error
      conversation.logger.warn('A recap was refused', { bridge: bridge.id, reason: String(error) })
    }
  }
  const { needsRecap: _shown, ...rest } = thread
  progress.open(rest)
}

/** Does something that operators can do without: a platform that will never do it holds up nothing. */
export async function ifTaken<Result>(
  context: BridgeContext,
  act: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await unlessGone(context, act)
  } catch (error) {
    if (!(error instanceof BridgeError) || error.kind !== 'refused') throw error
    context.conversation.logger.warn('The platform refused', {
      bridge: context.bridge.id,
      reason: error.message,
    })
    return undefined
  }
}

/** Does something that a thread or message which is gone does not need. */
export async function unlessGone<Result>(
  { conversation, bridge }: BridgeContext,
  act: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await act()
  } catch (error) {
    const kind = error instanceof BridgeError ? error.kind : undefined
    if (kind !== 'thread-gone' && kind !== 'message-gone') throw error
    conversation.logger.info('What should have been changed on the platform is gone', { bridge: bridge.id })
    return undefined
  }
}
