import { AiError, type AiErrorKind } from '@pocketping/core'
import { APIConnectionTimeoutError } from 'openai'
import { z } from 'zod'
import type { Settings } from './options.ts'

/** What is known of a request that failed, whatever copy of the SDK threw it. */
export interface Problem {
  /** Of HTTP, or in its place the number that came within the stream. */
  status: number | undefined
  code: string
  param: string
  /** What the API said. It may quote the visitor or the key: never shown. */
  words: string
  header(name: string): string | undefined
  /** It took offence at what it was sent: at Azure as a code, at OpenRouter as reasons. */
  isFiltered: boolean
}

const MAX_WORDS = 4000

const word = z.union([z.string(), z.number().transform(String)]).catch('')

const problemSchema = z.object({
  status: z.number().optional().catch(undefined),
  code: word,
  type: word,
  param: word,
  message: z.string().catch(''),
  headers: z
    .custom<Pick<Headers, 'get'>>(headers => typeof (headers as Partial<Headers> | null)?.get === 'function')
    .optional()
    .catch(undefined),
  error: z
    .object({ metadata: z.object({ reasons: z.array(z.unknown()) }) })
    .optional()
    .catch(undefined),
})

/** Reads what an SDK threw. */
export function readProblem(error: unknown): Problem {
  const { status, code, type, param, message, headers, error: body } = problemSchema.parse(Object(error))
  const inStream = /^[1-5]\d\d$/.test(code) ? Number(code) : undefined
  return {
    status: status ?? inStream,
    code: code || type,
    param,
    words: message.slice(0, MAX_WORDS),
    header: name => headers?.get(name) ?? undefined,
    isFiltered: code === 'content_filter' || (status === 403 && body !== undefined),
  }
}

/** Says what went wrong in our words, and what to do about it. Neither key nor visitor are quoted. */
export function toAiError(error: unknown, settings: Pick<Settings, 'apiKey' | 'baseURL' | 'model'>): AiError {
  if (error instanceof AiError) return error
  const { host } = new URL(settings.baseURL)
  const problem = readProblem(error)
  const kind = kindOf(error, problem)
  const message = `openaiProvider(): ${explain(kind, problem, host, settings.model)}`
  // Shorter than that it is no secret, but a word such as "ollama".
  const isSecret = settings.apiKey.length >= 8
  return new AiError(kind, isSecret ? message.replaceAll(settings.apiKey, '…') : message)
}

function kindOf(error: unknown, { status, code }: Problem): AiErrorKind {
  if (error instanceof APIConnectionTimeoutError) return 'timeout'
  // What the server sent as an event was no JSON, or Groq's model wrote no valid call.
  if (error instanceof SyntaxError || code === 'tool_use_failed') return 'malformed'
  if (code === 'insufficient_quota') return 'misconfigured'
  if (status === 429 || /^rate_limit/.test(code)) return 'rate-limited'
  if (status === undefined || status >= 500 || [408, 409, 425].includes(status)) return 'unavailable'
  return 'misconfigured'
}

function explain(kind: AiErrorKind, problem: Problem, host: string, model: string): string {
  const { status, code } = problem
  const words = new Set([String(status ?? ''), code, problem.param].filter(isPlainWord))
  const detail = Array.from(words).join(' ')
  const said = detail && ` (${detail})`
  if (kind === 'timeout') return `${host} did not answer in time.`
  if (kind === 'malformed') return `${host} sent a reply that cannot be read${said}.`
  if (kind === 'rate-limited') return `${host} takes no more requests for now${said}.`
  if (kind === 'unavailable')
    return status === undefined
      ? `the connection to ${host} failed${said}.`
      : `${host} is not available${said}.`
  if (code === 'insufficient_quota' || status === 402)
    return `the account at ${host} has no credit left${said}; look at its plan and billing.`
  if (status === 401) return `apiKey: ${host} refused it${said}; set a key that is valid there.`
  if (status === 403)
    return `apiKey: ${host} does not allow it model "${model}"${said}; look at its permissions.`
  if (status === 404)
    return `model: ${host} has no "${model}"${said}; look at the name of the model, and at baseURL.`
  if (status !== undefined && status < 400)
    return `baseURL: ${host} redirects${said}; set the address it leads to.`
  if (code === 'context_length_exceeded')
    return `model: "${model}" takes less text than it was sent${said}; choose one that takes more.`
  return `${host} refused the request${said}; look at model and options.`
}

// What is no plain word may quote what was sent.
function isPlainWord(value: string): boolean {
  return /^[\w.[\]-]{1,60}$/.test(value)
}
