import OpenAI from 'openai'
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions'
import type { EmbeddingCreateParams } from 'openai/resources/embeddings'
import { boundedFetch } from './bounded-fetch.ts'
import type { Settings } from './options.ts'

/** How each call is made: the retries and the time are ours. */
export interface CallOptions {
  signal: AbortSignal
  maxRetries: number
  timeout: number
}

/** The part of the `openai` package's client that we use: pass your own, e.g. an `AzureOpenAI`. */
export interface OpenAiClient {
  readonly baseURL?: string
  readonly chat: {
    readonly completions: {
      create(
        body: ChatCompletionCreateParamsStreaming,
        options: CallOptions,
      ): PromiseLike<AsyncIterable<unknown>>
    }
  }
  readonly embeddings?: {
    create(body: EmbeddingCreateParams, options: CallOptions): PromiseLike<unknown>
  }
}

/** Opens a client that takes everything from the settings and nothing from the environment. */
export function createClient({
  apiKey,
  baseURL,
  headers,
}: Pick<Settings, 'apiKey' | 'baseURL' | 'headers'>): OpenAiClient {
  const own = { authorization: `Bearer ${apiKey}`, ...headers }
  return new OpenAI({
    apiKey,
    baseURL,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    // OPENAI_CUSTOM_HEADERS cannot be turned off, so what it adds is taken out on the way.
    fetch: boundedFetch(own),
  })
}
