import type { ApiEventType } from './api-events.ts'
import type { JsonObject } from './json.ts'
import type { Author, Message } from './message.ts'
import type { Identity, Session, SessionStatus } from './session.ts'

/** For every call that does something: the same key again, within 24 hours, is answered like the first time and does nothing. */
export interface CallOptions {
  /** 1 to 200 printable ASCII characters, e.g. a UUID. Over HTTP it is the header `Idempotency-Key`. */
  idempotencyKey?: string
}

/** Which sessions to list, newest activity first. */
export interface SessionsQuery {
  /** Default: the only project that there is, or that the key opens. */
  projectId?: string
  status?: SessionStatus
  /** `true`: only those where the AI answered and nobody has looked at it yet. */
  needsReview?: boolean
  /** Only those whose ids, identity or page hold this text, in any case. Messages are not searched. At most 200 characters. */
  q?: string
  /** Only those with activity since then: ISO 8601. */
  since?: string
  /** `nextCursor` of the page before. */
  cursor?: string
  /** 1 to 100, default 50. With `q` or `needsReview` a page may hold fewer although there are more: `nextCursor` tells. */
  limit?: number
}

export interface SessionPage {
  sessions: Session[]
  /** Absent on the last page. */
  nextCursor?: string
}

/** `messages`: the newest 100 in their order. */
export interface SessionOptions {
  include?: 'messages'
}

export interface SessionWithMessages extends Session {
  messages?: Message[]
}

/** Which messages of a session to list. They come in the order they were written, from the first one if nothing is said. */
export interface MessagesQuery {
  /** Those written after this message: its id, or its `order`. */
  after?: string
  /** The newest before this message: its id, or its `order`. Not together with `after`. */
  before?: string
  /** 1 to 100, default 50. */
  limit?: number
}

export interface MessagePage {
  messages: Message[]
  /** What to ask with next: as `before` where `before` was asked, otherwise as `after`. Absent on the last page. */
  nextCursor?: string
}

/** What to say with `sendMessage`. */
export interface SendMessage {
  /** Plain text, at most 40,000 characters. */
  content: string
  /** Default `operator`. */
  type?: 'operator' | 'system'
  /** Who says it; default: as the project is configured. */
  author?: Author
  /** Id of the message it answers. */
  replyTo?: string
}

export interface EditMessage {
  content: string
}

export interface AiSwitch {
  enabled: boolean
}

/** A custom event for the page. */
export interface EmitEvent {
  name: string
  data?: JsonObject
}

/** How many open pages got it. */
export interface Emitted {
  delivered: number
}

/** What to subscribe to. */
export interface NewWebhook {
  /** `https://…` or `http://…`. It must not lead into the server's own network. */
  url: string
  events: ApiEventType[]
  /** Default: the only project that there is, or that the key opens. */
  projectId?: string
}

export interface WebhookChanges {
  url?: string
  events?: ApiEventType[]
  /** `true` takes one up again that was disabled. */
  enabled?: boolean
}

export interface Webhook {
  id: string
  projectId: string
  url: string
  events: ApiEventType[]
  enabled: boolean
  /** Why it was disabled, where that was not asked for. */
  reason?: string
  createdAt: string
}

/** Given once, at creation. */
export interface WebhookWithSecret extends Webhook {
  /** `whsec_…`: what the receiver verifies signatures with, after Standard Webhooks. */
  secret: string
}

export interface WebhooksQuery {
  projectId?: string
}

export interface WebhookList {
  webhooks: Webhook[]
}

/** How one event stands with one webhook. */
export interface Delivery {
  /** `webhook-id` of the call. */
  id: string
  event: ApiEventType | 'webhook.test'
  /** Absent on a test. */
  sessionId?: string
  /** `retrying`: not taken yet. `failed`: given up. */
  status: 'delivered' | 'retrying' | 'failed'
  attempts: number
  /** Of the last attempt. */
  at: string
  /** HTTP status that the receiver answered with. */
  responseStatus?: number
  /** Why it failed. */
  error?: string
}

/** The latest 100, newest first. */
export interface DeliveryList {
  deliveries: Delivery[]
}

export interface Deleted {
  id: string
  deleted: true
}

/** Whose data; a visitor belongs to one project. */
export interface VisitorOptions {
  /** Default: the only project that there is, or that the key opens. */
  projectId?: string
}

/** What was erased, and where copies stand that are not ours to take back. */
export interface Erasure {
  visitorId: string
  sessions: string[]
  messages: number
  /** Threads on the platforms: delete them there. */
  threads: { bridgeId: string; threadId: string }[]
}

/** A message with what only the team sees: notes and custom events are `team`. */
export interface ExportedMessage extends Message {
  audience: 'everyone' | 'team'
  event?: { name: string; data?: JsonObject }
}

/** Everything that is kept of one conversation. */
export interface SessionExport {
  session: Session
  messages: ExportedMessage[]
  threads: { bridgeId: string; threadId: string; closed: boolean }[]
  copies: { bridgeId: string; platformId: string; messageId: string }[]
  jobs: { kind: string; dueAt: string; payload?: unknown }[]
}

/** Everything that is kept of a visitor. */
export interface VisitorExport {
  visitorId: string
  exportedAt: string
  sessions: SessionExport[]
}

/** How the engine is doing. */
export interface Health {
  /** `degraded`: a bridge is in trouble, or jobs wait for more than five minutes. */
  status: 'ok' | 'degraded'
  outbox: {
    /** Jobs that are there, due or not; calls of webhooks stand with the webhooks. */
    waiting: number
    /** For how long the oldest waits that is overdue, or is tried again; 0 where none is. */
    oldestSeconds: number
  }
  bridges: BridgeHealth[]
}

export interface BridgeHealth {
  id: string
  /** When the platform was last reached, or heard of; absent: not since the start of this process. */
  lastContactAt?: string
  /** What went wrong last, where nothing has gone well since. */
  error?: string
  lastErrorAt?: string
}

/**
 * The server's side: the same methods on `PocketPing`, on the client of `@pocketping/core/client`, and as HTTP routes.
 * Every method rejects with a `PocketPingError`: `BAD_REQUEST` names the field, `SESSION_NOT_FOUND` is also said of what
 * belongs to a project that the key does not open.
 */
export interface ServerApi {
  sessions(query?: SessionsQuery): Promise<SessionPage>
  session(sessionId: string, options?: SessionOptions): Promise<SessionWithMessages | undefined>
  closeSession(sessionId: string, options?: CallOptions): Promise<Session>
  reopenSession(sessionId: string, options?: CallOptions): Promise<Session>
  messages(sessionId: string, query?: MessagesQuery): Promise<MessagePage>
  sendMessage(sessionId: string, message: SendMessage, options?: CallOptions): Promise<Message>
  editMessage(sessionId: string, messageId: string, changes: EditMessage): Promise<Message>
  deleteMessage(sessionId: string, messageId: string): Promise<Message>
  identify(sessionId: string, identity: Identity, options?: CallOptions): Promise<Session>
  setAi(sessionId: string, ai: AiSwitch, options?: CallOptions): Promise<Session>
  emitEvent(sessionId: string, name: string, data?: JsonObject, options?: CallOptions): Promise<Emitted>
  createWebhook(webhook: NewWebhook, options?: CallOptions): Promise<WebhookWithSecret>
  webhooks(query?: WebhooksQuery): Promise<WebhookList>
  webhook(webhookId: string): Promise<Webhook | undefined>
  updateWebhook(webhookId: string, changes: WebhookChanges): Promise<Webhook>
  deleteWebhook(webhookId: string): Promise<Deleted>
  webhookDeliveries(webhookId: string): Promise<DeliveryList>
  testWebhook(webhookId: string, options?: CallOptions): Promise<Delivery>
  eraseVisitor(visitorId: string, options?: VisitorOptions): Promise<Erasure>
  exportVisitor(visitorId: string, options?: VisitorOptions): Promise<VisitorExport>
  health(): Promise<Health>
}
