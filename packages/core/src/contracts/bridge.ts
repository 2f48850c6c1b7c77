import type { JsonObject } from '../protocol/json.ts'
import type { Author } from '../protocol/message.ts'
import type { SessionIdentity, SessionMetadata, SessionStatus } from '../protocol/session.ts'
import type { Logger } from './logger.ts'

/** What the platform can do. */
export interface BridgeCapabilities {
  /** Longest text of one platform message, in UTF-16 code units: longer posts are split by the bridge. */
  maxLength: number
  /** Our own posts can be edited, and removed. */
  edits: boolean
  removals: boolean
  /**
   * How many messages the platform takes in a while, over all threads together. Posting, editing, opening a
   * thread and updating its card cost one each (a split post one per part).
   */
  budget?: { messages: number; perMs: number }
  /** What a command begins with, e.g. `['/']`. */
  commandPrefixes: readonly string[]
}

/** What operators see of a session at the head of its thread. */
export interface ThreadCard {
  sessionId: string
  visitorId: string
  projectName: string
  status: SessionStatus
  metadata: SessionMetadata
  /** What is not in its `verified` is the visitor's word. */
  identity?: SessionIdentity
  createdAt: number
  /** When the visitor left the site, in milliseconds since 1970; absent while a page of theirs is connected. */
  leftAt?: number
  /** The operator who has taken the conversation on. */
  claimedBy?: Author
  /** True where the visitor's messages are refused. */
  isBlocked?: true
  /** True where the AI answered, or handed over, and no operator has looked at it yet: title and header show it. */
  needsReview?: true
  /** One line on what becomes of what is written in the thread, and which command tells more. */
  hint: string
}

/** Where a thread stands on the platform. Both are stored, as the bridge made them. */
export interface OpenedThread {
  threadId: string
  /** Platform id of the message that shows the card; absent where the card is no message, or could not be posted yet. */
  cardId?: string
}

/** One message within a post. */
export interface PostItem {
  /** `event` is a custom event of the page; `note` an operator's note; `notice` a word of our own to the operators. */
  from: 'visitor' | 'operator' | 'ai' | 'system' | 'event' | 'note' | 'notice'
  text: string
  author?: Author
  /** Bridge it was written on, where that is another one. */
  via?: string
  edited?: boolean
  /** True where the visitor deleted it and the platform cannot remove it, or it shares its place with others. */
  deleted?: boolean
  /** Present on `event`. */
  event?: { name: string; data?: JsonObject }
  /** True on an `ai` item that the visitor has not got: operators may send it with a thumbs-up, or with `send`. */
  isDraft?: true
}

/** What stands in one place of a thread: one message, or several short ones that waited together. */
export interface Post {
  items: readonly PostItem[]
  /** Platform id of the message this answers. */
  replyTo?: string
}

/** How an operator's own message fares: stored (the visitor will get it), seen by the visitor, failed, or kept as a note. */
export type ReceiptMark = 'stored' | 'seen' | 'failed' | 'note'

export interface InboundMessage {
  type: 'message'
  threadId: string
  platformId: string
  author: InboundAuthor
  text: string
  /** Platform id of the message it answers, where the operator chose one. */
  replyTo?: string
  /** What it carries that we cannot pass on, e.g. `photo`: the operator is told. */
  unsupported?: string
  /** True where it names our bot (`@bot`), which is left out of `text`. A reply to the bot alone does not count. */
  isAddressed?: boolean
}

export interface InboundEdit {
  type: 'edit'
  /** What tells this edit from others of the same message, where the platform may tell it again, late: it is taken once. */
  version?: string
  threadId: string
  platformId: string
  author: InboundAuthor
  text: string
  /** As on a message. */
  isAddressed?: boolean
}

export interface InboundDelete {
  type: 'delete'
  threadId: string
  platformId: string
}

export interface InboundReaction {
  type: 'reaction'
  platformId: string
  author: InboundAuthor
  /** True for a thumbs-up and what means the same: it sends a draft of the AI's. */
  isApproval?: boolean
}

export interface InboundCommand {
  type: 'command'
  threadId: string
  /** Of the message or act that gave the command: the same id twice is the same command. */
  platformId: string
  author: InboundAuthor
  name: string
  args: string
  replyTo?: string
}

export interface InboundTyping {
  type: 'typing'
  threadId: string
  author: InboundAuthor
}

/** An operator on the platform. `id` is the platform's own. */
export interface InboundAuthor extends Author {
  id: string
  /** The name that is theirs alone on the platform, without `@`, where `allowedOperators` may hold it. */
  username?: string
}

/** Everything a platform can tell us. */
export type Inbound =
  | InboundMessage
  | InboundEdit
  | InboundDelete
  | InboundReaction
  | InboundCommand
  | InboundTyping

/** The engine's side of a bridge, given to `start`. */
export interface Inbox {
  /**
   * Resolves once what was handed in is stored, or is known already, or is nobody's. Rejects when it could not
   * be stored: hand it in again, and tell the platform "received" only after it resolved. Hand in the updates of
   * one thread one after another.
   */
  receive(inbound: Inbound): Promise<void>
  /** How far the platform was heard before, as `heard` last said; `undefined` the first time. Read again from there. */
  position(): Promise<string | undefined>
  /**
   * Everything that the platform tells of up to here was handed in and stored. For platforms that keep what happens,
   * and do not remember how far we are; `createIntake` calls it. Stored within seconds, not at once.
   */
  heard(position: string): void
  /**
   * The bridge can receive no more, and does not try again by itself, e.g. because its token was revoked. The engine
   * logs why, calls `stop`, and `start` again after a while.
   */
  ended(error: Error): void
  logger: Logger
}

/** A connector to one messaging platform. It holds no conversation state. Ordered by life cycle. */
export interface Bridge {
  /** Unique among the bridges of an engine, stable for ever: it is stored. */
  readonly id: string
  readonly capabilities: BridgeCapabilities
  /** Ids of those who may answer, or `@` and the name; absent: everybody who can write in a thread. The engine ignores others. */
  readonly allowedOperators?: readonly string[]
  /**
   * Checks its configuration, then begins to receive; resolves once it does. One process at a time is started.
   * Throws a `BridgeError`: `misconfigured` says exactly what to fix.
   */
  start(inbox: Inbox): Promise<void>
  /** Ends receiving; what was handed in and not stored yet is not confirmed to the platform. Safe to call twice. */
  stop(): Promise<void>
  /**
   * Opens a thread and shows the card in it. Once the thread exists this resolves: a card that failed is left to
   * `updateThread`. `key` names this thread for platforms that refuse doubles.
   */
  openThread(card: ThreadCard, key: string): Promise<OpenedThread>
  /** Shows the card anew: title, header. Answers with the card's id from now on; without `cardId` it may post one. */
  updateThread(threadId: string, card: ThreadCard, cardId?: string): Promise<string | undefined>
  closeThread(threadId: string): Promise<void>
  reopenThread(threadId: string): Promise<void>
  /** Posts, and answers with the platform ids, one per part. `key` names this post for platforms that refuse doubles. */
  send(threadId: string, post: Post, key: string): Promise<string[]>
  /** Changes a post of ours; answers with its platform ids from now on. Equal content counts as done. */
  edit(threadId: string, platformIds: readonly string[], post: Post): Promise<string[]>
  /** Removes messages, ours or (on `/delete`) the operator's. What is gone already counts as done. */
  remove(threadId: string, platformIds: readonly string[]): Promise<void>
  /** Marks an operator's own message. Present when the platform has reactions. */
  react?(threadId: string, platformId: string, mark: ReceiptMark): Promise<void>
  /** Shows for some seconds that the visitor is typing. Present when the platform can. */
  typing?(threadId: string): Promise<void>
  /**
   * Takes what the platform posts to `B/bridges/:id`, and verifies it before reading it. Any process may be the one
   * that is called, also one in which the bridge was not started. Present when the platform calls us.
   */
  handleWebhook?(request: Request, inbox: Inbox): Promise<Response>
}

/** How much of a conversation one platform shows. */
export type Mirror =
  /** Everything. */
  | 'all'
  /** Not what colleagues write on other platforms. */
  | 'visitor'
  /** Only the first notice. */
  | 'none'

/** What of that which operators write on one platform goes to the visitor. */
export type BridgeMode =
  /** Everything but notes and commands. */
  | 'two-way'
  /** Only what addresses the bot by name, or begins with `!reply`. */
  | 'mention'
  /** Nothing. */
  | 'alerts'

/** A bridge with other settings than the usual ones. */
export interface BridgeEntry {
  bridge: Bridge
  /** Default `all`. */
  mirror?: Mirror
  /** Default `two-way`. */
  mode?: BridgeMode
}

/** Why a bridge could not do what it was asked. */
export type BridgeErrorKind =
  /** Too much at once: nothing at all before `retryAfterMs`. */
  | 'rate-limited'
  /** Network, 5xx, timeout: try again. */
  | 'unavailable'
  /** The thread does not exist any more: open a new one. */
  | 'thread-gone'
  /** The message does not exist any more, or can no longer be changed. */
  | 'message-gone'
  /** This will never be taken, however often it is tried. */
  | 'refused'
  /** Token, rights, chat: nothing works until a person fixes it; the message says what. */
  | 'misconfigured'

/** What a bridge throws. Its message must not contain a token. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError'
  readonly kind: BridgeErrorKind
  /** Milliseconds; present on `rate-limited`. */
  readonly retryAfterMs: number | undefined

  constructor(
    kind: BridgeErrorKind,
    message: string,
    options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs
  }
}
