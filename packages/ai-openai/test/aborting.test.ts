import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OpenAiClient, openaiProvider } from '../src/index.ts'
import { providerOf, question, readReply } from './asking.ts'
import { type ModelServer, refuses, stalls, startModelServer, streams } from './model-server.ts'
import { answerWith, begun, call } from './model-words.ts'

let server: ModelServer
let abort: AbortController
const unhandled: unknown[] = []
const note = (reason: unknown): void => void unhandled.push(reason)

beforeEach(async () => {
  server = await startModelServer()
  abort = new AbortController()
  process.on('unhandledRejection', note)
})

afterEach(async () => {
  await server.stop()
  process.off('unhandledRejection', note)
  expect(unhandled.splice(0)).toEqual([])
})

describe('a request that is aborted', () => {
  it('ends at once and quietly, and closes the connection', async () => {
    server.answers = [stalls(begun('We ship'))]
    const kinds: string[] = []
    for await (const { type } of providerOf(server).reply(question({ signal: abort.signal }))) {
      kinds.push(type)
      if (type === 'text') queueMicrotask(() => abort.abort())
    }
    expect(kinds).toEqual(['outcome', 'text'])
    await server.requests[0]?.closed
  })

  it('says nothing more of what has already arrived', async () => {
    server.answers = [streams(...call(answerWith('We ship everywhere.'), 5))]
    const kinds: string[] = []
    for await (const { type } of providerOf(server).reply(question({ signal: abort.signal }))) {
      kinds.push(type)
      abort.abort()
    }
    expect(kinds).toEqual(['outcome'])
  })

  it('closes the connection also while nobody reads on', async () => {
    server.answers = [stalls(begun('We ship'))]
    const reply = providerOf(server)
      .reply(question({ signal: abort.signal }))
      [Symbol.asyncIterator]()
    expect((await reply.next()).value).toMatchObject({ type: 'outcome' })
    abort.abort()
    await server.requests[0]?.closed
    expect(await reply.next()).toEqual({ done: true, value: undefined })
  })

  it('ends before the server has answered', async () => {
    server.answers = [() => abort.abort()]
    expect(await readReply(providerOf(server), question({ signal: abort.signal }))).toMatchObject({
      events: [],
    })
    await server.requests[0]?.closed
  })

  it('ends in the middle of waiting for the next try', async () => {
    server.answers = [refuses(429, {}, { 'retry-after': '20' })]
    const after = (ms: number) => {
      if (ms === 20_000) queueMicrotask(() => abort.abort())
      return () => {}
    }
    const clock = { now: () => 0, after }
    const told = await readReply(providerOf(server, { clock }), question({ signal: abort.signal }))
    expect(told).toMatchObject({ events: [], error: undefined })
    expect(server.requests).toHaveLength(1)
  })

  it('is not sent where it was aborted before', async () => {
    const told = await readReply(providerOf(server), question({ signal: AbortSignal.abort() }))
    expect(told).toMatchObject({ events: [], error: undefined })
    expect(server.requests).toEqual([])
  })
})

describe('a reply that is not read to its end', () => {
  it('closes the connection', async () => {
    server.answers = [stalls(begun('We ship'))]
    for await (const { type } of providerOf(server).reply(question())) if (type === 'text') break
    await server.requests[0]?.closed
  })

  it('tells a client of your own, by its signal', async () => {
    let signal: AbortSignal | undefined
    async function* chunks() {
      yield { choices: [{ delta: { content: answerWith('Yes.') } }] }
      yield { choices: [{ finish_reason: 'stop' }] }
    }
    const create: OpenAiClient['chat']['completions']['create'] = async (_body, options) => {
      signal = options.signal
      return chunks()
    }
    const provider = openaiProvider({ model: 'm', client: { chat: { completions: { create } } } })
    for await (const { type } of provider.reply(question())) {
      expect(signal?.aborted).toBe(false)
      if (type === 'text') break
    }
    expect(signal?.aborted).toBe(true)
  })
})
