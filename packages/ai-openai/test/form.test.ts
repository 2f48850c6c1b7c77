import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { providerOf, readReply, type Told } from './asking.ts'
import { type ModelServer, startModelServer, streams } from './model-server.ts'
import {
  answerWith,
  argument,
  call,
  content,
  cut,
  DONE,
  event,
  finish,
  refusal,
  USAGE,
} from './model-words.ts'

let server: ModelServer

beforeEach(async () => {
  server = await startModelServer()
})

afterEach(() => server.stop())

function reading(...events: readonly string[]): Promise<Told> {
  server.answers = [streams(...events)]
  return readReply(providerOf(server))
}

const ANSWER = { type: 'answer', citations: ['p1'], isSure: true }
const STOPPED = { type: 'handoff', reason: 'cannot-help' }

describe('the form of a reply', () => {
  it('tells the outcome, then the text as it comes, then the usage', async () => {
    const { events } = await reading(...call(answerWith('Yes, we do.'), 6))
    expect(events[0]).toEqual({ type: 'outcome', outcome: ANSWER })
    expect(events.slice(1, -1).map(({ type }) => type)).toEqual(['text', 'text', 'text'])
    expect(events.at(-1)).toEqual({ type: 'usage', usage: { inputTokens: 120, outputTokens: 8 } })
  })

  it.each([
    [{ outcome: 'clarify' }, { type: 'clarify' }],
    [{ outcome: 'smalltalk' }, { type: 'smalltalk' }],
    [{ outcome: 'refuse' }, { type: 'refuse' }],
    [
      { sure: false, citations: [] },
      { type: 'answer', citations: [], isSure: false },
    ],
    [
      { outcome: 'handoff', reason: 'asked', summary: ' Wants Anna. ' },
      { type: 'handoff', reason: 'asked', summary: 'Wants Anna.' },
    ],
    [{ outcome: 'handoff', reason: 'none', summary: '' }, STOPPED],
    [{ outcome: 'handoff', reason: 'bored', summary: 7 }, STOPPED],
    // What beside the outcome is wrong is read carefully.
    [
      { sure: 'very', citations: 'p1' },
      { type: 'answer', citations: [], isSure: false },
    ],
  ])('reads %j', async (fields, outcome) => {
    const { outcomes, text, error } = await reading(...call(answerWith('Hello', fields)))
    expect({ outcomes, text, error }).toEqual({ outcomes: [outcome], text: 'Hello', error: undefined })
  })

  it('takes the text first where a model writes it first', async () => {
    const json = JSON.stringify({ text: 'Yes.', citations: ['p1'], sure: true, outcome: 'answer' })
    const { events } = await reading(...call(json, 4))
    expect(events.slice(0, 3)).toEqual([
      { type: 'text', text: 'Yes' },
      { type: 'text', text: '.' },
      { type: 'outcome', outcome: ANSWER },
    ])
  })

  it('waits with the outcome for citations that come after the text', async () => {
    const json = JSON.stringify({ outcome: 'answer', text: 'Yes.', sure: true, citations: ['p1'] })
    const { events } = await reading(...call(json, 3))
    expect(events.findIndex(({ type }) => type === 'outcome')).toBe(events.length - 2)
    expect(events).toContainEqual({ type: 'outcome', outcome: ANSWER })
  })

  it.each([
    ['plain', answerWith('Yes.'), 5],
    ['in a fence', `\n \`\`\`json\n${answerWith('Yes.')}\n\`\`\`\n`, 2],
    ['in a nameless fence', `\`\`\`\n${answerWith('Yes.')}\n\`\`\``, 100],
  ])('reads the same JSON written as content: %s', async (_name, words, size) => {
    const pieces = cut(words, size)
    const { outcomes, text, error } = await reading(...pieces.map(content), finish('stop'), DONE)
    expect({ outcomes, text, error }).toEqual({ outcomes: [ANSWER], text: 'Yes.', error: undefined })
  })

  it('leaves out what a model says before it calls the function', async () => {
    const { text, outcomes } = await reading(content('Let me see. '), ...call(answerWith('Yes.')))
    expect({ text, outcomes }).toEqual({ text: 'Yes.', outcomes: [ANSWER] })
  })

  it('takes arguments that come as an object', async () => {
    const calls = [{ index: 0, function: { name: 'reply', arguments: JSON.parse(answerWith('Yes.')) } }]
    const chunk = event({ choices: [{ index: 0, delta: { tool_calls: calls } }] })
    expect(await reading(chunk, finish('stop'), DONE)).toMatchObject({ text: 'Yes.', outcomes: [ANSWER] })
  })

  it('reads the first of two calls', async () => {
    const second = { index: 1, function: { name: 'reply', arguments: answerWith('No.') } }
    const chunk = event({ choices: [{ index: 0, delta: { tool_calls: [second] } }] })
    const { text } = await reading(argument(answerWith('Yes.'), 'reply'), chunk, finish('stop'), DONE)
    expect(text).toBe('Yes.')
  })

  it('reads our function where a model calls another before it', async () => {
    const calls = [
      { index: 0, function: { name: 'send_mail', arguments: answerWith('No.') } },
      { index: 1, function: { name: 'reply', arguments: answerWith('Yes.') } },
    ]
    const chunk = event({ choices: [{ index: 0, delta: { tool_calls: calls } }] })
    expect((await reading(chunk, finish('tool_calls'), DONE)).text).toBe('Yes.')
  })

  it('trusts no reply that has used up its length, and says what may help', async () => {
    const { error } = await reading(argument(answerWith('Yes.'), 'reply'), finish('length'), DONE)
    expect(error).toMatchObject({ kind: 'malformed', message: expect.stringContaining('(reasoningEffort)') })
  })

  it.each([
    ['plain text', [content('We ship '), content('everywhere.'), finish('stop')], 'We ship everywhere.'],
    ['an unknown outcome', call(answerWith('Yes.', { outcome: 'sell' })), 'Yes.'],
    ['no outcome', call('{"text":"Yes."}'), 'Yes.'],
    ['no text', call('{"outcome":"clarify"}'), ''],
    ['blank text', call(answerWith(' \n')), ' \n'],
    ['a text that is none', call('{"outcome":"clarify","text":{"a":["}"]}}'), ''],
    ['no JSON', call('outcome: answer'), ''],
    ['JSON of another shape', [content('{"answer":42}'), finish('stop')], ''],
    ['a list', call('["answer"]'), ''],
    ['an empty call', call(''), ''],
    ['another function', [argument('{"to":"x"}', 'send_mail'), finish('tool_calls')], ''],
    ['an end in the middle', [argument(answerWith('Yes.').slice(0, -4), 'reply'), finish('stop')], 'Ye'],
    ['a cut by length', [argument(answerWith('Yes, an').slice(0, -2), 'reply'), finish('length')], 'Yes, an'],
    ['an event that is no chunk', [event([1, 2])], ''],
    ['an event that is no JSON', ['data: {"choices": nonsense}\n\n'], ''],
  ])('is malformed with %s', async (_name, events, text) => {
    const told = await reading(...events, USAGE, DONE)
    expect(told.error?.kind).toBe('malformed')
    expect(told.text).toBe(text)
    // Nothing that was made up by us: what kind of reply it is was said by the model or not at all.
    expect(told.outcomes.length).toBeLessThanOrEqual(1)
    expect(server.requests).toHaveLength(1)
  })

  it('tells the usage of a reply that is of no use', async () => {
    const { events, outcomes } = await reading(content('Hi'), finish('stop'), USAGE, DONE)
    expect(outcomes).toEqual([])
    expect(events.at(-1)).toMatchObject({ type: 'usage' })
  })

  it.each([
    ['filtered', [finish('content_filter')]],
    [
      'filtered in the middle of the fields',
      [argument('{"outcome":"ans', 'reply'), finish('content_filter')],
    ],
    ['refused by the model', [refusal('I cannot.'), finish('stop')]],
  ])('hands off what is %s', async (_name, events) => {
    expect(await reading(...events, DONE)).toMatchObject({ outcomes: [STOPPED], error: undefined })
  })

  it('does not tell a second outcome when a filter stops the text', async () => {
    const { outcomes, error } = await reading(
      argument(answerWith('Yes, an').slice(0, -2), 'reply'),
      finish('content_filter'),
      DONE,
    )
    expect({ outcomes, kind: error?.kind }).toEqual({ outcomes: [ANSWER], kind: 'malformed' })
  })

  it.each([
    ['a call', (words: string) => argument(words)],
    ['content', content],
  ])('ends %s that does not end', async (_name, piece) => {
    let sent = 0
    const closed = Promise.withResolvers<void>()
    server.answers = [
      response => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.on('close', () => closed.resolve())
        const go = (): void => {
          while (response.write(piece(sent++ === 0 ? '{"text":"' : 'x'.repeat(4000))));
        }
        response.on('drain', go)
        go()
      },
    ]
    const { text, error } = await readReply(providerOf(server))
    await closed.promise
    expect(error?.kind).toBe('malformed')
    expect(text.length).toBeLessThan(70_000)
  })
})
