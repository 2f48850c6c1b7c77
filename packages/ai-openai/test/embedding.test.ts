import type { AIProvider } from '@pocketping/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { API_KEY, providerOf, testClock } from './asking.ts'
import { type Answer, type ModelServer, refuses, startModelServer } from './model-server.ts'

let server: ModelServer

beforeEach(async () => {
  server = await startModelServer()
})

afterEach(() => server.stop())

type Embed = NonNullable<AIProvider['embed']>

function embedding(options: object = {}): Embed {
  const { embed } = providerOf(server, { embeddingModel: 'test-embedding', ...options })
  if (!embed) throw new Error('It cannot embed.')
  return embed
}

function answers(data: unknown): Answer {
  return response =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }))
}

/** One vector per text, made of its number, in the wrong order. */
const vectors: Answer = (response, { body }) => {
  const data = (body.input as string[]).map((text, index) => ({ index, embedding: [Number(text), 0.5] }))
  return answers(data.reverse())(response, { body, path: '', headers: {}, closed: Promise.resolve() })
}

describe('embed', () => {
  it('keeps the order over several batches', async () => {
    server.answers = [vectors]
    const texts = Array.from({ length: 70 }, (_, index) => String(index))
    expect(await embedding()(texts, {})).toEqual(texts.map(text => [Number(text), 0.5]))
    expect(server.requests.map(({ body }) => (body.input as string[]).length)).toEqual([32, 32, 6])
    const { body, path } = server.requests[0] ?? {}
    expect(path).toBe('/v1/embeddings')
    expect(body).toMatchObject({ model: 'test-embedding', encoding_format: 'float' })
  })

  it('asks nothing for nothing', async () => {
    expect(await embedding()([], {})).toEqual([])
    expect(server.requests).toEqual([])
  })

  it('takes vectors without an index in the order in which they come', async () => {
    server.answers = [answers([{ embedding: [1] }, { embedding: [2] }])]
    expect(await embedding()(['a', 'b'], {})).toEqual([[1], [2]])
  })

  it.each([
    ['too few', [{ index: 0, embedding: [1] }]],
    ['one twice', [0, 0].map(index => ({ index, embedding: [1] }))],
    ['none', undefined],
    ['an empty one', [0, 1].map(index => ({ index, embedding: [] }))],
    ['different lengths', [[1], [1, 2]].map((embedding, index) => ({ index, embedding }))],
    ['no numbers', ['x', 'y'].map((embedding, index) => ({ index, embedding: [embedding] }))],
  ])('is malformed with vectors that are %s', async (_name, data) => {
    server.answers = [answers(data)]
    await expect(embedding()(['a', 'b'], {})).rejects.toMatchObject({ name: 'AiError', kind: 'malformed' })
  })

  it('tries again what may succeed soon', async () => {
    server.answers = [refuses(429, {}, { 'retry-after': '3' }), refuses(503), vectors]
    const clock = testClock()
    expect(await embedding({ clock })(['7'], {})).toEqual([[7, 0.5]])
    expect(clock.waits[0]).toBe(3000)
  })

  it.each([
    [401, 'misconfigured'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
  ])('names what ends it: %i', async (status, kind) => {
    server.answers = [refuses(status, { message: `No: ${API_KEY}` })]
    const failing = embedding()(['a'], {})
    await expect(failing).rejects.toMatchObject({ name: 'AiError', kind })
    await expect(failing).rejects.not.toThrow(API_KEY)
  })

  it('names the model that is not there', async () => {
    server.answers = [refuses(404)]
    await expect(embedding()(['a'], {})).rejects.toThrow('has no "test-embedding" (404)')
  })

  it('ends when it is aborted, and when the time is over', async () => {
    const abort = new AbortController()
    server.answers = [() => abort.abort()]
    await expect(embedding()(['a'], { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' })
    await server.requests[0]?.closed
    const clock = testClock()
    server.answers = [() => clock.ring()]
    await expect(embedding({ clock })(['a'], {})).rejects.toMatchObject({ kind: 'timeout' })
  })
})
