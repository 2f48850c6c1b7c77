/** A server-sent event with this chunk of a completion. */
export function event(chunk: unknown): string {
  return `data: ${JSON.stringify(chunk)}\n\n`
}

export const DONE = 'data: [DONE]\n\n'

function choice(delta: object, finish_reason: string | null = null): string {
  return event({ id: 'c1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })
}

/** The model goes on with the arguments of our function. */
export function argument(words: string, name?: string): string {
  return choice({ tool_calls: [{ index: 0, function: { ...(name ? { name } : {}), arguments: words } }] })
}

/** The model writes content. */
export function content(words: string): string {
  return choice({ content: words })
}

export function refusal(words: string): string {
  return choice({ refusal: words })
}

export function finish(reason: string): string {
  return choice({}, reason)
}

export const USAGE: string = event({
  choices: [],
  usage: { prompt_tokens: 120, completion_tokens: 8, total_tokens: 128 },
})

/** The arguments of a sure answer, in the order that the model is asked for. */
export function answerWith(text: string, changed: object = {}): string {
  const fields = { outcome: 'answer', sure: true, citations: ['p1'], reason: 'none', summary: '' }
  return JSON.stringify({ ...fields, ...changed, text })
}

/** A sure answer whose text has begun, and is not at its end. */
export function begun(text: string): string {
  return argument(answerWith(text).slice(0, -2), 'reply')
}

/** Cuts into pieces of so many characters. */
export function cut(words: string, size: number): string[] {
  return Array.from({ length: Math.ceil(words.length / size) }, (_, at) =>
    words.slice(at * size, (at + 1) * size),
  )
}

/** A whole reply, its arguments in pieces of `size` characters. */
export function call(json: string, size: number = 10_000): string[] {
  const pieces = cut(json, size).map(piece => argument(piece))
  return [argument('', 'reply'), ...pieces, finish('stop'), USAGE, DONE]
}
