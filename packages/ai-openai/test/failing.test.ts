import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openaiProvider } from '../src/index.ts'
import { API_KEY, providerOf, question, readReply, testClock } from './asking.ts'
import {
  type Answer,
  beginStream,
  type ModelServer,
  refuses,
  stalls,
  startModelServer,
  streams,
} from './model-server.ts'
import { answerWith, argument, begun, call } from './model-words.ts'

let server: ModelServer

beforeEach(async () => {
  server = await startModelServer()
})

afterEach(() => server.stop())

const yes = streams(...call(answerWith('Yes.')))

/** Breaks the connection off after these events. */
function breaksOff(...events: readonly string[]): Answer {
  return response => {
    beginStream(response)
    response.write(events.join(''), () => response.socket?.destroy())
  }
}

describe('a server that fails for now', () => {
  it.each([
    ['429 with Retry-After in seconds', refuses(429, {}, { 'retry-after': '7' }), [7000]],
    [
      '429 with Retry-After as a date',
      refuses(429, {}, { 'retry-after': new Date(5000).toUTCString() }),
      [5000],
    ],
    ['429 with retry-after-ms', refuses(429, {}, { 'retry-after-ms': '250.5', 'retry-after': '9' }), [250.5]],
    ['429 with a Retry-After that is passed', refuses(429, {}, { 'retry-after': '0' }), [0]],
    ['503', refuses(503), [expect.closeTo(450, -3)]],
    ['an empty stream', streams(), [expect.any(Number)]],
    [
      'a connection that breaks at once',
      (response => response.socket?.destroy()) as Answer,
      [expect.any(Number)],
    ],
    [
      'a stream that is cut before the text',
      breaksOff(argument('{"outcome":"ans', 'reply')),
      [expect.any(Number)],
    ],
  ])('is asked again after %s', async (_name, failure, waits) => {
    server.answers = [failure, yes]
    const clock = testClock()
    expect(await readReply(providerOf(server, { clock }))).toMatchObject({ text: 'Yes.', error: undefined })
    expect(server.requests).toHaveLength(2)
    expect(clock.waits).toEqual(waits)
  })

  it('waits longer each time, and gives up in the end', async () => {
    server.answers = [refuses(429)]
    const clock = testClock()
    const { error, events } = await readReply(providerOf(server, { clock, maxRetries: 4 }))
    expect({ kind: error?.kind, events }).toEqual({ kind: 'rate-limited', events: [] })
    expect(server.requests).toHaveLength(5)
    const longest = [500, 1000, 2000, 4000]
    expect(
      clock.waits.map((wait, at) => wait <= (longest[at] ?? 0) && wait >= (longest[at] ?? 0) * 0.75),
    ).toEqual([true, true, true, true])
  })

  it.each([
    ['Retry-After is longer than the time that is left', refuses(429, {}, { 'retry-after': '31' })],
    ['the server says not to come again', refuses(429, {}, { 'x-should-retry': 'false' })],
  ])('is not asked again where %s', async (_name, failure) => {
    server.answers = [failure, yes]
    const clock = testClock()
    const { error } = await readReply(providerOf(server, { clock }))
    expect({ kind: error?.kind, waits: clock.waits }).toEqual({ kind: 'rate-limited', waits: [] })
  })

  it('is not asked again with maxRetries 0', async () => {
    server.answers = [refuses(503), yes]
    expect((await readReply(providerOf(server, { maxRetries: 0 }))).error?.kind).toBe('unavailable')
  })

  it('is not asked again once the visitor has seen something', async () => {
    server.answers = [breaksOff(begun('We ship to')), yes]
    const { text, outcomes, error } = await readReply(providerOf(server))
    expect({ text, outcomes: outcomes.length, kind: error?.kind }).toEqual({
      text: 'We ship to',
      outcomes: 1,
      kind: 'unavailable',
    })
    expect(server.requests).toHaveLength(1)
  })

  it('says which server nobody reaches', async () => {
    const { host } = new URL(server.baseURL)
    const gone = await startModelServer()
    await gone.stop()
    const { error } = await readReply(providerOf({ ...gone, baseURL: gone.baseURL }))
    expect(error?.kind).toBe('unavailable')
    expect(error?.message).toContain(new URL(gone.baseURL).host)
    expect(error?.message).not.toContain(host)
  })
})

describe('a server that is too slow', () => {
  it('is left alone when the time is over: no answer at all', async () => {
    const clock = testClock(4000)
    server.answers = [() => clock.ring()]
    const { error } = await readReply(providerOf(server, { clock, timeoutMs: 4000 }))
    expect(error).toMatchObject({ kind: 'timeout', message: expect.stringContaining('4000 ms (timeoutMs)') })
    await server.requests[0]?.closed
  })

  it('is left alone when the time is over: a stream that stalls', async () => {
    const clock = testClock()
    server.answers = [stalls(begun('We ship'))]
    const kinds: string[] = []
    const reading = async (): Promise<void> => {
      for await (const { type } of providerOf(server, { clock }).reply(question())) {
        kinds.push(type)
        if (type === 'text') clock.ring()
      }
    }
    await expect(reading()).rejects.toMatchObject({ name: 'AiError', kind: 'timeout' })
    expect(kinds).toEqual(['outcome', 'text'])
    await server.requests[0]?.closed
  })
})

describe('a server that refuses', () => {
  const quoting = { message: `Incorrect API key provided: ${API_KEY}. The visitor said: my card is 4111` }

  it.each([
    [
      401,
      { code: 'invalid_api_key' },
      'misconfigured',
      /apiKey: 127\.0\.0\.1:\d+ refused it \(401 invalid_api_key\)/,
    ],
    [403, {}, 'misconfigured', /apiKey: .* does not allow it model "test-model" \(403\)/],
    [
      404,
      { code: 'model_not_found' },
      'misconfigured',
      /model: .* has no "test-model" \(404 model_not_found\)/,
    ],
    [402, {}, 'misconfigured', /no credit left \(402\)/],
    [429, { code: 'insufficient_quota' }, 'misconfigured', /no credit left \(429 insufficient_quota\)/],
    [400, { code: 'context_length_exceeded' }, 'misconfigured', /takes less text than it was sent/],
    [
      400,
      { type: 'bad', param: 'messages[1].role' },
      'misconfigured',
      /refused the request \(400 bad messages\[1\]\.role\)/,
    ],
    [400, { code: 'visitor said: 4111' }, 'misconfigured', /refused the request \(400\)/],
    [400, { code: API_KEY }, 'misconfigured', /refused the request \(400 …\)/],
    [400, { code: 'tool_use_failed' }, 'malformed', /cannot be read/],
    [400, { code: 400 }, 'misconfigured', /refused the request \(400\)/],
  ])('is named: %i %j', async (status, error, kind, message) => {
    server.answers = [refuses(status, { ...quoting, ...error })]
    const told = await readReply(providerOf(server))
    expect(told.error).toMatchObject({ kind, message: expect.stringMatching(message) })
    expect(`${told.error?.message} ${told.error?.stack} ${JSON.stringify(told.error)}`).not.toMatch(
      /4111|nobody-may/,
    )
    expect(told.error?.cause).toBeUndefined()
    expect(server.requests).toHaveLength(1)
  })

  it('is not followed to another address', async () => {
    const other = await startModelServer(yes)
    server.answers = [
      response => response.writeHead(307, { location: `${other.baseURL}/chat/completions` }).end(),
    ]
    const { error } = await readReply(providerOf(server))
    await other.stop()
    expect(error).toMatchObject({ kind: 'misconfigured', message: expect.stringContaining('baseURL: ') })
    expect(other.requests).toEqual([])
  })

  it.each([
    ['Azure', refuses(400, { code: 'content_filter' })],
    ['OpenRouter', refuses(403, { code: 403, metadata: { reasons: ['violence'], flagged_input: 'x' } })],
  ])('what the visitor wrote, hands off: %s', async (_name, refusal) => {
    server.answers = [refusal]
    const { outcomes, error } = await readReply(providerOf(server))
    expect({ outcomes, error }).toEqual({
      outcomes: [{ type: 'handoff', reason: 'cannot-help' }],
      error: undefined,
    })
  })

  it.each([
    [{ code: 429, message: 'Slow down' }, 'rate-limited'],
    [{ code: 502, message: 'Provider gone' }, 'unavailable'],
    [{ type: 'server_error' }, 'unavailable'],
    [{ code: 'rate_limit_exceeded' }, 'rate-limited'],
    [{ code: 'tool_use_failed' }, 'malformed'],
  ])('within the stream is named too: %j', async (error, kind) => {
    server.answers = [streams(`data: ${JSON.stringify({ error })}\n\n`)]
    expect((await readReply(providerOf(server, { maxRetries: 1 }))).error?.kind).toBe(kind)
  })

  it('is told apart from a website that answers in its place', async () => {
    server.answers = [response => response.end('<!doctype html><title>Shop</title>')]
    const { baseURL } = server
    const provider = openaiProvider({ apiKey: API_KEY, model: 'm', baseURL, maxRetries: 0 })
    expect((await readReply(provider)).error?.kind).toBe('unavailable')
  })
})
