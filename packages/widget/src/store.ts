import type { AckUpdate, Author, ChangesUpdate, Message, VisitorSession } from '@pocketping/core/protocol'

/** What is known of the conversation. */
export interface Store {
  session_?: (Omit<VisitorSession, 'operator'> & { operator?: Author | undefined }) | undefined
  /** In `order`. */
  messages_: Message[]
  /** Highest `seq` that the server has told, without a gap before it. */
  cursor_: number
  /** Before this `order` there is more on the server. What was acknowledged may be older, and is here all the same. */
  olderThan_?: number | false | undefined
}

/** Takes messages in: a known one is replaced unless it is newer. Returns those that were not known. */
export function mergeMessages(store: Store, messages: Message[] = []): Message[] {
  const known = new Map(store.messages_.map(message => [message.id, message]))
  const added = messages.filter(message => {
    const former = known.get(message.id)
    if (!former || former.seq <= message.seq) known.set(message.id, message)
    return !former
  })
  store.messages_ = [...known.values()].sort((a, b) => a.order - b.order)
  return added
}

/** Takes in what the server told on the connection that the cursor belongs to. */
export function applyUpdate(store: Store, update: ChangesUpdate | AckUpdate): Message[] {
  const { seq, session, messages, older, message } = update as Omit<ChangesUpdate, 'type'> &
    Omit<AckUpdate, 'type'>
  // Only the first page of a client without a cursor says whether there are older messages.
  if (!store.cursor_) store.olderThan_ = older && messages?.[0]?.order
  // Who answers is as before where it is left out; all else is what the update says, and nothing more.
  if (session) store.session_ = { operator: store.session_?.operator, ...session }
  store.cursor_ = Math.max(store.cursor_, seq)
  return mergeMessages(store, messages ?? (message && [message]))
}

/** Whether a message is for the visitor to read. */
export function isIncoming({ type }: Message): boolean {
  return type === 'operator' || type === 'ai'
}
