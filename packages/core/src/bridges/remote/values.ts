import { z } from 'zod'
import type {
  BridgeCapabilities,
  BridgeErrorKind,
  OpenedThread,
  Post,
  PostItem,
  ReceiptMark,
  ThreadCard,
} from '../../contracts/bridge.ts'
import type { Json, JsonObject } from '../../protocol/json.ts'
import { authorSchema } from '../../protocol/message.ts'
import { type SessionIdentity, type SessionMetadata, VERIFIED_FIELDS } from '../../protocol/session.ts'

// The contract's values as they cross between processes. Far above what any platform has, and an end all the same.

/** An id of a platform, whatever it looks like. */
export const platformIdSchema: z.ZodType<string> = z.string().max(1000)

export const platformIdsSchema: z.ZodType<string[]> = z.array(platformIdSchema).max(1000)

/** What somebody wrote. */
export const textSchema: z.ZodType<string> = z.string().max(500_000)

export const capabilitiesSchema: z.ZodType<BridgeCapabilities> = z.strictObject({
  maxLength: z.int().positive(),
  edits: z.boolean(),
  removals: z.boolean(),
  budget: z.strictObject({ messages: z.number().positive(), perMs: z.number().positive() }).exactOptional(),
  commandPrefixes: z.array(z.string().max(20)).max(20),
})

export const kindSchema: z.ZodType<BridgeErrorKind> = z.enum([
  'rate-limited',
  'unavailable',
  'thread-gone',
  'message-gone',
  'refused',
  'misconfigured',
])

// What an engine says is read without what we do not know: it may be newer than this process, and say more.

const data = z.record(z.string(), z.json() as z.ZodType<Json>) as z.ZodType<JsonObject>

const metadata: z.ZodType<SessionMetadata> = z.object({
  pageUrl: textSchema.exactOptional(),
  url: textSchema.exactOptional(),
  pageTitle: textSchema.exactOptional(),
  referrer: textSchema.exactOptional(),
  userAgent: textSchema.exactOptional(),
  browser: textSchema.exactOptional(),
  os: textSchema.exactOptional(),
  device: z.enum(['desktop', 'mobile', 'tablet']).exactOptional(),
  language: textSchema.exactOptional(),
  timeZone: textSchema.exactOptional(),
  country: textSchema.exactOptional(),
})

const identity: z.ZodType<SessionIdentity> = z.object({
  email: textSchema.exactOptional(),
  name: textSchema.exactOptional(),
  customerId: textSchema.exactOptional(),
  metadata: data.exactOptional(),
  verified: z.array(z.enum(VERIFIED_FIELDS)).exactOptional(),
})

export const cardSchema: z.ZodType<ThreadCard> = z.object({
  sessionId: z.string(),
  visitorId: z.string(),
  projectName: z.string(),
  status: z.enum(['active', 'closed']),
  metadata,
  identity: identity.exactOptional(),
  createdAt: z.number(),
  leftAt: z.number().exactOptional(),
  claimedBy: authorSchema.exactOptional(),
  isBlocked: z.literal(true).exactOptional(),
  needsReview: z.literal(true).exactOptional(),
  hint: z.string(),
})

const item: z.ZodType<PostItem> = z.object({
  from: z.enum(['visitor', 'operator', 'ai', 'system', 'event', 'note', 'notice']),
  text: textSchema,
  author: authorSchema.exactOptional(),
  via: z.string().exactOptional(),
  edited: z.boolean().exactOptional(),
  deleted: z.boolean().exactOptional(),
  event: z.object({ name: z.string(), data: data.exactOptional() }).exactOptional(),
  isDraft: z.literal(true).exactOptional(),
})

export const postSchema: z.ZodType<Post> = z.object({
  items: z.array(item).max(1000),
  replyTo: platformIdSchema.exactOptional(),
})

export const markSchema: z.ZodType<ReceiptMark> = z.enum(['stored', 'seen', 'failed', 'note'])

export const openedSchema: z.ZodType<OpenedThread> = z.strictObject({
  threadId: platformIdSchema,
  cardId: platformIdSchema.exactOptional(),
})
