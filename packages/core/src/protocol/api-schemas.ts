import { z } from 'zod'
import { API_EVENT_TYPES } from './api-events.ts'
import type * as Api from './api-types.ts'
import { idSchema } from './ids.ts'
import { dataSchema, type Json } from './json.ts'
import { MAX_OPERATOR_LENGTH } from './limits.ts'
import { givenAuthorSchema, type Message, messageSchema } from './message.ts'
import { type Identity, identitySchema, type Session, sessionSchema } from './session.ts'

/** Members of a schema that is declared by what it parses: those that stand here are objects. */
const shapeOf = (schema: z.ZodType): z.ZodRawShape => (schema as unknown as z.ZodObject).shape

// What goes into the server API and what comes out. Queries are texts: each is read by the schema that describes it.

const words = z
  .string()
  .max(MAX_OPERATOR_LENGTH)
  .regex(/[^\s\p{Cf}\p{Cc}]/u, { error: 'must not be empty' })

const projectId = z.string().min(1).max(64).exactOptional()

const limit = z.coerce
  .number({ error: 'must be a whole number from 1 to 100' })
  .int({ error: 'must be a whole number from 1 to 100' })
  .min(1, { error: 'must be at least 1' })
  .max(100, { error: 'must be at most 100' })

const flag = z
  .union([z.enum(['true', 'false']), z.boolean()], { error: 'must be true or false' })
  .transform(value => value === true || value === 'true')

const cursor = z.string().regex(/^[\w.-]{1,100}$/, { error: 'is not one that was handed out' })

export const sessionsQuerySchema: z.ZodType<Api.SessionsQuery> = z.strictObject({
  projectId,
  status: z.enum(['active', 'closed']).exactOptional(),
  needsReview: flag.exactOptional(),
  q: z.string().min(1).max(200).exactOptional(),
  since: z.iso
    .datetime({ offset: true, error: 'must be an ISO 8601 time, e.g. 2026-01-31T12:00:00Z' })
    .exactOptional(),
  cursor: cursor.exactOptional(),
  limit: limit.exactOptional(),
})

export const sessionOptionsSchema: z.ZodType<Api.SessionOptions> = z.strictObject({
  include: z.literal('messages', { error: 'must be messages' }).exactOptional(),
})

const place = z.string().regex(/^[\w-]{1,64}$/, { error: 'must be the id of a message, or its order' })

export const messagesQuerySchema: z.ZodType<Api.MessagesQuery> = z
  .strictObject({
    after: place.exactOptional(),
    before: place.exactOptional(),
    limit: limit.exactOptional(),
  })
  .refine(({ after, before }) => after === undefined || before === undefined, {
    error: 'cannot be given together with after',
    path: ['before'],
  })

export const sendMessageSchema: z.ZodType<Api.SendMessage> = z.strictObject({
  content: words,
  type: z.enum(['operator', 'system']).exactOptional(),
  author: givenAuthorSchema.exactOptional(),
  replyTo: idSchema.exactOptional(),
})

export const editMessageSchema: z.ZodType<Api.EditMessage> = z.strictObject({ content: words })

export const aiSwitchSchema: z.ZodType<Api.AiSwitch> = z.strictObject({ enabled: z.boolean() })

export const emitEventSchema: z.ZodType<Api.EmitEvent> = z.strictObject({
  name: z.string().min(1).max(100),
  data: dataSchema.exactOptional(),
})

const eventTypes = z
  .array(z.enum(API_EVENT_TYPES, { error: `must be one of ${API_EVENT_TYPES.join(', ')}` }))
  .min(1, { error: 'must name at least one event' })
  .max(API_EVENT_TYPES.length)

const url = z.string().min(1).max(2048)

export const newWebhookSchema: z.ZodType<Api.NewWebhook> = z.strictObject({
  url,
  events: eventTypes,
  projectId,
})

export const webhookChangesSchema: z.ZodType<Api.WebhookChanges> = z.strictObject({
  url: url.exactOptional(),
  events: eventTypes.exactOptional(),
  enabled: z.boolean().exactOptional(),
})

export const ofProjectSchema: z.ZodType<Api.VisitorOptions> = z.strictObject({ projectId })

const webhookShape = {
  id: idSchema,
  projectId: idSchema,
  url: z.string(),
  events: z.array(z.enum(API_EVENT_TYPES)),
  enabled: z.boolean(),
  reason: z.string().exactOptional(),
  createdAt: z.iso.datetime(),
}

const webhookSchema: z.ZodType<Api.Webhook> = z.strictObject(webhookShape)

const deliverySchema: z.ZodType<Api.Delivery> = z.strictObject({
  id: z.string(),
  event: z.enum([...API_EVENT_TYPES, 'webhook.test']),
  sessionId: idSchema.exactOptional(),
  status: z.enum(['delivered', 'retrying', 'failed']),
  attempts: z.int().positive(),
  at: z.iso.datetime(),
  responseStatus: z.int().exactOptional(),
  error: z.string().exactOptional(),
})

const exportedMessageSchema = z.strictObject({
  ...shapeOf(messageSchema),
  audience: z.enum(['everyone', 'team']),
  event: z.strictObject({ name: z.string(), data: dataSchema.exactOptional() }).exactOptional(),
}) as unknown as z.ZodType<Api.ExportedMessage>

const sessionExportSchema: z.ZodType<Api.SessionExport> = z.strictObject({
  session: sessionSchema,
  messages: z.array(exportedMessageSchema),
  threads: z.array(z.strictObject({ bridgeId: z.string(), threadId: z.string(), closed: z.boolean() })),
  copies: z.array(z.strictObject({ bridgeId: z.string(), platformId: z.string(), messageId: idSchema })),
  jobs: z.array(
    z.strictObject({
      kind: z.string(),
      dueAt: z.iso.datetime(),
      payload: (z.json() as z.ZodType<Json>).exactOptional(),
    }),
  ),
})

const sessionWithMessagesSchema = z.strictObject({
  ...shapeOf(sessionSchema),
  messages: z.array(messageSchema).exactOptional(),
}) as unknown as z.ZodType<Api.SessionWithMessages>

/** What each call answers, by the method's name. */
export const answerSchemas: { readonly [Name in keyof Api.ServerApi]: z.ZodType } = {
  sessions: z.strictObject({
    sessions: z.array(sessionSchema),
    nextCursor: z.string().exactOptional(),
  }) satisfies z.ZodType<Api.SessionPage>,
  session: sessionWithMessagesSchema,
  closeSession: sessionSchema satisfies z.ZodType<Session>,
  reopenSession: sessionSchema,
  messages: z.strictObject({
    messages: z.array(messageSchema),
    nextCursor: z.string().exactOptional(),
  }) satisfies z.ZodType<Api.MessagePage>,
  sendMessage: messageSchema satisfies z.ZodType<Message>,
  editMessage: messageSchema,
  deleteMessage: messageSchema,
  identify: sessionSchema,
  setAi: sessionSchema,
  emitEvent: z.strictObject({ delivered: z.int().nonnegative() }) satisfies z.ZodType<Api.Emitted>,
  createWebhook: z.strictObject({
    ...webhookShape,
    secret: z.string(),
  }) satisfies z.ZodType<Api.WebhookWithSecret>,
  webhooks: z.strictObject({ webhooks: z.array(webhookSchema) }) satisfies z.ZodType<Api.WebhookList>,
  webhook: webhookSchema,
  updateWebhook: webhookSchema,
  deleteWebhook: z.strictObject({
    id: idSchema,
    deleted: z.literal(true),
  }) satisfies z.ZodType<Api.Deleted>,
  webhookDeliveries: z.strictObject({
    deliveries: z.array(deliverySchema),
  }) satisfies z.ZodType<Api.DeliveryList>,
  testWebhook: deliverySchema,
  eraseVisitor: z.strictObject({
    visitorId: idSchema,
    sessions: z.array(idSchema),
    messages: z.int().nonnegative(),
    threads: z.array(z.strictObject({ bridgeId: z.string(), threadId: z.string() })),
  }) satisfies z.ZodType<Api.Erasure>,
  exportVisitor: z.strictObject({
    visitorId: idSchema,
    exportedAt: z.iso.datetime(),
    sessions: z.array(sessionExportSchema),
  }) satisfies z.ZodType<Api.VisitorExport>,
  health: z.strictObject({
    status: z.enum(['ok', 'degraded']),
    outbox: z.strictObject({ waiting: z.int().nonnegative(), oldestSeconds: z.int().nonnegative() }),
    bridges: z.array(
      z.strictObject({
        id: z.string(),
        lastContactAt: z.iso.datetime().exactOptional(),
        error: z.string().exactOptional(),
        lastErrorAt: z.iso.datetime().exactOptional(),
      }),
    ),
  }) satisfies z.ZodType<Api.Health>,
}

/** What goes into each call beside the ids of its path: the query, or the body. */
export const inputSchemas: { readonly [Name in keyof Api.ServerApi]?: z.ZodType } = {
  sessions: sessionsQuerySchema,
  session: sessionOptionsSchema,
  messages: messagesQuerySchema,
  sendMessage: sendMessageSchema,
  editMessage: editMessageSchema,
  identify: identitySchema satisfies z.ZodType<Identity>,
  setAi: aiSwitchSchema,
  emitEvent: emitEventSchema,
  createWebhook: newWebhookSchema,
  webhooks: ofProjectSchema,
  updateWebhook: webhookChangesSchema,
  eraseVisitor: ofProjectSchema,
  exportVisitor: ofProjectSchema,
}
