import type { Batch } from '../contracts/storage.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { DeliveryLog } from './delivery-log.ts'
import { failingKey, type Subscription } from './subscription.ts'
import type { Subscriptions } from './subscriptions.ts'

interface DisableContext {
  conversation: Pick<ConversationContext, 'logger'>
  subscriptions: Subscriptions
  deliveries: DeliveryLog
}

/**
 * Disables a webhook whose receiver is gone, and drops what waits for it. False where somebody was faster: it is
 * another receiver now, or none.
 */
export async function disable(
  { conversation, subscriptions, deliveries }: DisableContext,
  { id, projectId, url }: Subscription,
  reason: string,
  values: NonNullable<Batch['values']>,
): Promise<boolean> {
  let isDone = false
  try {
    await subscriptions.change(id, async current => {
      isDone = current.enabled && current.url === url
      if (!isDone) return undefined
      return {
        next: { ...current, enabled: false, reason },
        values: [...(await deliveries.giveUp(id)), ...values, { key: failingKey(id) }],
        dropsJobs: true,
      }
    })
  } catch (error) {
    if (!(error instanceof PocketPingError && error.code === 'WEBHOOK_NOT_FOUND')) throw error
  }
  if (isDone) conversation.logger.warn('A webhook was disabled', { webhook: id, project: projectId, reason })
  return isDone
}
