import type { CopyRecord, MessageRecord, SessionRecord, ThreadRecord } from '../contracts/records.ts'
import type { Storage } from '../contracts/storage.ts'

/** How a session stands against its thread on one platform, read at one moment. */
export interface View {
  session: SessionRecord
  thread: ThreadRecord | undefined
  /** Written and not posted yet, in order. */
  unsent: MessageRecord[]
  /** Posted, and changed since. */
  changed: MessageRecord[]
  /** Changes up to this `seq` are in `changed`. */
  upTo: number
  /** More waits than was read: come again. */
  isPartial: boolean
  /** Copies of the above by message id. */
  copies: Map<string, CopyRecord[]>
}

const PAGE = 50

/** Reads it; `undefined` where the session is gone. */
export async function readView(
  storage: Storage,
  bridgeId: string,
  sessionId: string,
): Promise<View | undefined> {
  const session = await storage.findSession({ id: sessionId })
  if (!session) return undefined
  const thread = await storage.findThread({ sessionId, bridgeId })
  const sentOrder = thread?.sentOrder ?? 0
  const afterSeq = thread?.syncedSeq ?? 0
  const page = await storage.listMessages({ sessionId, afterSeq, limit: PAGE })
  const isPartial = page.length === PAGE
  // A full page may lack a message whose later edit moved it further back: posting goes by `order`.
  const unsent = isPartial
    ? await storage.listMessages({ sessionId, afterOrder: sentOrder, limit: PAGE })
    : page.filter(message => message.order > sentOrder).sort((one, other) => one.order - other.order)
  const changed = page.filter(message => message.order <= sentOrder)
  // What is neither posted in this run nor read must not be passed by: its `seq` is never below its `order`.
  const lastUnsent = unsent.length === PAGE ? (unsent.at(-1)?.order ?? 0) : Number.POSITIVE_INFINITY
  const upTo = isPartial
    ? Math.min(page.at(-1)?.seq ?? afterSeq, lastUnsent)
    : Math.max(session.seq, page.at(-1)?.seq ?? 0)
  return {
    session,
    thread,
    unsent,
    changed,
    upTo,
    isPartial,
    copies: await copiesOf(storage, bridgeId, [...unsent, ...changed]),
  }
}

async function copiesOf(
  storage: Storage,
  bridgeId: string,
  messages: readonly MessageRecord[],
): Promise<Map<string, CopyRecord[]>> {
  const byMessage = new Map<string, CopyRecord[]>()
  // Visitors' messages that were never posted have no copies, and those are the many.
  const asked = messages.filter(message => message.origin === bridgeId || message.seq !== message.order)
  const first = asked[0]
  if (!first) return byMessage
  const messageIds = asked.map(message => message.id)
  for (const copy of await storage.listCopies({ sessionId: first.sessionId, bridgeId, messageIds })) {
    const found = byMessage.get(copy.messageId)
    if (found) found.push(copy)
    else byMessage.set(copy.messageId, [copy])
  }
  return byMessage
}
