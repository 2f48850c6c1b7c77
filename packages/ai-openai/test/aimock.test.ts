import { LLMock } from '@copilotkit/aimock'
import type { AIProvider } from '@pocketping/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openaiProvider } from '../src/index.ts'
import { API_KEY, readReply, testClock } from './asking.ts'
import { answerWith } from './model-words.ts'

let mock: LLMock

beforeEach(async () => {
  mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 3 })
  await mock.start()
})

afterEach(() => mock.stop())

function provider(): AIProvider {
  const baseURL = `${mock.url}/v1`
  return openaiProvider({
    apiKey: API_KEY,
    model: 'gpt-4.1-mini',
    embeddingModel: 'e',
    baseURL,
    clock: testClock(),
  })
}

const OUTCOME = { type: 'answer', citations: ['p1'], isSure: true }
const yes = { toolCalls: [{ name: 'reply', arguments: answerWith('Yes, we ship to Norway – 2 days.') }] }

describe('openaiProvider with aimock', () => {
  it('streams the call of its function, in small chunks, with the usage', async () => {
    const usage = { prompt_tokens: 90, completion_tokens: 30, total_tokens: 120 }
    mock.onMessage('Norway', { ...yes, usage })
    const { events, text, outcomes, error } = await readReply(provider())
    expect({ text, outcomes, error }).toEqual({
      text: 'Yes, we ship to Norway – 2 days.',
      outcomes: [OUTCOME],
      error: undefined,
    })
    expect(events.filter(({ type }) => type === 'text').length).toBeGreaterThan(5)
    expect(events.at(-1)).toEqual({ type: 'usage', usage: { inputTokens: 90, outputTokens: 30 } })
  })

  it('reads JSON in a fence', async () => {
    mock.onMessage('Norway', { content: `\`\`\`json\n${answerWith('Yes.')}\n\`\`\`` })
    expect(await readReply(provider())).toMatchObject({ text: 'Yes.', outcomes: [OUTCOME], error: undefined })
  })

  it('makes nothing up where a model answers in plain words', async () => {
    mock.onMessage('Norway', { content: 'We ship everywhere!' })
    const { text, outcomes, error } = await readReply(provider())
    expect({ text, outcomes, kind: error?.kind }).toEqual({
      text: 'We ship everywhere!',
      outcomes: [],
      kind: 'malformed',
    })
  })

  it('asks again after 429 with Retry-After, and after 503', async () => {
    mock.onMessage('Norway', yes)
    mock.nextRequestError(429, { message: 'Slow down', type: 'rate_limit_error' })
    expect(await readReply(provider())).toMatchObject({ outcomes: [OUTCOME], error: undefined })
    mock.nextRequestError(503, { message: 'Overloaded' })
    expect(await readReply(provider())).toMatchObject({ outcomes: [OUTCOME], error: undefined })
    expect(mock.getRequests().map(({ response }) => response.status)).toEqual([429, 200, 503, 200])
  })

  it.each([
    [429, 'rate-limited'],
    [503, 'unavailable'],
    [401, 'misconfigured'],
  ])('gives up on %i', async (status, kind) => {
    mock.onMessage('Norway', { error: { message: `No: ${API_KEY}` }, status })
    expect((await readReply(provider())).error?.kind).toBe(kind)
  })

  it('does not take a stream for whole that is cut in the middle', async () => {
    mock.on({ userMessage: 'Norway' }, yes, { truncateAfterChunks: 40 })
    const { text, error } = await readReply(provider())
    expect(error?.kind).toBe('unavailable')
    expect('Yes, we ship to Norway – 2 days.'.startsWith(text)).toBe(true)
  })

  it('embeds', async () => {
    mock.onEmbedding('shipping', { embedding: [0.1, 0.2] })
    expect(await provider().embed?.(['shipping'], {})).toEqual([[0.1, 0.2]])
  })
})
