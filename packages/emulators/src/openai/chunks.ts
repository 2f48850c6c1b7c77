import type { Completion } from './completion.ts'
import type { ChatRequest, Json } from './wire.ts'

/** What is the same in every chunk of a completion. */
export interface Envelope {
  id: string
  created: number
  model: string
  callId: string
}

/** Writes a completion as chunks: one that begins, one for each piece, one that ends, and the usage. */
export function writeChunks(
  completion: Completion,
  { hasUsage }: Pick<ChatRequest, 'hasUsage'>,
  { id, created, model, callId }: Envelope,
): { begin: Json; pieces: Json[]; end: Json[] } {
  const { calls, finishReason, usage } = completion
  const chunk = (choices: Json[], used: Json | null = null): Json => ({
    ...{ id, object: 'chat.completion.chunk', created, model, system_fingerprint: null, choices },
    ...(hasUsage ? { usage: used } : {}),
  })
  const choice = (delta: Json, finish: string | null = null): Json =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason: finish }])
  const call = (fields: Json): Json => ({ tool_calls: [{ index: 0, ...fields }] })
  const begin: Json = calls
    ? {
        role: 'assistant',
        content: null,
        ...call({ id: callId, type: 'function', function: { name: calls, arguments: '' } }),
      }
    : { role: 'assistant', content: '', refusal: null }
  return {
    begin: choice(begin),
    pieces: completion.pieces.map(piece =>
      choice(calls ? call({ function: { arguments: piece } }) : { content: piece }),
    ),
    end: [choice({}, finishReason), ...(hasUsage ? [chunk([], usage)] : [])],
  }
}

/** Writes a completion in one, for whoever does not want a stream. */
export function writeWhole(completion: Completion, { id, created, model, callId }: Envelope): Json {
  const { calls, pieces, finishReason, usage } = completion
  const text = pieces.join('')
  const toolCalls = [{ id: callId, type: 'function', function: { name: calls, arguments: text } }]
  const message = calls
    ? { role: 'assistant', content: null, refusal: null, tool_calls: toolCalls }
    : { role: 'assistant', content: text, refusal: null }
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReason }
  return { id, object: 'chat.completion', created, model, choices: [choice], usage }
}
