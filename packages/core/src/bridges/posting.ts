import { BridgeError, type Post } from '../contracts/bridge.ts'
import type { CopyRecord, MessageRecord } from '../contracts/records.ts'
import type { BridgeContext, DeliveryFailure } from './context.ts'
import { isShownHere } from './mirror.ts'
import { costOf, groupSize, toItem } from './posts.ts'
import type { Run } from './run.ts'
import { openThread, recap, unlessGone } from './threads.ts'
import { wordJob } from './word.ts'

/** Posts what waits, in order. What was written on this platform, or was deleted before it got here, is passed over. */
export async function postUnsent(run: Run): Promise<void> {
  const { view, progress, context, aside } = run
  const waiting = [...view.unsent]
  while (waiting.length > 0) {
    const next = waiting[0] as MessageRecord
    if (!isShownHere(run, next)) {
      waiting.shift()
      aside.add(next.id)
      // Written here and taken back at once: the operator's own message still stands.
      const copies = next.deletedAt === undefined ? [] : (view.copies.get(next.id) ?? [])
      if (copies.length > 0) await removeCopies(run, next, copies)
      progress.move({ sentOrder: next.order })
      continue
    }
    const stop = waiting.findIndex(message => !isShownHere(run, message))
    const candidates = stop < 0 ? waiting : waiting.slice(0, stop)
    const isAlone = context.mirror === 'none'
    const size = isAlone ? 1 : groupSize(candidates, context.bridge.capabilities, context.budget.left())
    await post(run, waiting.splice(0, size))
  }
}

async function post(run: Run, group: readonly MessageRecord[]): Promise<void> {
  const shown = group.filter(message => message.deletedAt === undefined)
  try {
    await send(run, shown)
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error
    if (error.kind === 'thread-gone') {
      await openThread(run)
      await recap(run)
      return post(run, group)
    }
    if (error.kind !== 'refused') throw error
    // One message that is never taken must not take its neighbours with it.
    if (shown.length > 1) {
      for (const message of shown) await post(run, [message])
      return
    }
    setAside(run, shown[0] as MessageRecord, error.message)
  }
  run.progress.move({ sentOrder: (group.at(-1) as MessageRecord).order })
}

async function send(run: Run, shown: readonly MessageRecord[]): Promise<void> {
  const { context, progress, room } = run
  const { bridge } = context
  const first = shown[0] as MessageRecord
  const content: Post = { items: shown.map(message => toItem(message, bridge.id)) }
  const replyTo = await platformIdOf(run, first.replyTo)
  await room(costOf(content, bridge.capabilities.maxLength))
  const { threadId } = progress.thread as { threadId: string }
  const platformIds = await bridge.send(threadId, replyTo ? { ...content, replyTo } : content, keyOf(shown))
  run.isNoticed = true
  progress.put(shown.flatMap(message => copiesFor(run, message, threadId, platformIds)))
  progress.move({ sentOrder: (shown.at(-1) as MessageRecord).order })
}

/** The same for the same messages: a platform that refuses doubles must not take one group for another. */
function keyOf(shown: readonly MessageRecord[]): string {
  const [first, ...others] = shown as [MessageRecord, ...MessageRecord[]]
  return [`${first.sessionId}:${first.id}`, ...others.map(({ id }) => id)].join(' ')
}

function setAside({ context, progress, aside }: Run, message: MessageRecord, reason: string): void {
  const { bridge, conversation } = context
  const { sessionId, id: messageId } = message
  conversation.logger.error('A message will never be delivered', {
    bridge: bridge.id,
    sessionId,
    messageId,
    reason,
  })
  aside.add(messageId)
  tellHost(context, { bridgeId: bridge.id, sessionId, messageId, reason })
  const { threadId } = progress.thread as { threadId: string }
  const text = `A message of ${new Date(message.createdAt).toISOString()} could not be shown here: ${reason}`
  progress.job(wordJob(bridge.id, sessionId, { threadId, text }, conversation.clock.now()))
}

/** Taken back from the visitor, and still to be read by operators: they are told. */
function sayStillStanding({ context, progress }: Run, copy: CopyRecord, reason: string): void {
  const { bridge, conversation } = context
  conversation.logger.warn('A message could not be removed', { bridge: bridge.id, reason })
  const text = 'This was deleted everywhere else, but it cannot be removed here.'
  const word = { threadId: copy.threadId, text, replyTo: copy.platformId }
  progress.job(wordJob(bridge.id, copy.sessionId, word, conversation.clock.now()))
}

/** A host app that fails on hearing of it must not hold up the lane. */
function tellHost({ conversation, onDeliveryFailed }: BridgeContext, failure: DeliveryFailure): void {
  Promise.resolve(failure)
    .then(onDeliveryFailed)
    .catch((error: unknown) => {
      conversation.logger.error('onDeliveryFailed failed', { ...failure, error: String(error) })
    })
}

/** Edits or removes what stands on the platform and has changed since. */
export async function followChanges(run: Run): Promise<void> {
  for (const message of run.view.changed) {
    const copies = run.view.copies.get(message.id) ?? []
    const first = copies[0]
    if (!first || copies.every(copy => copy.seq >= message.seq)) continue
    if (message.deletedAt !== undefined) await removeCopies(run, message, copies)
    else if (!first.origin) await editCopies(run, message, copies)
  }
}

async function removeCopies(run: Run, message: MessageRecord, copies: readonly CopyRecord[]): Promise<void> {
  const { context, progress, room } = run
  const { bridge } = context
  const sharing = await sharingPlace(run, copies)
  if (sharing.some(other => other.id !== message.id && other.deletedAt === undefined))
    return editCopies(run, message, copies)
  const { threadId } = copies[0] as CopyRecord
  const platformIds = copies.map(copy => copy.platformId)
  if (!bridge.capabilities.removals) return editCopies(run, message, copies)
  await room(0)
  try {
    await unlessGone(context, () => bridge.remove(threadId, platformIds))
    progress.forget(copies)
  } catch (error) {
    if (!(error instanceof BridgeError) || error.kind !== 'refused') throw error
    progress.put(copies.map(copy => ({ ...copy, seq: message.seq })))
    sayStillStanding(run, copies[0] as CopyRecord, error.message)
  }
}

async function editCopies(run: Run, message: MessageRecord, copies: readonly CopyRecord[]): Promise<void> {
  const { context, progress, room } = run
  const { bridge } = context
  if (!bridge.capabilities.edits) return
  const { threadId } = copies[0] as CopyRecord
  const sharing = await sharingPlace(run, copies)
  const content: Post = { items: sharing.map(one => toItem(one, bridge.id)) }
  const platformIds = copies.map(copy => copy.platformId)
  await room(Math.max(platformIds.length, costOf(content, bridge.capabilities.maxLength)))
  try {
    const now = await unlessGone(context, () => bridge.edit(threadId, platformIds, content))
    const standing = now ?? platformIds
    for (const one of sharing) {
      progress.forget(
        platformIds.filter(id => !standing.includes(id)).map(id => copyOf(run, one, threadId, id, 0)),
      )
      const renewed = copiesFor(run, one, threadId, standing)
      progress.put(renewed)
      // A neighbour that has changed too is shown by now.
      run.view.copies.set(one.id, renewed)
    }
  } catch (error) {
    if (!(error instanceof BridgeError) || error.kind !== 'refused') throw error
    setAside(run, message, error.message)
  }
}

/** All messages that stand in the same place, in order, as they are now. */
async function sharingPlace({ context }: Run, copies: readonly CopyRecord[]): Promise<MessageRecord[]> {
  const { storage } = context.conversation
  const { platformId, bridgeId, sessionId } = copies[0] as CopyRecord
  const sharing = await storage.listCopies({ bridgeId, platformId })
  const messages = await Promise.all(sharing.map(copy => storage.findMessage(sessionId, copy.messageId)))
  return messages.filter(message => message !== undefined).sort((one, other) => one.order - other.order)
}

async function platformIdOf(
  { context, progress }: Run,
  messageId: string | undefined,
): Promise<string | undefined> {
  if (messageId === undefined || !progress.thread) return undefined
  const { sessionId, bridgeId, threadId } = progress.thread
  const copies = await context.conversation.storage.listCopies({
    sessionId,
    bridgeId,
    messageIds: [messageId],
  })
  return copies.find(copy => copy.threadId === threadId)?.platformId
}

function copiesFor(
  run: Run,
  message: MessageRecord,
  threadId: string,
  platformIds: readonly string[],
): CopyRecord[] {
  return platformIds.map((platformId, part) => copyOf(run, message, threadId, platformId, part))
}

function copyOf(
  { context }: Run,
  message: MessageRecord,
  threadId: string,
  platformId: string,
  part: number,
): CopyRecord {
  const { sessionId, id: messageId, seq } = message
  return { bridgeId: context.bridge.id, platformId, sessionId, messageId, threadId, part, origin: false, seq }
}
