import { z } from 'zod'
import { type Page, pageSchema, type VisitorSession, visitorSessionSchema } from './session.ts'
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

/** Its answer. The token is given once and opens this session only. */
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
