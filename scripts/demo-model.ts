import type { AiOptions } from '@pocketping/core'
import { startOpenAiEmulator } from '@pocketping/emulators'

/** A model on this machine, and the variables under which it is found. */
export interface DemoModel {
  env: { OPENAI_API_KEY: string; OPENAI_BASE_URL: string; OPENAI_MODEL: string }
  stop(): Promise<void>
}

// About as fast as a real one writes.
const PIECE_MS = 15

/** Starts a model that quotes the documents, where no other is named. */
export async function startModel({ OPENAI_API_KEY }: NodeJS.ProcessEnv): Promise<DemoModel | undefined> {
  if (OPENAI_API_KEY) return undefined
  const { apiKey, baseURL, model, stop } = await startOpenAiEmulator({ pieceMs: PIECE_MS })
  return { env: { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseURL, OPENAI_MODEL: model }, stop }
}

/** Says who answers when nobody does, and how to see it. */
export function describeAi({ provider, mode, delayMinutes = 0 }: AiOptions, isLocal: boolean): string[] {
  const seconds = Math.round(delayMinutes * 60)
  const who = isLocal ? 'a local model that only quotes the shop’s answers' : provider.name
  return [
    `  When nobody answers    ${mode === 'draft' ? 'drafts' : 'answers'} of ${who}, after ${seconds} s`,
    ...(isLocal ? ['    for a real one       set OPENAI_API_KEY, and OPENAI_MODEL or OPENAI_BASE_URL'] : []),
    '    to see it            ask the shop “How long does delivery take?” and wait, or answer first',
  ]
}
