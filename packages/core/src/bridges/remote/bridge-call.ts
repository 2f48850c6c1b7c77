import { z } from 'zod'
import type { OpenedThread, Post, ReceiptMark, ThreadCard } from '../../contracts/bridge.ts'
import {
  cardSchema,
  markSchema,
  openedSchema,
  platformIdSchema,
  platformIdsSchema,
  postSchema,
} from './values.ts'
import { type WebhookAnswer, type WebhookCall, webhookAnswerSchema, webhookCallSchema } from './webhook.ts'

/** What the engine asks of a bridge in another process: the contract's methods, with their arguments by name. */
export type BridgeCall =
  | { method: 'start' }
  | { method: 'stop' }
  | { method: 'openThread'; card: ThreadCard; key: string }
  | { method: 'updateThread'; threadId: string; card: ThreadCard; cardId?: string }
  | { method: 'closeThread'; threadId: string }
  | { method: 'reopenThread'; threadId: string }
  | { method: 'send'; threadId: string; post: Post; key: string }
  | { method: 'edit'; threadId: string; platformIds: readonly string[]; post: Post }
  | { method: 'remove'; threadId: string; platformIds: readonly string[] }
  | { method: 'react'; threadId: string; platformId: string; mark: ReceiptMark }
  | { method: 'typing'; threadId: string }
  | { method: 'handleWebhook'; request: WebhookCall }

/** What each of them is answered with; `null` where there is nothing to say. */
export interface BridgeResults {
  start: null
  stop: null
  openThread: OpenedThread
  updateThread: string | null
  closeThread: null
  reopenThread: null
  send: string[]
  edit: string[]
  remove: null
  react: null
  typing: null
  handleWebhook: WebhookAnswer
}

export type BridgeMethod = BridgeCall['method']

const threadId = platformIdSchema
// It names each message of a post.
const key = z.string().max(100_000)

export const bridgeCallSchema: z.ZodType<BridgeCall> = z.discriminatedUnion('method', [
  z.object({ method: z.literal('start') }),
  z.object({ method: z.literal('stop') }),
  z.object({ method: z.literal('openThread'), card: cardSchema, key }),
  z.object({
    method: z.literal('updateThread'),
    threadId,
    card: cardSchema,
    cardId: platformIdSchema.exactOptional(),
  }),
  z.object({ method: z.literal('closeThread'), threadId }),
  z.object({ method: z.literal('reopenThread'), threadId }),
  z.object({ method: z.literal('send'), threadId, post: postSchema, key }),
  z.object({ method: z.literal('edit'), threadId, platformIds: platformIdsSchema, post: postSchema }),
  z.object({ method: z.literal('remove'), threadId, platformIds: platformIdsSchema }),
  z.object({ method: z.literal('react'), threadId, platformId: platformIdSchema, mark: markSchema }),
  z.object({ method: z.literal('typing'), threadId }),
  z.object({ method: z.literal('handleWebhook'), request: webhookCallSchema }),
])

export const bridgeResultSchemas: { readonly [Method in BridgeMethod]: z.ZodType<BridgeResults[Method]> } = {
  start: z.null(),
  stop: z.null(),
  openThread: openedSchema,
  updateThread: platformIdSchema.nullable(),
  closeThread: z.null(),
  reopenThread: z.null(),
  send: platformIdsSchema,
  edit: platformIdsSchema,
  remove: z.null(),
  react: z.null(),
  typing: z.null(),
  handleWebhook: webhookAnswerSchema,
}
