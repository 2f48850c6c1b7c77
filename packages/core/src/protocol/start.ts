import { z } from 'zod'
import { type IdentityProof, proofSchema } from './identity-proof.ts'
import { pictureSchema } from './message.ts'
import {
  type Identity,
  identitySchema,
  type Page,
  pageSchema,
  type VisitorSession,
  visitorSessionSchema,
} from './session.ts'
import { type VisitorUpdate, visitorUpdateSchema } from './updates.ts'

/** Body of `POST B/widget/sessions`: the first real act of a visitor who has no token yet. */
export interface StartRequest {
  /** Project id or public key; absent where there is only one project. */
  projectId?: string
  page?: Page
  /** BCP 47 language of the browser. */
  language?: string
  /** IANA time zone of the browser. */
  timeZone?: string
}

/**
 * Body of `POST B/widget/sessions/resume`: brings the conversation of a customer whose identity the host's server has
 * proven to this browser. Where there is none, the answer is `{}`, and nothing was made.
 */
export interface ResumeRequest {
  projectId?: string
  identity: Identity
  proof: IdentityProof
}

/** What the project says of the widget; whatever the page passes to `init` wins. */
export interface WidgetSettings {
  primaryColor?: string
  operatorName?: string
  operatorAvatar?: string
  welcomeMessage?: string
  title?: string
  position?: 'bottom-right' | 'bottom-left'
  theme?: 'light' | 'dark' | 'auto'
  language?: string
  sound?: boolean
  launcher?: boolean
}

/** Answer to `POST B/widget/sessions` and to `resume`. The token is given once and opens this session only. */
export interface StartResponse {
  token: string
  session: VisitorSession
}

export const startRequestSchema: z.ZodType<StartRequest> = z.strictObject({
  projectId: z.string().max(100).exactOptional(),
  page: pageSchema.exactOptional(),
  language: z.string().max(35).exactOptional(),
  timeZone: z.string().max(64).exactOptional(),
})

export const resumeRequestSchema: z.ZodType<ResumeRequest> = z.strictObject({
  projectId: z.string().max(100).exactOptional(),
  identity: identitySchema,
  proof: proofSchema,
})

export const widgetSettingsSchema: z.ZodType<WidgetSettings> = z.strictObject({
  primaryColor: z.string().max(100).exactOptional(),
  operatorName: z.string().max(100).exactOptional(),
  operatorAvatar: pictureSchema.exactOptional(),
  welcomeMessage: z.string().max(1000).exactOptional(),
  title: z.string().max(100).exactOptional(),
  position: z.enum(['bottom-right', 'bottom-left']).exactOptional(),
  theme: z.enum(['light', 'dark', 'auto']).exactOptional(),
  language: z.string().max(35).exactOptional(),
  sound: z.boolean().exactOptional(),
  launcher: z.boolean().exactOptional(),
})

export const startResponseSchema: z.ZodType<StartResponse> = z.strictObject({
  token: z.string(),
  session: visitorSessionSchema,
})

/** Answer of `GET B/widget/poll?after=`: at once where something is new, else when something happens or after 25 s. */
export interface PollResponse {
  updates: VisitorUpdate[]
}

export const pollResponseSchema: z.ZodType<PollResponse> = z.strictObject({
  updates: z.array(visitorUpdateSchema),
})
