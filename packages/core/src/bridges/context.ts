import type { Bridge, BridgeMode, Mirror } from '../contracts/bridge.ts'
import type { ConversationContext } from '../conversation/context.ts'
import type { Budget } from '../outbox/budget.ts'
import type { Author } from '../protocol/message.ts'

/** A message that a platform will never take. */
export interface DeliveryFailure {
  bridgeId: string
  sessionId: string
  messageId: string
  reason: string
}

/** What one bridge's side of the engine stands on. */
export interface BridgeContext {
  conversation: ConversationContext
  bridge: Bridge
  budget: Budget
  /** Threads that are being opened: on the platform they may be there already, in the storage not yet. */
  opening: Set<Promise<void>>
  /** How much of a conversation the platform shows. */
  mirror: Mirror
  /** What of that which is written there goes to the visitor. */
  mode: BridgeMode
  projectName(projectId: string): string
  /** Answers that this project's operators give by one word. */
  cannedReplies(projectId: string): Readonly<Record<string, string>>
  onDeliveryFailed: (failure: DeliveryFailure) => unknown
  /** An operator is typing; connected pages show it. */
  onTyping(sessionId: string, projectId: string, author: Author): void
}
