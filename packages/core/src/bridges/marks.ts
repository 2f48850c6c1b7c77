import { BridgeError, type ReceiptMark } from '../contracts/bridge.ts'
import type { MessageRecord } from '../contracts/records.ts'
import type { Run } from './run.ts'

const PAGE = 50

/**
 * Marks what operators wrote here: as stored or kept as a note, and as seen as far as the visitor has read. Answers
 * with what was in the way where the platform cannot be reached: posts need not wait for marks.
 */
export async function setMarks(run: Run): Promise<BridgeError | undefined> {
  const { view } = run
  try {
    await markUpTo(run, 'storedMark', view.upTo, ({ audience }) => (audience === 'team' ? 'note' : 'stored'))
    await markUpTo(run, 'seenMark', view.session.receipts.read, ({ audience }) =>
      audience === 'everyone' ? 'seen' : undefined,
    )
    return undefined
  } catch (error) {
    if (error instanceof BridgeError && error.kind === 'unavailable') return error
    throw error
  }
}

async function markUpTo(
  run: Run,
  field: 'storedMark' | 'seenMark',
  end: number,
  markOf: (message: MessageRecord) => ReceiptMark | undefined,
): Promise<void> {
  const { view, progress, context } = run
  for (;;) {
    const start = progress.thread?.[field] ?? 0
    if (start >= end) return
    const query = { sessionId: view.session.id, afterOrder: start, limit: PAGE }
    const page = await context.conversation.storage.listMessages(query)
    for (const message of page) {
      if (message.order > end) break
      const isOurs = message.origin === context.bridge.id && message.deletedAt === undefined
      const mark = isOurs ? markOf(message) : undefined
      if (mark) await react(run, message, mark)
      progress.move({ [field]: message.order })
    }
    if (page.length < PAGE || (page.at(-1)?.order ?? 0) > end) return progress.move({ [field]: end })
  }
}

async function react({ context, room }: Run, message: MessageRecord, mark: ReceiptMark): Promise<void> {
  const { bridge, conversation } = context
  if (!bridge.react) return
  const query = { sessionId: message.sessionId, bridgeId: bridge.id, messageIds: [message.id] }
  const copy = (await conversation.storage.listCopies(query)).find(({ origin }) => origin)
  if (!copy) return
  await room(0)
  try {
    await bridge.react(copy.threadId, copy.platformId, mark)
  } catch (error) {
    const kind = error instanceof BridgeError ? error.kind : undefined
    if (kind === undefined || kind === 'rate-limited' || kind === 'unavailable') throw error
    // The mark is a courtesy on a message that may have been deleted; what it tells is stored all the same.
    conversation.logger.warn('A message could not be marked', { bridge: bridge.id, reason: String(error) })
  }
}
