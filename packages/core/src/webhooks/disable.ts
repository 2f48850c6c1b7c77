import type { Batch, Job } from '../contracts/storage.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { DeliveryLog } from './delivery-log.ts'
import { failingKey, type Subscription } from './subscription.ts'
import type { Subscriptions } from './subscriptions.ts'

interface DisableContext {
  conversation: Pick<ConversationContext, 'clock' | 'logger'>
  subscriptions: Subscriptions
  deliveries: DeliveryLog
}

/**
 * Disables a webhook whose receiver is gone, drops what waits for it, and ends the job that found it out. False where
 * somebody was faster: it is another receiver now, or none.
 */
export async function disable(
  { conversation, subscriptions, deliveries }: DisableContext,
  { id, projectId, url }: Subscription,
  reason: string,
  { job, values }: { job: Job; values: NonNullable<Batch['values']> },
): Promise<boolean> {
  const { clock, logger } = conversation
  const outcome = { job, result: 'done', until: clock.now() } as const
  try {
    const changed = await subscriptions.change(id, async current => {
      if (!current.enabled || current.url !== url) return undefined
      return {
        next: { ...current, enabled: false, reason },
        values: [...(await deliveries.giveUp(id)), ...values, { key: failingKey(id) }],
        dropsJobs: true,
        outcome,
      }
    })
    if (changed.enabled || changed.reason !== reason) return false
  } catch (error) {
    if (error instanceof PocketPingError && error.code === 'WEBHOOK_NOT_FOUND') return false
    throw error
  }
  logger.warn('A webhook was disabled', { webhook: id, project: projectId, reason })
  return true
}
