import type { Logger } from '../contracts/logger.ts'
import type { AiContext, AiLimitNews } from './ai-context.ts'
import type { ResolvedAi } from './ai-options.ts'
import { dayOf, monthOf } from './usage.ts'

const SHARES = [0.8, 1]

const KEEP_MS = 40 * 86_400_000

/**
 * Tells the host, once for all processes, that a month's tokens are nearly used up, or are. Never rejects, and waits for
 * nothing of the host's: no answer is lost for it.
 */
export async function tellNearLimit(context: AiContext, ai: ResolvedAi, projectId: string): Promise<void> {
  try {
    await tellWhatIsReached(context, ai, projectId)
  } catch (error) {
    context.conversation.logger.error('How much the AI has used could not be told', {
      projectId,
      reason: reasonOf(error),
    })
  }
}

async function tellWhatIsReached(
  { conversation, usage, onLimit }: AiContext,
  ai: ResolvedAi,
  projectId: string,
): Promise<void> {
  const { storage, clock, logger } = conversation
  const max = ai.limits.tokensPerMonth
  const { month } = await usage.of(projectId)
  const now = clock.now()
  for (const share of SHARES) {
    if (month.tokens < max * share) return
    const news: AiLimitNews = {
      projectId,
      limit: 'tokensPerMonth',
      month: monthOf(dayOf(now)),
      used: month.tokens,
      max,
    }
    const key = `ai-limit:${projectId}:${news.month}:${share}`
    if ((await storage.commit({ keys: [{ key, expiresAt: now + KEEP_MS }] })) !== 'committed') continue
    logger.warn(share < 1 ? 'The AI has nearly used up its month' : 'The AI has used up its month', {
      ...news,
    })
    void tellHost(onLimit, news, logger)
  }
}

async function tellHost(onLimit: AiContext['onLimit'], news: AiLimitNews, logger: Logger): Promise<void> {
  try {
    await onLimit(news)
  } catch (error) {
    logger.error('onAiLimit failed', { projectId: news.projectId, reason: reasonOf(error) })
  }
}

/** Whatever was thrown, saying so throws nothing. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : typeof error
}
