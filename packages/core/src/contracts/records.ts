import type { JsonObject } from '../protocol/json.ts'
import type { AiSource, Author, MessageType, SystemCode } from '../protocol/message.ts'
import type { Receipts, SessionIdentity, SessionMetadata, SessionStatus } from '../protocol/session.ts'

// What a storage keeps. Every record is plain JSON; times are milliseconds since 1970. A storage may keep a
// record as one JSON text beside the fields it finds it by: it never needs to look further inside.

/** One conversation. Found by `id`, by `tokenHash`, and by (`projectId`, `visitorId`). */
export interface SessionRecord {
  id: string
  projectId: string
  visitorId: string
  /** SHA-256 of the visitor's token in hex; empty once the token was revoked. */
  tokenHash: string
  /** Number of the last change: a commit names the one it read. */
  seq: number
  status: SessionStatus
  createdAt: number
  lastActivity: number
  metadata: SessionMetadata
  receipts: Receipts
  identity?: SessionIdentity
  /** Hashes of the tokens of further devices, on which the same verified customer goes on. */
  deviceHashes?: readonly string[] | undefined
  operator?: Author
  /** Who has taken the conversation on; by replying first, or by `claim`. */
  claimedBy?: Claim | undefined
  /** The visitor's messages are refused. */
  isBlocked?: boolean | undefined
  /** The AI answered, and no operator has looked at it yet. */
  needsReview?: boolean | undefined
  /** The AI was switched on or off for this conversation; absent: as the project has it. */
  aiEnabled?: boolean | undefined
  /** How the AI stands in this conversation; absent where it never had to do with it. */
  ai?: AiState | undefined
  /** When the visitor's last page was closed; absent while one is open. */
  leftAt?: number | undefined
}

/** How the AI stands in a conversation. Times are milliseconds since 1970. */
export interface AiState {
  /** `order` of the visitor's first message that nobody has answered, and when it was written; absent: none waits. */
  open?: { order: number; since: number; last: number } | undefined
  /** It has answered, so what follows need not wait as long as the first question. */
  isEngaged?: boolean | undefined
  /** Silent since then: a person answered, or is to. */
  silentSince?: number | undefined
  /** What was said up to this `order` is not told to the model: the conversation was closed, or handed to a person. */
  after?: number | undefined
  /** Unsure answers in a row. */
  unsure?: number | undefined
  /** What this conversation had of it on a day, e.g. `2026-11-21` in UTC. */
  used?: { day: string; turns: number; tokens: number } | undefined
  /** The day on which the address that it is asked from had its share, and the one on which operators were told of a limit. */
  overLimitOn?: string | undefined
  limitToldOn?: string | undefined
}

/** An operator, and the platform they answer from. */
export interface Claim {
  name: string
  bridgeId: string
  /** The platform's own id of the operator. */
  operatorId: string
}

/** Who may see a message: everyone, or only operators (notes and custom events). */
export type Audience = 'everyone' | 'team'

/** One message, note or custom event. Found by (`sessionId`, `id`), read in `order` and by `seq`. */
export interface MessageRecord {
  id: string
  sessionId: string
  type: MessageType
  audience: Audience
  content: string
  createdAt: number
  /** Session's `seq` at the last change. */
  seq: number
  /** Session's `seq` when written; unique within the session and never changed. */
  order: number
  editedAt?: number
  deletedAt?: number
  replyTo?: string
  author?: Author
  /** Id of the bridge it was written on; absent on messages from the widget, the API and ourselves. */
  origin?: string
  /** Present on system messages. */
  code?: SystemCode
  /** Present on custom events; their `content` is empty. */
  event?: { name: string; data?: JsonObject }
  /** Present on an answer of the AI that rests on documents. */
  sources?: readonly AiSource[]
  /** True on what the AI suggests to operators, and nobody has sent. */
  isDraft?: true
}

/**
 * A session's place on one platform. Found by (`bridgeId`, `threadId`); the current one of (`sessionId`,
 * `bridgeId`) is the one with the highest `generation`.
 */
export interface ThreadRecord {
  bridgeId: string
  /** The platform's own address of the thread, as the bridge made it. */
  threadId: string
  /** Platform id of the message that shows the card, as the bridge answered last. */
  cardId?: string
  sessionId: string
  /** 1 for the first thread, 2 for the one that replaced it … */
  generation: number
  /** Every message with an `order` up to here was posted, or set aside. */
  sentOrder: number
  /** Every change with a `seq` up to here is reflected. */
  syncedSeq: number
  /** Operator messages written here are marked stored, or seen, up to these `order`s. */
  storedMark: number
  seenMark: number
  closed: boolean
  /** Present until a thread that replaced another has shown what was said before. */
  needsRecap?: true
  /** The card as last shown, to know whether it must be edited, and when that was. */
  card: string
  cardAt: number
}

/**
 * One message as it stands on one platform: a long message has several (one per `part`), and several short
 * ones may share a `platformId`. Found by (`bridgeId`, `platformId`) and by (`sessionId`, `bridgeId`, `messageId`).
 */
export interface CopyRecord {
  bridgeId: string
  platformId: string
  sessionId: string
  messageId: string
  threadId: string
  part: number
  /** True where the operator wrote it there: never posted, edited or removed by us unless asked to. */
  origin: boolean
  /** `seq` of the message as shown. */
  seq: number
}
