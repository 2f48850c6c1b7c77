import type { MessageRecord } from '../contracts/records.ts'
import type { MessageQuery } from '../contracts/storage.ts'

interface Conversation {
  byId: Map<string, MessageRecord>
  /** Ascending by `order`. */
  byOrder: MessageRecord[]
  /** Ascending by `seq`. A message that changed again also stands at its old place, as it was then. */
  changes: MessageRecord[]
}

/** The messages of every session, in both their orders. */
export interface MemoryMessages {
  find(sessionId: string, id: string): MessageRecord | undefined
  list(query: MessageQuery): MessageRecord[]
  put(message: MessageRecord): void
  erase(sessionId: string): void
}

export function memoryMessages(): MemoryMessages {
  const conversations = new Map<string, Conversation>()

  function conversationOf(sessionId: string): Conversation {
    let conversation = conversations.get(sessionId)
    if (conversation === undefined) {
      conversation = { byId: new Map(), byOrder: [], changes: [] }
      conversations.set(sessionId, conversation)
    }
    return conversation
  }

  return {
    erase: sessionId => void conversations.delete(sessionId),

    find: (sessionId, id) => conversations.get(sessionId)?.byId.get(id),

    list(query) {
      const conversation = conversations.get(query.sessionId)
      if (conversation === undefined) return []
      if ('afterSeq' in query) return changedAfter(conversation, query.afterSeq, query.limit)
      if ('afterOrder' in query) return writtenAfter(conversation, query.afterOrder, query.limit)
      return newestBefore(conversation, query.beforeOrder ?? Number.POSITIVE_INFINITY, query.limit)
    },

    put(message) {
      const conversation = conversationOf(message.sessionId)
      const { byId, byOrder, changes } = conversation
      const previous = byId.get(message.id)
      byId.set(message.id, message)
      if (previous !== undefined) byOrder.splice(firstAfter(byOrder, 'order', previous.order) - 1, 1)
      insert(byOrder, 'order', message)
      insert(changes, 'seq', message)
      if (changes.length > 2 * byOrder.length + 16)
        conversation.changes = changes.filter(change => byId.get(change.id) === change)
    },
  }
}

function changedAfter({ byId, changes }: Conversation, seq: number, limit: number): MessageRecord[] {
  const found: MessageRecord[] = []
  for (let i = firstAfter(changes, 'seq', seq); i < changes.length && found.length < limit; i++) {
    const message = changes[i] as MessageRecord
    if (byId.get(message.id) === message) found.push(message)
  }
  return found
}

function writtenAfter({ byOrder }: Conversation, order: number, limit: number): MessageRecord[] {
  const start = firstAfter(byOrder, 'order', order)
  return byOrder.slice(start, start + limit)
}

function newestBefore({ byOrder }: Conversation, order: number, limit: number): MessageRecord[] {
  const end = firstAfter(byOrder, 'order', order - 1)
  return byOrder.slice(Math.max(0, end - limit), end).reverse()
}

function insert(sorted: MessageRecord[], by: 'seq' | 'order', message: MessageRecord): void {
  const index = firstAfter(sorted, by, message[by])
  if (index === sorted.length) sorted.push(message)
  else sorted.splice(index, 0, message)
}

/** Index of the first record whose number is greater. Most writes come at the end, so that is looked at first. */
function firstAfter(sorted: readonly MessageRecord[], by: 'seq' | 'order', number: number): number {
  let low = 0
  let high = sorted.length
  if (high === 0 || (sorted[high - 1] as MessageRecord)[by] <= number) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as MessageRecord)[by] <= number) low = middle + 1
    else high = middle
  }
  return low
}
