import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import type { Storage } from '../contracts/storage.ts'
import { isForVisitor } from './wire.ts'

/** What of a conversation the AI is told. */
export interface AiWindow {
  /** Oldest first: what the visitor, the team and the AI said; never notes, and nothing that was deleted. */
  messages: MessageRecord[]
  /** Those of the visitor that nobody has answered. */
  open: MessageRecord[]
  /** Changes up to here are in it. */
  seq: number
}

const PAGE = 50

/** Reads it back from the newest message, to the last end or hand-off, or until there are `maxLength` characters. */
export async function readAiWindow(
  storage: Storage,
  session: SessionRecord,
  maxLength: number,
): Promise<AiWindow> {
  const { id: sessionId, seq, ai = {} } = session
  const after = ai.after ?? 0
  const openOrder = ai.open?.order ?? Number.POSITIVE_INFINITY
  const found: MessageRecord[] = []
  let isWhole = false
  let length = 0
  let beforeOrder = seq + 1
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await storage.listMessages({ sessionId, beforeOrder, limit: PAGE })
    for (const message of page) {
      isWhole = message.order <= after || length > maxLength
      if (isWhole) break
      if (!isTold(message)) continue
      length += message.content.length
      // What waits is always told; what is longer than all there is room for is cut where it is told.
      if (length <= maxLength || found.length === 0 || message.order >= openOrder) found.push(message)
    }
    if (isWhole || page.length < PAGE) break
    beforeOrder = page.at(-1)?.order ?? 0
  }
  // What waits stands before more events of the page than were read.
  if (ai.open && found.every(({ order }) => order > openOrder)) {
    const page = await storage.listMessages({ sessionId, afterOrder: openOrder - 1, limit: PAGE })
    const known = new Set(found.map(({ id }) => id))
    found.push(...page.filter(message => isTold(message) && !known.has(message.id)).reverse())
  }
  return toWindow(found, openOrder, seq)
}

// Of the events of a busy page there may be thousands between two messages.
const MAX_PAGES = 20

function toWindow(found: MessageRecord[], openOrder: number, seq: number): AiWindow {
  const messages = found.reverse()
  const open = messages.filter(({ type, order }) => type === 'visitor' && order >= openOrder)
  return { messages, open, seq }
}

function isTold(message: MessageRecord): boolean {
  return (
    isForVisitor(message) &&
    message.type !== 'system' &&
    message.deletedAt === undefined &&
    message.content.trim() !== ''
  )
}
