import type { OpenAiEmulator } from '../emulator.ts'
import type { ModelReply } from '../model/reply.ts'

/** A passage without the id that the prompt gives it. */
export interface PassageInput {
  title: string
  headings: readonly string[]
  text: string
}

/** One event of a stream. */
export interface Chunk {
  choices: {
    delta: { content?: string | null; tool_calls?: { function: { name?: string; arguments: string } }[] }
    finish_reason: string | null
  }[]
  usage?: { completion_tokens: number } | null
}

/** What came of a question. */
export interface Asked {
  chunks: Chunk[]
  reply: ModelReply
  isDone: boolean
}

const CODE = '8f14e45f-ceea-467f-ab6c-1d2e3f4a5b6c'

/** Writes messages as `@pocketping/ai-openai` does; the visitor says every other turn. */
export function prompt(
  passages: readonly PassageInput[],
  turns: readonly string[],
): { role: string; content: string }[] {
  const documents = JSON.stringify(passages.map((passage, index) => ({ id: `p${index + 1}`, ...passage })))
  return [
    { role: 'system', content: `Answer from <passages ${CODE}>.` },
    { role: 'user', content: `<passages ${CODE}>\n${documents}\n</passages ${CODE}>` },
    ...turns.map((text, index) =>
      index % 2 === 0
        ? { role: 'user', content: `<visitor ${CODE}>\n${text}\n</visitor ${CODE}>` }
        : { role: 'assistant', content: text },
    ),
  ]
}

/** A request as `@pocketping/ai-openai` makes it. */
export function bodyFor(
  { model }: OpenAiEmulator,
  question: string,
  passages: readonly PassageInput[],
): Record<string, unknown> {
  const fields = {
    outcome: { type: 'string' },
    sure: { type: 'boolean' },
    citations: { type: 'array' },
    reason: { type: 'string' },
    summary: { type: 'string' },
    text: { type: 'string' },
  }
  return {
    model,
    messages: prompt(passages, [question]),
    tools: [
      { type: 'function', function: { name: 'reply', parameters: { type: 'object', properties: fields } } },
    ],
    tool_choice: { type: 'function', function: { name: 'reply' } },
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 800,
  }
}

/** Asks with the right key. */
export function post(
  { baseURL, apiKey }: OpenAiEmulator,
  body: unknown,
  options: RequestInit = {},
): Promise<Response> {
  return fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...options,
  })
}

/** Asks and reads the reply. */
export async function askModel(
  emulator: OpenAiEmulator,
  question: string,
  passages: readonly PassageInput[],
): Promise<Asked> {
  const text = await (await post(emulator, bodyFor(emulator, question, passages))).text()
  const events = text.split('\n\n').filter(line => line.startsWith('data: {'))
  const chunks = events.map(line => JSON.parse(line.slice('data: '.length)) as Chunk)
  const words = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls?.[0]?.function.arguments ?? [])
  const reply = JSON.parse(words.join('')) as ModelReply
  return { chunks, reply, isDone: text.endsWith('data: [DONE]\n\n') }
}
