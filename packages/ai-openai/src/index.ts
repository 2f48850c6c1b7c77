import type { AIProvider } from '@pocketping/core'
import { createClient } from './client.ts'
import { createDialect } from './dialect.ts'
import { embedTexts } from './embed.ts'
import { type OpenAiProviderOptions, readOptions } from './options.ts'
import { streamReply } from './stream-reply.ts'

export type { CallOptions, OpenAiClient } from './client.ts'
export type { OpenAiProviderOptions } from './options.ts'

/**
 * Lets a model answer visitors that speaks OpenAI's Chat Completions, at OpenAI or elsewhere.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix.
 */
export function openaiProvider(options: OpenAiProviderOptions): AIProvider {
  const settings = readOptions(options)
  const client = settings.client ?? createClient(settings)
  const dialect = createDialect()
  const { host } = new URL(settings.baseURL)

  return {
    name: `${host === 'api.openai.com' ? 'openai' : host} ${settings.model}`,
    reply: request => streamReply(request, client, dialect, settings),
    ...(settings.embeddingModel === undefined
      ? {}
      : { embed: (texts, { signal }) => embedTexts(texts, client, settings, signal) }),
  }
}
