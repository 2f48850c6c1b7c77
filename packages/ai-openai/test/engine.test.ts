import { type Message, PocketPing } from '@pocketping/core'
import { afterEach, describe, expect, it } from 'vitest'
import { fastClock } from '../../../test/support/fast-clock.ts'
import { openaiProvider } from '../src/index.ts'
import { API_KEY } from './asking.ts'
import {
  type Answer,
  beginStream,
  type ModelServer,
  refuses,
  startModelServer,
  streams,
} from './model-server.ts'
import { answerWith, argument, call, content, cut, DONE, finish } from './model-words.ts'

const ANSWER = 'Grüezi! We ship to Norway 🇳🇴 in two days.'
const running: { pp: PocketPing; server: ModelServer }[] = []

afterEach(async () => {
  for (const { pp, server } of running.splice(0)) {
    await pp.stop()
    await server.stop()
  }
})

/** What a visitor reads in the end, where the model's server behaves like this. */
async function askEngine(...answers: Answer[]): Promise<{ read: Message; logged: string; requests: number }> {
  const server = await startModelServer(...answers)
  const log: unknown[] = []
  const note = (...words: unknown[]): unknown => log.push(words)
  const pp = new PocketPing({
    clock: fastClock,
    logger: { debug: note, info: note, warn: note, error: note },
    ai: {
      provider: openaiProvider({ apiKey: API_KEY, model: 'test-model', baseURL: server.baseURL }),
      delayMinutes: 0,
      timeoutSeconds: 60,
    },
  })
  running.push({ pp, server })
  const started = await pp.fetch(post('/widget/sessions', {}))
  const { token, session } = (await started.json()) as { token: string; session: { id: string } }
  const command = { type: 'send', id: 'msg_question_1', content: 'Do you ship to Norway?' }
  expect((await pp.fetch(post('/widget/commands', command, token))).status).toBe(200)
  const ofAi = async (): Promise<Message[]> =>
    (await pp.messages(session.id)).messages.filter(({ type }) => type === 'ai')
  await expect.poll(ofAi).toHaveLength(1)
  const [read] = await ofAi()
  return { read: read as Message, logged: JSON.stringify(log), requests: server.requests.length }
}

function post(path: string, body: object, token?: string): Request {
  const headers = token ? { authorization: `Bearer ${token}` } : {}
  return new Request(`http://shop.example${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

const json = answerWith(ANSWER, { citations: [] })

describe('the visitor gets the answer', () => {
  it.each<[string, Answer[]]>([
    ['in one piece', [streams(...call(json))]],
    ['in pieces of one character', [streams(...call(json, 1))]],
    ['in bytes cut anywhere', [inBytes(call(json, 3).join(''))]],
    ['after a 429 with Retry-After', [refuses(429, {}, { 'retry-after': '1' }), streams(...call(json))]],
    ['after a 503', [refuses(503), streams(...call(json))]],
    ['as JSON in the content', [streams(...cut(json, 5).map(content), finish('stop'), DONE)]],
  ])('%s', async (_, answers) => {
    const { read } = await askEngine(...answers)
    expect(read.content).toBe(ANSWER)
  })
})

describe('the visitor hears that a person will answer', () => {
  it.each<[string, Answer]>([
    ['429 again and again', refuses(429, { message: 'quota of org-1234 exceeded' })],
    ['503 again and again', refuses(503)],
    ['a key that is refused', refuses(401, { message: `Incorrect API key provided: ${API_KEY}` })],
    ['a model that does not exist', refuses(404, { code: 'model_not_found' })],
    ['no answer at all', () => undefined],
    ['a stream that stalls', stalls(call(json, 8).slice(0, 9).join(''))],
    ['a stream that is cut', cutOff(call(json, 8).slice(0, 12).join(''))],
    ['an empty stream', streams(DONE)],
    [
      'prose in the place of the agreed form',
      streams(content('Sure! We ship everywhere.'), finish('stop'), DONE),
    ],
    ['an outcome that does not exist', streams(...call(answerWith(ANSWER, { outcome: 'certainly' })))],
    [
      'arguments that are no JSON',
      streams(argument('', 'reply'), argument('{"outcome": answer'), finish('stop'), DONE),
    ],
    [
      'an answer that is cut off at its longest',
      streams(argument('', 'reply'), argument(json.slice(0, -9)), finish('length'), DONE),
    ],
    [
      'a web page',
      response => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Login</h1>'),
    ],
  ])('where the model’s server gives %s', async (_, answer) => {
    const { read, logged } = await askEngine(answer)
    expect(read.content).toContain('team')
    expect(read.content).not.toMatch(/Norway|error|429|503|quota|Login|\{/i)
    expect(logged).toContain('The AI could not answer')
    expect(logged).not.toContain(API_KEY)
  })
})

function stalls(words: string): Answer {
  return response => {
    beginStream(response)
    response.write(words)
  }
}

function cutOff(words: string): Answer {
  return response => {
    beginStream(response)
    response.write(words, () => response.destroy())
  }
}

/** Each byte in a chunk of its own: characters, lines and events are cut everywhere. */
function inBytes(words: string): Answer {
  return async response => {
    beginStream(response)
    for (const byte of Buffer.from(words))
      await new Promise(resolve => response.write(Buffer.of(byte), resolve))
    response.end()
  }
}
