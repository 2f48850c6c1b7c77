// The plugs. Whoever writes a storage, a bridge or an AI provider reads this folder.
export {
  type AIProvider,
  AiError,
  type AiErrorKind,
  type AiEvent,
  type AiOutcome,
  type AiPassage,
  type AiRequest,
  type AiTurn,
  type AiUsage,
} from './ai-provider.ts'
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
export type { KnowledgeSource, ReadDocument, ReadFile, ReadPassage } from './knowledge.ts'
export type { Logger } from './logger.ts'
export {
  OutgoingError,
  type OutgoingErrorKind,
  type OutgoingFetch,
  type OutgoingRequest,
  type OutgoingResponse,
} from './outgoing.ts'
export type { Audience, Claim, CopyRecord, MessageRecord, SessionRecord, ThreadRecord } from './records.ts'
export type {
  Batch,
  ClaimRequest,
  ClaimResult,
  CommitResult,
  CopyQuery,
  EventQuery,
  Job,
  JobCount,
  JobOutcome,
  KeptOfSession,
  KeptValue,
  MessageQuery,
  NewEvent,
  NewJob,
  NewKey,
  SessionKey,
  SessionQuery,
  Storage,
  StoredEvent,
  ThreadKey,
} from './storage.ts'
