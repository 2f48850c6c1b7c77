import type { OutgoingFetch } from '../contracts/outgoing.ts'
import type { ConversationContext } from '../conversation/context.ts'
import type { Delivery } from '../protocol/api-types.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { newId } from '../protocol/ids.ts'
import { call } from './call.ts'
import { type Callers, createCallers } from './callers.ts'
import { deliveryOf } from './deliver.ts'
import { createDeliveryLog } from './delivery-log.ts'
import { checkReceiverUrl } from './receiver-url.ts'
import { newSecret } from './signature.ts'
import { failingKey, type Subscription, toWebhook, toWebhookWithSecret } from './subscription.ts'
import { createSubscriptions } from './subscriptions.ts'
import type { Webhooks } from './webhooks.ts'

interface WebhookOptions {
  conversation: ConversationContext
  leaseMs: number
  /** Absent where the runtime brings none, and none was given. */
  fetch: OutgoingFetch | undefined
}

export function createWebhooks({ conversation, leaseMs, fetch }: WebhookOptions): Webhooks {
  const { storage, clock, logger } = conversation
  const controller = new AbortController()
  const deliveries = createDeliveryLog({ storage, clock })
  const subscriptions = createSubscriptions({
    storage,
    clock,
    logger,
    onChange: (...change) => callers?.follow(...change),
  })
  // Without `fetch`, whatever waits is left to processes that have one.
  const callers: Callers | undefined =
    fetch && createCallers({ conversation, subscriptions, deliveries, fetch, leaseMs, controller })

  const required = (): OutgoingFetch => {
    if (fetch) return fetch
    throw new PocketPingError(
      'INVALID_OPTIONS',
      'new PocketPing(): fetch: webhooks need one, and this runtime brings none that keeps away from private networks.',
    )
  }

  const test = async (webhookId: string): Promise<Delivery> => {
    const found = await subscriptions.read(webhookId)
    if (!found) throw new PocketPingError('WEBHOOK_NOT_FOUND', 'There is no such webhook.')
    const tried = { id: newId('evt'), event: 'webhook.test', attempts: 1 } as const
    const { signal } = controller
    const timestamp = new Date(clock.now()).toISOString()
    const payload = { event: tried.event, timestamp, data: {} }
    const { subscription } = found
    const result = await call({ fetch: required(), clock, subscription, id: tried.id, payload, signal })
    const delivery = deliveryOf(tried, result.isTaken ? 'delivered' : 'failed', result, clock.now())
    const noted = await deliveries.note(webhookId, delivery, 0)
    const cleared = result.isTaken ? [{ key: failingKey(webhookId) }] : []
    // Of one that was removed meanwhile nothing is left.
    if (await subscriptions.read(webhookId)) await storage.commit({ values: [...noted, ...cleared] })
    if (result.isTaken) callers?.noteSuccess(webhookId)
    return delivery
  }

  return {
    load: subscriptions.load,
    of: subscriptions.of,
    wake: webhookId => callers?.wake(webhookId),
    stop: async () => callers?.stop(),
    list: async projectId => (await subscriptions.list(projectId)).map(toWebhook),
    async find(webhookId) {
      const found = await subscriptions.read(webhookId)
      return found && toWebhook(found.subscription)
    },
    async withSecret(webhookId) {
      const found = await subscriptions.read(webhookId)
      return found && toWebhookWithSecret(found.subscription)
    },
    async create({ projectId, url, events }, keyOf) {
      checkReceiverUrl(required(), url)
      const subscription: Subscription = {
        id: newId('whk'),
        version: 1,
        projectId,
        url,
        events: [...new Set(events)],
        secret: newSecret(),
        enabled: true,
        createdAt: clock.now(),
      }
      const answer = toWebhookWithSecret(subscription)
      return (await subscriptions.create(subscription, keyOf(answer))) && answer
    },
    async update(webhookId, changes) {
      if (changes.url !== undefined) checkReceiverUrl(required(), changes.url)
      const changed = await subscriptions.change(webhookId, async current => {
        const { reason, ...rest } = current
        const { url = rest.url, enabled = rest.enabled } = changes
        const events = changes.events ? [...new Set(changes.events)] : rest.events
        const isTakenUp = enabled && !rest.enabled
        const isPutDown = !enabled && rest.enabled
        const next: Subscription = { ...rest, url, events, enabled }
        if (reason !== undefined && !enabled) next.reason = reason
        // How it stood says nothing of another receiver, or of one that was repaired.
        const isFresh = isTakenUp || isPutDown || url !== rest.url
        return {
          next,
          values: [
            ...(isPutDown ? await deliveries.giveUp(webhookId) : []),
            ...(isFresh ? [{ key: failingKey(webhookId) }] : []),
          ],
          dropsJobs: isPutDown,
        }
      })
      return toWebhook(changed)
    },
    async remove(webhookId) {
      await subscriptions.change(webhookId, async () => ({
        values: [{ key: failingKey(webhookId) }, ...(await deliveries.forget(webhookId))],
        dropsJobs: true,
      }))
    },
    deliveries: deliveries.list,
    test,
  }
}
