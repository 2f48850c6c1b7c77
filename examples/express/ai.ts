import { fileURLToPath } from 'node:url'
import { openaiProvider } from '@pocketping/ai-openai'
import type { AiOptions } from '@pocketping/core'

const DEFAULT_DELAY_SECONDS = 20

// What the AI answers from: the shop's own page, and what its customers ask most.
const FILES = ['public/index.html', 'faq.md'].map(file => fileURLToPath(new URL(file, import.meta.url)))

/** Reads from the environment who answers when nobody does: OpenAI, or whatever speaks its API. */
export function aiOf(env: NodeJS.ProcessEnv): AiOptions | undefined {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseURL, OPENAI_MODEL: model = 'gpt-4.1-mini' } = env
  if (!apiKey) return undefined
  return {
    provider: openaiProvider({ apiKey, baseURL, model }),
    name: 'Fern',
    mode: env.AI_MODE === 'draft' ? 'draft' : 'answer',
    // So short that one sees it; in a shop of your own, leave the team some minutes.
    delayMinutes: Number(env.AI_DELAY_SECONDS ?? DEFAULT_DELAY_SECONDS) / 60,
    systemPrompt: 'You answer for Fernwood Coffee Roasters, a made-up shop that shows what PocketPing does.',
    knowledgeBase: FILES.map(value => ({ type: 'file', value })),
  }
}
