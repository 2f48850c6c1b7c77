import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenAiEmulator, startOpenAiEmulator } from './emulator.ts'
import { bodyFor, post } from './testing/ask.ts'

let model: OpenAiEmulator

beforeAll(async () => {
  model = await startOpenAiEmulator({ models: ['quoting-model', 'other-model'] })
})
afterAll(() => model.stop())

const message = (fields: object): object => ({ messages: [fields] })
const tool = (fields: object): object => ({ tools: [{ type: 'function', function: fields }] })
const strict = { type: 'object', properties: { text: {} }, additionalProperties: false }

interface Refusal {
  message: string
  type: string
  param: string | null
  code: string | null
}

async function errorOf(response: Response): Promise<Refusal> {
  return ((await response.json()) as { error: Refusal }).error
}

describe('what the API refuses', () => {
  it.each([
    [{ top_k: 3 }, 400, null, null, 'Unrecognized request argument supplied: top_k'],
    [{ top_k: 3, a: 1 }, 400, null, null, 'Unrecognized request arguments supplied: a, top_k'],
    [{ model: undefined }, 400, null, null, 'you must provide a model parameter'],
    [{ model: 'gpt-9' }, 404, null, 'model_not_found', 'The model `gpt-9` does not exist'],
    [{ messages: undefined }, 400, 'messages', 'missing_required_parameter', "'messages'"],
    [{ messages: [] }, 400, 'messages', 'empty_array', 'minimum length 1'],
    [{ messages: 'hi' }, 400, 'messages', 'invalid_type', 'but got a string instead'],
    [
      message({ role: 'visitor', content: 'hi' }),
      400,
      'messages[0].role',
      'invalid_value',
      "and 'developer'.",
    ],
    [message({ content: 'hi' }), 400, 'messages[0].role', 'missing_required_parameter', 'role'],
    [message({ role: 'user', content: 7 }), 400, 'messages[0].content', 'invalid_type', 'got an integer'],
    [message({ role: 'user', content: 'x', mood: 1 }), 400, 'messages[0].mood', 'unknown_parameter', 'mood'],
    [{ stream: undefined }, 400, 'stream_options', null, "only allowed when 'stream' is enabled"],
    [{ stream: 'yes' }, 400, 'stream', 'invalid_type', 'got a string'],
    [{ max_tokens: 0 }, 400, 'max_tokens', 'integer_below_min_value', 'got 0 instead'],
    [{ max_completion_tokens: 9 }, 400, null, 'invalid_parameter_combination', 'at the same time'],
    [{ tools: undefined }, 400, 'tool_choice', null, "only allowed when 'tools' are specified"],
    [{ tool_choice: 'always' }, 400, 'tool_choice', 'invalid_value', "'none', 'auto', and 'required'"],
    [tool({ name: 'say' }), 400, 'tool_choice', null, "no function named 'reply'"],
    [tool({ name: 'no way' }), 400, 'tools[0].function.name', 'invalid_value', 'does not match pattern'],
    [
      tool({ name: 'reply', strict: true, parameters: { type: 'object' } }),
      400,
      'tools[0].function.parameters',
      'invalid_function_parameters',
      'additionalProperties',
    ],
    [
      tool({ name: 'reply', strict: true, parameters: strict }),
      400,
      'tools[0].function.parameters',
      'invalid_function_parameters',
      "Missing 'text'",
    ],
  ])('%j', async (changed, status, param, code, words) => {
    const response = await post(model, { ...bodyFor(model, 'Hi', []), ...changed })
    const error = await errorOf(response)
    expect({ status: response.status, param: error.param, code: error.code }).toEqual({ status, param, code })
    expect(error).toMatchObject({ type: 'invalid_request_error', message: expect.stringContaining(words) })
    expect(model.journal.calls().at(-1)).toMatchObject({ status, problem: error.message })
  })

  it('refuses what is no JSON', async () => {
    for (const body of ['{', '[]', '"hi"']) expect((await post(model, body)).status).toBe(400)
  })

  it('refuses a key that is missing or wrong, and does not repeat it', async () => {
    const url = `${model.baseURL}/models`
    const missing = await fetch(url)
    expect([missing.status, (await errorOf(missing)).code]).toEqual([401, null])
    const wrong = await fetch(url, { headers: { authorization: 'Bearer not-the-right-key' } })
    const error = await errorOf(wrong)
    expect([wrong.status, error.code]).toEqual([401, 'invalid_api_key'])
    expect(error.message).not.toContain('not-the-right-key')
  })

  it('lists its models, and knows no other', async () => {
    const headers = { authorization: `Bearer ${model.apiKey}` }
    const list = await (await fetch(`${model.baseURL}/models`, { headers })).json()
    expect(list).toMatchObject({ object: 'list', data: [{ id: 'quoting-model' }, { id: 'other-model' }] })
    expect((await fetch(`${model.baseURL}/models/other-model`, { headers })).status).toBe(200)
    expect((await fetch(`${model.baseURL}/models/gpt-9`, { headers })).status).toBe(404)
    const error = await errorOf(await fetch(`${model.baseURL}/completions`, { headers }))
    expect(error.message).toBe('Invalid URL (GET /v1/completions)')
  })
})
