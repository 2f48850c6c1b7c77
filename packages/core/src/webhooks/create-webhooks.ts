import type { OutgoingFetch } from '../contracts/outgoing.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { Webhooks } from './webhooks.ts'

interface WebhookOptions {
  conversation: ConversationContext
  leaseMs: number
  fetch: OutgoingFetch | undefined
}

export function createWebhooks(_options: WebhookOptions): Webhooks {
  const none = async (): Promise<never> => {
    throw new PocketPingError('WEBHOOK_NOT_FOUND', 'There is no such webhook.')
  }
  return {
    load: async () => undefined,
    of: () => [],
    wake: () => undefined,
    stop: async () => undefined,
    list: async () => [],
    find: async () => undefined,
    create: none,
    update: none,
    remove: none,
    deliveries: none,
    test: none,
  }
}
