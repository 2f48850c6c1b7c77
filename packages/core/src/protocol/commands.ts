import { z } from 'zod'
import { type IdentityProof, proofSchema } from './identity-proof.ts'
import { clientIdSchema, idSchema } from './ids.ts'
import { dataSchema, type JsonObject } from './json.ts'
import { MAX_CONTENT_LENGTH } from './limits.ts'
import { type Identity, identitySchema, type Page, pageSchema } from './session.ts'

/** Writes a message. The widget makes the id; the same id twice is the same message. */
export interface SendCommand {
  type: 'send'
  id: string
  content: string
  replyTo?: string
}

/** Changes a message of the visitor's own. */
export interface EditCommand {
  type: 'edit'
  id: string
  content: string
}

/** Deletes a message of the visitor's own. */
export interface DeleteCommand {
  type: 'delete'
  id: string
}

/** Says that the visitor is typing, or (`active: false`) no longer is. */
export interface TypingCommand {
  type: 'typing'
  active?: boolean
}

/** Says how far operator messages have arrived in the browser, and how far they were seen, as `order`. */
export interface ReadCommand {
  type: 'read'
  received?: number
  read?: number
}

/** A custom event from the page to the backend. The same id twice is the same event. */
export interface EventCommand {
  type: 'event'
  id: string
  name: string
  data?: JsonObject
}

/** Labels the conversation for the operators. What a proof says is marked as verified. */
export interface IdentifyCommand {
  type: 'identify'
  identity: Identity
  proof?: IdentityProof
}

/** The visitor went to another page. */
export interface PageCommand {
  type: 'page'
  page: Page
}

/** The visitor asks for a person in the place of the AI. Where none answers for them, nothing happens. */
export interface HandoffCommand {
  type: 'handoff'
}

/** The visitor ends the conversation. Writing again reopens it. */
export interface CloseCommand {
  type: 'close'
}

/** The token stops working: sent on `reset()`. */
export interface ForgetCommand {
  type: 'forget'
}

/** Everything a visitor can do. */
export type VisitorCommand =
  | SendCommand
  | EditCommand
  | DeleteCommand
  | TypingCommand
  | ReadCommand
  | EventCommand
  | IdentifyCommand
  | PageCommand
  | HandoffCommand
  | CloseCommand
  | ForgetCommand

// At least one character that is not white space or an invisible format character.
const content = z
  .string()
  .max(MAX_CONTENT_LENGTH)
  .regex(/[^\s\p{Cf}\p{Cc}]/u, { error: 'must not be empty' })

const order = z.int().nonnegative()

export const sendCommandSchema: z.ZodType<SendCommand> = z.strictObject({
  type: z.literal('send'),
  id: clientIdSchema,
  content,
  replyTo: idSchema.exactOptional(),
})

const editCommandSchema: z.ZodType<EditCommand> = z.strictObject({
  type: z.literal('edit'),
  id: idSchema,
  content,
})
const deleteCommandSchema: z.ZodType<DeleteCommand> = z.strictObject({
  type: z.literal('delete'),
  id: idSchema,
})
const typingCommandSchema: z.ZodType<TypingCommand> = z.strictObject({
  type: z.literal('typing'),
  active: z.boolean().exactOptional(),
})
const readCommandSchema: z.ZodType<ReadCommand> = z.strictObject({
  type: z.literal('read'),
  received: order.exactOptional(),
  read: order.exactOptional(),
})
const eventCommandSchema: z.ZodType<EventCommand> = z.strictObject({
  type: z.literal('event'),
  id: clientIdSchema,
  name: z.string().min(1).max(100),
  data: dataSchema.exactOptional(),
})
const identifyCommandSchema: z.ZodType<IdentifyCommand> = z.strictObject({
  type: z.literal('identify'),
  identity: identitySchema,
  proof: proofSchema.exactOptional(),
})
const pageCommandSchema: z.ZodType<PageCommand> = z.strictObject({
  type: z.literal('page'),
  page: pageSchema,
})
const handoffCommandSchema: z.ZodType<HandoffCommand> = z.strictObject({ type: z.literal('handoff') })
const closeCommandSchema: z.ZodType<CloseCommand> = z.strictObject({ type: z.literal('close') })
const forgetCommandSchema: z.ZodType<ForgetCommand> = z.strictObject({ type: z.literal('forget') })

/** The schema of each command by its `type`; a table, so that a wrong field is named instead of a failed union. */
export const commandSchemas: { readonly [Type in VisitorCommand['type']]: z.ZodType<VisitorCommand> } = {
  send: sendCommandSchema,
  edit: editCommandSchema,
  delete: deleteCommandSchema,
  typing: typingCommandSchema,
  read: readCommandSchema,
  event: eventCommandSchema,
  identify: identifyCommandSchema,
  page: pageCommandSchema,
  handoff: handoffCommandSchema,
  close: closeCommandSchema,
  forget: forgetCommandSchema,
}
