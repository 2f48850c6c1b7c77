import type { ModelReply } from './model/reply.ts'
import { countTokens, toPieces } from './pieces.ts'
import type { ChatFunction, ChatRequest, Json } from './wire.ts'

/** What the model says, in pieces, and whether it says it by calling a function. */
export interface Completion {
  pieces: string[]
  calls: string | undefined
  finishReason: 'stop' | 'length' | 'tool_calls'
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number }
}

/** Puts a reply into the form that was asked for, and ends it where it may be no longer. */
export function complete(request: ChatRequest, reply: ModelReply): Completion {
  const { choice, functions, maxTokens = Number.POSITIVE_INFINITY } = request
  const name = choice.mode === 'named' ? choice.name : functions[0]?.name
  const called = choice.mode === 'none' ? undefined : functions.find(one => one.name === name)
  const whole = toPieces(called ? JSON.stringify(argumentsOf(called, reply)) : reply.text)
  const pieces = whole.slice(0, maxTokens)
  const promptTokens = request.messages.reduce((sum, { content }) => sum + countTokens(content) + 4, 0)
  return {
    pieces,
    calls: called?.name,
    // A function that was named ends with `stop`; one that the model chose with `tool_calls`.
    finishReason:
      pieces.length < whole.length ? 'length' : called && choice.mode !== 'named' ? 'tool_calls' : 'stop',
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: pieces.length,
      total_tokens: promptTokens + pieces.length,
    },
  }
}

/** The fields that the function names, in its order. Of others than ours, the model knows only what empty is. */
function argumentsOf({ parameters }: ChatFunction, reply: ModelReply): Json {
  const known: Json = { ...reply }
  const properties = (parameters.properties ?? {}) as Record<string, { type?: unknown }>
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => [name, name in known ? known[name] : emptyOf(type)]),
  )
}

function emptyOf(type: unknown): unknown {
  if (type === 'array') return []
  if (type === 'object') return {}
  if (type === 'boolean') return false
  return type === 'number' || type === 'integer' ? 0 : ''
}
