import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialect } from '../src/dialect.ts'
import { readOptions } from '../src/options.ts'
import { type Body, isOpenAi, writeBody } from '../src/request-body.ts'
import { providerOf, question, readReply } from './asking.ts'
import { type Answer, type ModelServer, refuses, startModelServer, streams } from './model-server.ts'
import { answerWith, call, content, DONE, finish } from './model-words.ts'

let server: ModelServer

beforeEach(async () => {
  server = await startModelServer()
})

afterEach(() => server.stop())

const yes = streams(...call(answerWith('Yes.')))

/** Refuses as Mistral and other servers do that check with pydantic. */
function forbids(name: string): Answer {
  const detail = [
    { type: 'extra_forbidden', loc: ['body', name], msg: 'Extra inputs are not permitted', input: 1 },
  ]
  return response => response.writeHead(422).end(JSON.stringify({ object: 'error', message: { detail } }))
}

describe('an API that refuses a parameter', () => {
  it.each([
    ['stream_options', forbids('stream_options'), { stream_options: undefined }],
    ['max_tokens', forbids('max_tokens'), { max_tokens: undefined, max_completion_tokens: 300 }],
    [
      'max_tokens, in the words of OpenAI',
      refuses(400, { message: "Use 'max_completion_tokens' instead.", param: 'max_tokens' }),
      { max_tokens: undefined, max_completion_tokens: 300 },
    ],
    [
      'a temperature, as models do that reason',
      refuses(400, { message: 'Only the default (1) value is supported.', param: 'temperature' }),
      { temperature: undefined },
    ],
    [
      'a forced function',
      refuses(400, { message: 'Thinking mode does not support this tool_choice' }),
      { tool_choice: 'required' },
    ],
    [
      'functions, in the words of Ollama',
      refuses(400, { message: 'registry.ollama.ai/library/gemma:latest does not support tools' }),
      { tools: undefined, tool_choice: undefined },
    ],
    [
      'functions, in the words of OpenRouter',
      refuses(404, { message: 'No endpoints found that support tool use.' }),
      { tools: undefined, tool_choice: undefined },
    ],
  ])('is asked once more without it, and from then on: %s', async (_name, refusal, changed) => {
    server.answers = [refusal, yes]
    const provider = providerOf(server, { temperature: 0 })
    expect(await readReply(provider)).toMatchObject({ text: 'Yes.', error: undefined })
    expect(await readReply(provider)).toMatchObject({ text: 'Yes.', error: undefined })
    expect(server.requests).toHaveLength(3)
    for (const { body } of server.requests.slice(1)) {
      const named = Object.keys(changed).map(name => [name, body[name]])
      expect(Object.fromEntries(named)).toEqual(changed)
    }
  })

  it('may refuse several, one after the other', async () => {
    server.answers = [
      forbids('stream_options'),
      refuses(400, { message: 'tool_choice: not supported' }),
      refuses(400, { message: 'tool_choice: not supported' }),
      refuses(400, { message: '"auto" tool choice requires --enable-auto-tool-choice to be set' }),
      streams(content(answerWith('Yes.')), finish('stop'), DONE),
    ]
    expect(await readReply(providerOf(server))).toMatchObject({ text: 'Yes.', error: undefined })
    const choices = server.requests.map(({ body }) => body.tool_choice)
    const forced = { type: 'function', function: { name: 'reply' } }
    expect(choices).toEqual([forced, forced, 'required', undefined, undefined])
    expect(server.requests.map(({ body }) => 'tools' in body)).toEqual([true, true, true, true, false])
  })

  it('is not misunderstood for good: what did not help is not remembered', async () => {
    // The words of a visitor may stand in what a server says.
    server.answers = [
      refuses(400, { message: 'You said: stream_options, temperature, does not support tools' }),
    ]
    const provider = providerOf(server)
    expect((await readReply(provider)).error?.kind).toBe('misconfigured')
    const tried = server.requests.length
    expect(tried).toBeLessThan(10)
    server.answers = [...server.requests.map(() => yes), yes]
    expect((await readReply(provider)).text).toBe('Yes.')
    expect(server.requests.at(-1)?.body).toMatchObject({ stream_options: { include_usage: true } })
    expect(server.requests.at(-1)?.body).toHaveProperty('tools')
  })

  it('is told apart from a prompt that is too long', async () => {
    const message =
      'Please reduce the length of the messages or tools, or max_tokens; they are not supported.'
    server.answers = [refuses(400, { message, code: 'context_length_exceeded' })]
    expect((await readReply(providerOf(server))).error?.kind).toBe('misconfigured')
    expect(server.requests).toHaveLength(1)
  })
})

describe('OpenAI itself', () => {
  const written = (baseURL?: string): Body =>
    writeBody(question(), readOptions({ apiKey: 'any', model: 'gpt-4.1-mini', baseURL }))

  it('is asked in strict mode, with the limit that its newer models know, and to keep nothing', () => {
    expect(written()).toMatchObject({
      max_completion_tokens: 300,
      store: false,
      tools: [{ function: { strict: true, parameters: { additionalProperties: false } } }],
    })
    expect(written()).not.toHaveProperty('max_tokens')
    const elsewhere = written('https://api.mistral.ai/v1')
    expect(Object.keys(elsewhere)).toEqual(expect.not.arrayContaining(['store', 'max_completion_tokens']))
    expect(JSON.stringify(elsewhere.tools)).not.toMatch(/strict|additionalProperties/)
  })

  it('may be an older deployment that refuses some of it', async () => {
    const bodies: Body[] = []
    const refusals = [
      'Unrecognized request argument supplied: store',
      "Unknown parameter: 'tools[0].function.strict'.",
    ]
    const result = await createDialect().send(written(), async body => {
      const message = refusals[bodies.push(body) - 1]
      if (message) throw Object.assign(new Error(message), { status: 400 })
      return 'Yes.'
    })
    expect(result).toBe('Yes.')
    expect(bodies.at(-1)).not.toHaveProperty('store')
    expect(JSON.stringify(bodies.at(-1)?.tools)).not.toMatch(/strict|additionalProperties/)
  })

  it.each([
    ['https://api.openai.com/v1', true],
    ['https://eu.api.openai.com/v1', true],
    ['https://shop.openai.azure.com/openai/v1', true],
    ['https://api.openai.com.example.org/v1', false],
    ['https://notapi.openai.community/v1', false],
    ['http://localhost:11434/v1', false],
  ])('is known by its address: %s', (baseURL, isOwn) => {
    expect(isOpenAi(baseURL)).toBe(isOwn)
  })
})
