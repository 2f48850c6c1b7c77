// For those who write a bridge, a storage or an AI provider.

export type { AiLimitNews } from './ai/ai-context.ts'
export type { AiHandoff, AiLimits, AiOptions } from './ai/ai-options.ts'
export type { FoundPassage, KnowledgeItem } from './ai/knowledge/knowledge.ts'
export type { KnowledgeApi, KnowledgeOptions } from './api/knowledge.ts'
export type { DeliveryFailure } from './bridges/context.ts'
export { createIntake, type Intake, type IntakeItem, type Take } from './bridges/intake.ts'
export { type RemoteBridgeOptions, remoteBridge } from './bridges/remote/remote-bridge.ts'
export {
  type AIProvider,
  AiError,
  type AiErrorKind,
  type AiEvent,
  type AiOutcome,
  type AiPassage,
  type AiRequest,
  type AiState,
  type AiTurn,
  type AiUsage,
  type Audience,
  type Batch,
  type Bridge,
  type BridgeCapabilities,
  type BridgeEntry,
  BridgeError,
  type BridgeErrorKind,
  type BridgeMode,
  type Claim,
  type ClaimRequest,
  type ClaimResult,
  type Clock,
  type CommitResult,
  type CopyQuery,
  type CopyRecord,
  type EventQuery,
  type Inbound,
  type InboundAuthor,
  type InboundCommand,
  type InboundDelete,
  type InboundEdit,
  type InboundMessage,
  type InboundReaction,
  type InboundTyping,
  type Inbox,
  type Job,
  type JobCount,
  type JobOutcome,
  type KeptOfSession,
  type KeptValue,
  type KnowledgeSource,
  type Logger,
  type MessageQuery,
  type MessageRecord,
  type Mirror,
  type NewEvent,
  type NewJob,
  type NewKey,
  type OpenedThread,
  OutgoingError,
  type OutgoingErrorKind,
  type OutgoingFetch,
  type OutgoingRequest,
  type OutgoingResponse,
  type PdfText,
  type Post,
  type PostItem,
  type ReadFile,
  type ReadPdf,
  type ReceiptMark,
  type SessionKey,
  type SessionQuery,
  type SessionRecord,
  type Storage,
  type StoredEvent,
  type ThreadCard,
  type ThreadKey,
  type ThreadRecord,
} from './contracts/index.ts'
export type { BusinessHours } from './conversation/business-hours.ts'
export type { SessionNews } from './conversation/hook-jobs.ts'
export type { Hooks, VisitorEvent } from './conversation/hook-runner.ts'
export type { EcPublicJwk, IdentityKey, IdentityOptions } from './conversation/identity-keys.ts'
export type { Rate } from './conversation/limiter.ts'
export type { HttpRequest, HttpResponse } from './http/http-request.ts'
export type { ProjectLookup } from './options/looked-up-projects.ts'
export type { PocketPingOptions } from './options/options.ts'
export type { ProjectOptions } from './options/project-options.ts'
export { type FetchContext, PocketPing } from './pocketping.ts'
export {
  type AiSwitch,
  type ApiEvent,
  type ApiEventType,
  type BridgeHealth,
  type CallOptions,
  type Deleted,
  type Delivery,
  type DeliveryList,
  type EditMessage,
  type Emitted,
  type Erasure,
  type ErrorBody,
  type ErrorCode,
  type Health,
  type Identity,
  type Json,
  type JsonObject,
  type Message,
  type MessagePage,
  type MessagesQuery,
  type NewWebhook,
  PocketPingError,
  type SendMessage,
  type ServerApi,
  type Session,
  type SessionIdentity,
  type SessionOptions,
  type SessionPage,
  type SessionsQuery,
  type SessionWithMessages,
  type VisitorExport,
  type VisitorOptions,
  type Webhook,
  type WebhookChanges,
  type WebhookList,
  type WebhookPayload,
  type WebhooksQuery,
  type WebhookWithSecret,
  type WidgetSettings,
} from './protocol/index.ts'
export type { Frame } from './realtime/frame.ts'
export type { Socket, SocketSession } from './realtime/socket-session.ts'
export type { Limits } from './realtime/visitor-desk.ts'
export { memoryStorage } from './storage/memory.ts'
