import type { Delivery, ServerApi, Webhook, WebhookWithSecret } from '../protocol/api-types.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { Json } from '../protocol/json.ts'
import type { ApiContext } from './api-context.ts'
import { once } from './once.ts'
import type { Scope } from './scope.ts'

type WebhookApi = Pick<
  ServerApi,
  | 'createWebhook'
  | 'webhooks'
  | 'webhook'
  | 'updateWebhook'
  | 'deleteWebhook'
  | 'webhookDeliveries'
  | 'testWebhook'
>

/** Subscriptions of the caller's projects. */
export function webhookApi({ conversation, webhooks }: ApiContext, scope: Scope): WebhookApi {
  const findOwn = async (webhookId: string): Promise<Webhook | undefined> => {
    const webhook = await webhooks.find(webhookId)
    return webhook && scope.has(webhook.projectId) ? webhook : undefined
  }

  const requireOwn = async (webhookId: string): Promise<Webhook> => {
    const webhook = await findOwn(webhookId)
    if (!webhook) throw noSuchWebhook()
    return webhook
  }

  return {
    async createWebhook({ url, events, projectId }, { idempotencyKey } = {}) {
      const project = await scope.project(projectId)
      const call = {
        project,
        request: ['webhook', url, events],
        idempotencyKey,
        keep: ({ id }: WebhookWithSecret) => id,
        async recall(id: Json) {
          const webhook = await webhooks.withSecret(String(id))
          if (!webhook) throw noSuchWebhook()
          return webhook
        },
      }
      return once(conversation, call, ({ key }) => webhooks.create({ projectId: project, url, events }, key))
    },
    async webhooks({ projectId } = {}) {
      return { webhooks: await webhooks.list(await scope.project(projectId)) }
    },
    webhook: findOwn,
    async updateWebhook(webhookId, changes) {
      await requireOwn(webhookId)
      return webhooks.update(webhookId, changes)
    },
    async deleteWebhook(webhookId) {
      await requireOwn(webhookId)
      await webhooks.remove(webhookId)
      return { id: webhookId, deleted: true }
    },
    async webhookDeliveries(webhookId) {
      await requireOwn(webhookId)
      return { deliveries: await webhooks.deliveries(webhookId) }
    },
    async testWebhook(webhookId, { idempotencyKey } = {}) {
      const { projectId: project } = await requireOwn(webhookId)
      const call = {
        project,
        request: ['test', webhookId],
        idempotencyKey,
        // Nothing of it is anybody's words.
        keep: (delivery: Delivery): Json => ({ ...delivery }),
        recall: (kept: Json) => kept as unknown as Delivery,
      }
      return once(conversation, call, async ({ key }) => {
        const delivery = await webhooks.test(webhookId)
        const kept = key(delivery)
        if (!kept) return delivery
        const result = await conversation.storage.commit({ keys: [kept] })
        return result === 'committed' ? delivery : undefined
      })
    },
  }
}

function noSuchWebhook(): PocketPingError {
  return new PocketPingError('WEBHOOK_NOT_FOUND', 'There is no such webhook.')
}
