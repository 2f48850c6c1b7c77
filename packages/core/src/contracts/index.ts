// The plugs. Whoever writes a storage or a bridge reads this folder.
export {
  type Bridge,
  type BridgeCapabilities,
  type BridgeEntry,
  BridgeError,
  type BridgeErrorKind,
  type BridgeMode,
  type Inbound,
  type InboundAuthor,
  type InboundCommand,
  type InboundDelete,
  type InboundEdit,
  type InboundMessage,
  type InboundReaction,
  type InboundTyping,
  type Inbox,
  type Mirror,
  type OpenedThread,
  type Post,
  type PostItem,
  type ReceiptMark,
  type ThreadCard,
} from './bridge.ts'
export type { Clock } from './clock.ts'
export type { Logger } from './logger.ts'
export type { Audience, Claim, CopyRecord, MessageRecord, SessionRecord, ThreadRecord } from './records.ts'
export type {
  Batch,
  ClaimRequest,
  ClaimResult,
  CommitResult,
  CopyQuery,
  Job,
  JobOutcome,
  KeptValue,
  MessageQuery,
  NewJob,
  SessionKey,
  SessionQuery,
  Storage,
  ThreadKey,
} from './storage.ts'
