import { type Clock, PocketPingError } from '@pocketping/core'
import { systemClock } from '@pocketping/core/bridge-kit'
import { z } from 'zod'
import type { OpenAiClient } from './client.ts'

/** How `openaiProvider` is configured. */
export interface OpenAiProviderOptions {
  /** May be typed as undefined, as the environment is; it is refused then, unless `client` is given. */
  apiKey?: string | undefined
  /** E.g. `gpt-4.1-mini`; for Azure the name of the deployment. */
  model: string
  /** Where the API is, up to and with `/v1`. Default: `https://api.openai.com/v1`. */
  baseURL?: string | undefined
  /** A whole reply may take so long, with every retry. Default 30,000. */
  timeoutMs?: number
  /** How often a request is made again that was refused for now. Default 2. */
  maxRetries?: number
  /** E.g. `text-embedding-3-small`. Where it is given, knowledge is found by meaning too. */
  embeddingModel?: string | undefined
  /** Default: the model's own. Models that reason take none. */
  temperature?: number
  /** How long a model that reasons thinks before it writes, e.g. `minimal`. Its thoughts count as output. */
  reasoningEffort?: 'none' | 'minimal' | 'low' | 'medium' | 'high'
  /** Sent along with each request. */
  headers?: Readonly<Record<string, string>>
  /** A client of the `openai` package that you made; it brings its own key, address and headers. */
  client?: OpenAiClient
  /** Default: the system's time. */
  clock?: Clock
}

/** The options with every default filled in. */
export interface Settings {
  apiKey: string
  model: string
  baseURL: string
  timeoutMs: number
  maxRetries: number
  embeddingModel: string | undefined
  temperature: number | undefined
  reasoningEffort: OpenAiProviderOptions['reasoningEffort']
  headers: Readonly<Record<string, string>>
  client: OpenAiClient | undefined
  clock: Clock
}

const DEFAULT_BASE_URL = 'https://api.openai.com/v1'

const KEY_HELP =
  'must be the key that the service gave you; a service that needs none, such as Ollama, takes any word'

const nameOfModel = z
  .string({ error: 'must be the name of a model, e.g. "gpt-4.1-mini"' })
  .regex(/^[\x21-\x7e]{1,200}$/, { error: 'must be the name of a model, e.g. "gpt-4.1-mini"' })

const wholeNumber = (least: number, most: number): z.ZodNumber => {
  const error = `must be a whole number from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

const optionsSchema = z.strictObject({
  apiKey: z
    .string({ error: KEY_HELP })
    .regex(/^[\x21-\x7e]{1,4096}$/, { error: `${KEY_HELP}; it has no blanks and no line breaks` })
    .optional(),
  model: nameOfModel,
  baseURL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address, e.g. https://api.openai.com/v1' })
    .refine(isPlainAddress, {
      error: 'must be an address without user name, query and fragment; a key belongs into apiKey',
    })
    .transform(url => url.replace(/\/+$/, ''))
    .optional(),
  timeoutMs: wholeNumber(1, 600_000).optional(),
  maxRetries: wholeNumber(0, 10).optional(),
  embeddingModel: nameOfModel.optional(),
  temperature: z
    .number({ error: 'must be a number from 0 to 2' })
    .min(0, { error: 'must be a number from 0 to 2' })
    .max(2, { error: 'must be a number from 0 to 2' })
    .optional(),
  reasoningEffort: z
    .enum(['none', 'minimal', 'low', 'medium', 'high'], {
      error: 'must be "none", "minimal", "low", "medium" or "high"',
    })
    .optional(),
  headers: z
    .record(
      z.string().regex(/^[\w-]{1,100}$/, { error: 'has a name that no header can have' }),
      z
        .string({ error: 'must be a text' })
        .regex(/^[\x20-\x7e]{0,4096}$/, { error: 'must be printable characters without line breaks' }),
      { error: 'must be names and values' },
    )
    .optional(),
  client: z.custom<OpenAiClient>(isClient, { error: 'must be a client of the openai package' }).optional(),
  clock: z
    .custom<Clock>(value => typeof value === 'object' && value !== null, { error: 'must be { now, after }' })
    .optional(),
})

/**
 * Checks the options and fills in the defaults.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix, and never showing the key.
 */
export function readOptions(input: OpenAiProviderOptions): Settings {
  const result = optionsSchema.safeParse(input)
  if (!result.success) throw invalid(problemOf(result.error.issues[0]))
  const { client, apiKey, baseURL, headers, ...options } = result.data
  if (client && (apiKey ?? baseURL ?? headers) !== undefined)
    throw invalid('client: brings its own key, address and headers; leave out apiKey, baseURL and headers')
  if (client && options.embeddingModel !== undefined && !client.embeddings)
    throw invalid('embeddingModel: the client that you passed has no embeddings')
  if (!client && apiKey === undefined) throw invalid(`apiKey: ${KEY_HELP}`)
  return {
    apiKey: apiKey ?? '',
    model: options.model,
    baseURL: baseURL ?? addressOf(client) ?? DEFAULT_BASE_URL,
    timeoutMs: options.timeoutMs ?? 30_000,
    maxRetries: options.maxRetries ?? 2,
    embeddingModel: options.embeddingModel,
    temperature: options.temperature,
    reasoningEffort: options.reasoningEffort,
    headers: headers ?? {},
    client,
    clock: options.clock ?? systemClock,
  }
}

function addressOf(client: OpenAiClient | undefined): string | undefined {
  return client?.baseURL && URL.canParse(client.baseURL) ? client.baseURL : undefined
}

function isPlainAddress(address: string): boolean {
  const { username, password, search, hash } = new URL(address)
  return `${username}${password}${search}${hash}` === ''
}

function isClient(value: unknown): boolean {
  const client = value as Partial<OpenAiClient> | null | undefined
  return typeof client?.chat?.completions?.create === 'function'
}

function problemOf(issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.join('.') ?? ''
  const prefix = path ? `${path}: ` : ''
  if (issue?.code === 'unrecognized_keys')
    return `${path ? `${path}.` : ''}${issue.keys[0]}: is not an option`
  return `${prefix}${issue?.message ?? 'is not valid'}`
}

function invalid(problem: string): PocketPingError {
  return new PocketPingError('INVALID_OPTIONS', `openaiProvider(): ${problem}.`)
}
