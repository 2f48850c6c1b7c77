import { z } from 'zod'
import { idSchema } from './ids.ts'
import { dataSchema, type JsonObject } from './json.ts'
import { type Author, authorSchema } from './message.ts'

export type SessionStatus = 'active' | 'closed'

/** The page the visitor is on. */
export interface Page {
  url: string
  title?: string
  referrer?: string
}

/** What is known of the visitor's browser. Everything in it is the visitor's word: treat it as hostile. */
export interface SessionMetadata {
  /** The page the visitor is on; `url` is the same, kept for the documented name. */
  pageUrl?: string
  url?: string
  pageTitle?: string
  referrer?: string
  userAgent?: string
  /** e.g. `Chrome 141`. */
  browser?: string
  /** e.g. `macOS`. */
  os?: string
  device?: 'desktop' | 'mobile' | 'tablet'
  /** BCP 47, e.g. `de-CH`. */
  language?: string
  /** IANA name, e.g. `Europe/Zurich`. */
  timeZone?: string
  /** ISO 3166 code from a proxy header, only where `trustProxy` is set. */
  country?: string
}

/** Who the visitor says to be. It labels the conversation and opens nothing. */
export interface Identity {
  email?: string
  name?: string
  customerId?: string
  metadata?: JsonObject
}

/** What of an identity can be proven by the host's own server, in the order in which it is named. */
export const VERIFIED_FIELDS = ['customerId', 'email', 'name', 'metadata'] as const

export type VerifiedField = (typeof VERIFIED_FIELDS)[number]

/** Who the visitor is, as far as it is known. What is not in `verified` is the page's word. */
export interface SessionIdentity extends Identity {
  verified?: VerifiedField[]
}

/** How far each side has got, as the `order` of the last message concerned; 0 is none. */
export interface Receipts {
  /** Visitor messages up to here stand on at least one platform. */
  delivered: number
  /** Visitor messages up to here were seen by an operator. */
  seen: number
  /** Operator messages up to here have reached the visitor's browser. */
  received: number
  /** Operator messages up to here were read by the visitor. */
  read: number
}

/** Whether somebody is there to answer, and when somebody will be. */
export interface Availability {
  open: boolean
  /** Where `open` is false and it is known: when the team is back. */
  backAt?: string
}

/** One conversation as the widget sees it: without what is known of the visitor, which is for operators. */
export interface VisitorSession {
  id: string
  visitorId: string
  projectId: string
  status: SessionStatus
  createdAt: string
  lastActivity: string
  /** Number of the session's last change. */
  seq: number
  receipts: Receipts
  /** Who answered last. In an update: absent where it is as before. */
  operator?: Author
  /** Absent where the project says nothing of it. */
  availability?: Availability
  /** True while the AI answers: the visitor may ask for a person instead, with the command `handoff`. */
  aiAnswers?: true
}

/** One conversation as the API sees it. */
export interface Session extends Omit<VisitorSession, 'availability' | 'aiAnswers'> {
  metadata: SessionMetadata
  identity?: SessionIdentity
  /** Who has taken the conversation on. */
  claimedBy?: { name: string }
  /** True where the visitor's messages are refused. */
  isBlocked?: boolean
  /** True where the AI answered and no operator has looked at it yet. */
  needsReview?: boolean
  /** Absent: the AI answers as the project has it. */
  ai?: { enabled: boolean }
}

const short = z.string().max(300)

export const pageSchema: z.ZodType<Page> = z.strictObject({
  url: z.string().max(2048),
  title: short.exactOptional(),
  referrer: z.string().max(2048).exactOptional(),
})

const identityShape = {
  email: z.string().max(254).exactOptional(),
  name: z.string().max(200).exactOptional(),
  customerId: z.string().max(200).exactOptional(),
  metadata: dataSchema.exactOptional(),
}

export const identitySchema: z.ZodType<Identity> = z.strictObject(identityShape)

const sessionIdentitySchema: z.ZodType<SessionIdentity> = z.strictObject({
  ...identityShape,
  verified: z.array(z.enum(VERIFIED_FIELDS)).exactOptional(),
})

const mark = z.int().nonnegative()

export const receiptsSchema: z.ZodType<Receipts> = z.strictObject({
  delivered: mark,
  seen: mark,
  received: mark,
  read: mark,
})

export const metadataSchema: z.ZodType<SessionMetadata> = z.strictObject({
  pageUrl: z.string().exactOptional(),
  url: z.string().exactOptional(),
  pageTitle: z.string().exactOptional(),
  referrer: z.string().exactOptional(),
  userAgent: z.string().exactOptional(),
  browser: z.string().exactOptional(),
  os: z.string().exactOptional(),
  device: z.enum(['desktop', 'mobile', 'tablet']).exactOptional(),
  language: z.string().exactOptional(),
  timeZone: z.string().exactOptional(),
  country: z.string().exactOptional(),
})

const availabilitySchema: z.ZodType<Availability> = z.strictObject({
  open: z.boolean(),
  backAt: z.iso.datetime().exactOptional(),
})

const sessionShape = {
  id: idSchema,
  visitorId: idSchema,
  projectId: idSchema,
  status: z.enum(['active', 'closed']),
  createdAt: z.iso.datetime(),
  lastActivity: z.iso.datetime(),
  seq: z.int().nonnegative(),
  receipts: receiptsSchema,
  operator: authorSchema.exactOptional(),
}

export const visitorSessionSchema: z.ZodType<VisitorSession> = z.strictObject({
  ...sessionShape,
  availability: availabilitySchema.exactOptional(),
  aiAnswers: z.literal(true).exactOptional(),
})

export const sessionSchema: z.ZodType<Session> = z.strictObject({
  ...sessionShape,
  metadata: metadataSchema,
  identity: sessionIdentitySchema.exactOptional(),
  claimedBy: z.strictObject({ name: z.string() }).exactOptional(),
  isBlocked: z.boolean().exactOptional(),
  needsReview: z.boolean().exactOptional(),
  ai: z.strictObject({ enabled: z.boolean() }).exactOptional(),
})
