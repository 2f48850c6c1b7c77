import { ApiError, invalidType, missingParameter } from './errors.ts'
import { PARAMETERS } from './parameters.ts'
import { readMessages } from './read-messages.ts'
import { readObject } from './read-object.ts'
import { readChoice, readFunctions } from './read-tools.ts'
import type { ChatRequest, Json } from './wire.ts'

/** Reads a body as strictly as the API. @throws ApiError in its words */
export function readRequest(text: string, models: readonly string[]): ChatRequest {
  const body = parse(text)
  const unknown = Object.keys(body).filter(name => !PARAMETERS.has(name))
  if (unknown.length > 0) {
    const plural = unknown.length > 1 ? 's' : ''
    throw new ApiError(400, `Unrecognized request argument${plural} supplied: ${unknown.sort().join(', ')}`)
  }
  const { model } = body
  if (model === undefined || model === '') throw new ApiError(400, 'you must provide a model parameter')
  if (typeof model !== 'string') throw invalidType('model', 'a string', model)
  if (!models.includes(model)) throw noSuchModel(model)
  if (body.messages === undefined) throw missingParameter('messages')
  const messages = readMessages(body.messages)
  const isStream = optional(body, 'stream', 'boolean') ?? false
  const functions = readFunctions(body.tools)
  return {
    model,
    messages,
    functions,
    choice: readChoice(body.tool_choice, functions),
    isStream,
    hasUsage: readStreamOptions(body, isStream),
    maxTokens: readMaxTokens(body),
  }
}

/** What is asked of a model that is not there. */
export function noSuchModel(model: string): ApiError {
  return new ApiError(404, `The model \`${model}\` does not exist or you do not have access to it.`, {
    code: 'model_not_found',
  })
}

function parse(text: string): Json {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new ApiError(
      400,
      'We could not parse the JSON body of your request. (HINT: This likely means you aren’t using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)',
    )
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ApiError(400, 'Invalid request body: it must be a JSON object.')
  return body as Json
}

interface Kinds {
  boolean: boolean
  number: number
}

function optional<Kind extends keyof Kinds>(body: Json, name: string, kind: Kind): Kinds[Kind] | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== kind) throw invalidType(name, kind === 'number' ? 'a decimal' : `a ${kind}`, value)
  return value as Kinds[Kind]
}

function readStreamOptions({ stream_options: given }: Json, isStream: boolean): boolean {
  if (given === undefined || given === null) return false
  if (!isStream)
    throw new ApiError(400, "The 'stream_options' parameter is only allowed when 'stream' is enabled.", {
      param: 'stream_options',
    })
  return optional(readObject(given, 'stream_options'), 'include_usage', 'boolean') ?? false
}

function readMaxTokens(body: Json): number | undefined {
  const older = optional(body, 'max_tokens', 'number')
  const newer = optional(body, 'max_completion_tokens', 'number')
  if (older !== undefined && newer !== undefined)
    throw new ApiError(
      400,
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      { code: 'invalid_parameter_combination' },
    )
  const param = older === undefined ? 'max_completion_tokens' : 'max_tokens'
  const given = older ?? newer
  if (given !== undefined && !Number.isInteger(given)) throw invalidType(param, 'an integer', given)
  if (given !== undefined && given < 1)
    throw new ApiError(
      400,
      `Invalid '${param}': integer below minimum value. Expected a value >= 1, but got ${given} instead.`,
      { param, code: 'integer_below_min_value' },
    )
  return given
}
