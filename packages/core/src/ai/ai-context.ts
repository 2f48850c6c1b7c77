import type { ConversationContext } from '../conversation/context.ts'
import type { Hub } from '../realtime/hub.ts'
import type { ResolvedAi } from './ai-options.ts'
import type { Knowledge } from './knowledge/knowledge.ts'
import type { Usage } from './usage.ts'

/** A ceiling of the AI's that was reached, or nearly. */
export interface AiLimitNews {
  projectId: string
  limit: 'tokensPerMonth'
  /** e.g. `2026-11` in UTC. */
  month: string
  used: number
  max: number
}

/** What the AI stands on. */
export interface AiContext {
  conversation: ConversationContext
  hub: Pick<Hub, 'tell'>
  /** A project's AI, as it was last read; `undefined`: it has none. */
  aiOf(projectId: string): ResolvedAi | undefined
  projectName(projectId: string): string
  knowledge: Pick<Knowledge, 'has' | 'search'>
  usage: Usage
  onLimit(news: AiLimitNews): unknown
}
