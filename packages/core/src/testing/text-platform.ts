import type { Inbound, InboundAuthor, PostItem, ReceiptMark, ThreadCard } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'
import { type FaultPlan, faultPlan } from './text-platform-faults.ts'

/** A message as it stands in a thread. */
export interface TextMessage {
  id: string
  threadId: string
  by: 'bot' | 'operator'
  text: string
  /** What the bridge posted, on the first part of a post. */
  items: readonly PostItem[]
  replyTo?: string
  marks: ReceiptMark[]
  isDeleted: boolean
  at: number
}

/** A thread as operators see it. */
export interface TextThread {
  id: string
  /** Every card it was shown, the newest last, and when. */
  cards: { card: ThreadCard; at: number }[]
  messages: TextMessage[]
  typing: number
  isClosed: boolean
  isGone: boolean
}

/** How an operator writes. A text that begins with `@bot` addresses the bot. */
export interface WriteOptions {
  replyTo?: string
  photo?: boolean
  /** Default Ada. */
  from?: InboundAuthor
}

/** What operators do. Everything they do is told to whichever process receives, until it is confirmed. */
export interface TextOperator {
  write(threadId: string, text: string, options?: WriteOptions): string
  edit(id: string, text: string): void
  remove(id: string): void
  /** Default: Ada, with an eye. */
  react(id: string, options?: { isApproval?: true; from?: InboundAuthor }): void
  type(threadId: string): void
}

/** A messaging platform in memory: it outlives the processes that talk to it. */
export interface TextPlatform {
  readonly threads: Map<string, TextThread>
  readonly faults: FaultPlan
  readonly operator: TextOperator
  /** What was not confirmed yet, in order. Tests may repeat and reorder it while nobody receives. */
  readonly updates: Inbound[]
  /** Nothing is handed out while true. */
  isHolding: boolean
  /** Called when there is something to hand out. */
  onUpdate: (() => void) | undefined
  findMessage(id: string): TextMessage | undefined
  nextId(prefix: string): string
  /** Somebody deletes a thread with all that is in it. */
  deleteThread(id: string): void
  /** The thread of a session that was opened last. */
  threadOf(sessionId: string): TextThread | undefined
  /** What the bridge shows of a session, in order, over all its threads: texts without what frames them. */
  shownOf(sessionId: string): string[]
}

export interface TextPlatformOptions {
  clock: Clock
  /** How many messages it takes in a while; more is refused with the exact time to wait. */
  limit?: { messages: number; perMs: number }
}

export function textPlatform({ clock, limit }: TextPlatformOptions): TextPlatform {
  const threads = new Map<string, TextThread>()
  const updates: Inbound[] = []
  const author = { id: 'op-1', name: 'Ada' }
  let lastId = 0

  const push = (update: Inbound): void => {
    updates.push(update)
    platform.onUpdate?.()
  }

  const operator: TextOperator = {
    write(threadId, text, { replyTo, photo, from = author } = {}) {
      const id = platform.nextId('m')
      const message = { id, threadId, by: 'operator', text, items: [], marks: [], at: clock.now() } as const
      threads.get(threadId)?.messages.push({ ...message, marks: [], isDeleted: false })
      const place = { threadId, platformId: id, author: from, ...(replyTo ? { replyTo } : {}) }
      const command = /^\/(\w+)\s*([\s\S]*)$/.exec(text)
      if (command) push({ type: 'command', ...place, name: command[1] ?? '', args: command[2] ?? '' })
      else push({ type: 'message', ...place, ...addressed(text), ...(photo ? { unsupported: 'photo' } : {}) })
      return id
    },
    edit(id, text) {
      const message = platform.findMessage(id)
      if (!message) return
      message.text = text
      push({ type: 'edit', threadId: message.threadId, platformId: id, author, ...addressed(text) })
    },
    remove(id) {
      const message = platform.findMessage(id)
      if (!message) return
      message.isDeleted = true
      push({ type: 'delete', threadId: message.threadId, platformId: id })
    },
    react: (platformId, { isApproval, from = author } = {}) =>
      push({ type: 'reaction', platformId, author: from, ...(isApproval ? { isApproval } : {}) }),
    type: threadId => push({ type: 'typing', threadId, author }),
  }

  const platform: TextPlatform = {
    threads,
    updates,
    operator,
    faults: faultPlan(clock, limit),
    isHolding: false,
    onUpdate: undefined,
    findMessage: id => [...threads.values()].flatMap(({ messages }) => messages).find(one => one.id === id),
    nextId(prefix) {
      lastId += 1
      return `${prefix}${lastId}`
    },
    deleteThread(id) {
      const thread = threads.get(id)
      if (thread) thread.isGone = true
    },
    threadOf: sessionId =>
      [...threads.values()].findLast(({ cards }) => cards[0]?.card.sessionId === sessionId),
    shownOf: sessionId =>
      [...threads.values()]
        .filter(({ cards }) => cards[0]?.card.sessionId === sessionId)
        .flatMap(({ messages }) => messages)
        .filter(({ by, isDeleted }) => by === 'bot' && !isDeleted)
        .flatMap(({ items }) => items)
        .filter(({ from, deleted }) => from !== 'notice' && !deleted)
        .map(({ text }) => text),
  }
  return platform
}

function addressed(text: string): { text: string; isAddressed?: true } {
  return text.startsWith('@bot ') ? { text: text.slice(5), isAddressed: true } : { text }
}
