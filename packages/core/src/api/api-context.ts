import type { ConversationContext } from '../conversation/context.ts'
import type { BridgeHealth, Health } from '../protocol/api-types.ts'
import type { Hub } from '../realtime/hub.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'

/** What the methods of the server API stand on. */
export interface ApiContext {
  conversation: ConversationContext
  hub: Hub
  webhooks: Webhooks
  bridgeHealth(): readonly BridgeHealth[]
  health(): Promise<Health>
}
