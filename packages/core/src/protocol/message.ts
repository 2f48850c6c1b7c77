import { z } from 'zod'
import { idSchema } from './ids.ts'

/** Who a message is from. */
export type MessageType = 'visitor' | 'operator' | 'ai' | 'system'

/** What a system message tells. */
export type SystemCode = 'session.closed' | 'session.reopened'

/** The name and picture a message is shown under. */
export interface Author {
  name: string
  avatarUrl?: string
}

/** A document that an answer of the AI rests on. */
export interface AiSource {
  title: string
  /** Where a person can read it; absent for files and plain text. */
  url?: string
}

/** One message as the API, the widget and webhooks see it. Times are ISO 8601 in UTC. */
export interface Message {
  id: string
  sessionId: string
  type: MessageType
  /** Plain text; empty once deleted. */
  content: string
  createdAt: string
  /** `seq` of the session when this message last changed. */
  seq: number
  /** `seq` of the session when this message was written: its place in the conversation. */
  order: number
  editedAt?: string
  deletedAt?: string
  /** Id of the message this one answers. */
  replyTo?: string
  /** Present on messages of operators and the AI. */
  author?: Author
  /** Present on system messages: what happened, so that a client can say it in its own language. */
  code?: SystemCode
  /** Present on an answer of the AI that rests on documents. */
  sources?: AiSource[]
}

/** Where a picture is: an address of the web, one on the same site, or its own bytes. Never what runs when it is opened. */
export const pictureSchema: z.ZodType<string> = z
  .string()
  .max(2048)
  .refine(text => /^(https?:\/\/|data:image\/)/i.test(text) || !/^[^/?#]*:/.test(text), {
    error: 'must be the address of a picture: https://…, a path, or data:image/…',
  })

export const authorSchema: z.ZodType<Author> = z.strictObject({
  name: z.string(),
  avatarUrl: z.string().exactOptional(),
})

/** An author as a server names one. */
export const givenAuthorSchema: z.ZodType<Author> = z.strictObject({
  name: z.string().min(1).max(100),
  avatarUrl: pictureSchema.exactOptional(),
})

export const messageSchema: z.ZodType<Message> = z.strictObject({
  id: idSchema,
  sessionId: idSchema,
  type: z.enum(['visitor', 'operator', 'ai', 'system']),
  content: z.string(),
  createdAt: z.iso.datetime(),
  seq: z.int().positive(),
  order: z.int().positive(),
  editedAt: z.iso.datetime().exactOptional(),
  deletedAt: z.iso.datetime().exactOptional(),
  replyTo: idSchema.exactOptional(),
  author: authorSchema.exactOptional(),
  code: z.enum(['session.closed', 'session.reopened']).exactOptional(),
  sources: z.array(z.strictObject({ title: z.string(), url: z.string().exactOptional() })).exactOptional(),
})
