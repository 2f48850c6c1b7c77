import { describe, expect, it } from 'vitest'
import { AiError, type AiEvent, type AiRequest } from '../contracts/ai-provider.ts'
import { aiProviderContract } from './ai-provider-contract.ts'
import { scriptedProvider } from './scripted-provider.ts'

function asking(words: string, signal: AbortSignal = new AbortController().signal): AiRequest {
  return {
    conversation: [{ from: 'visitor', text: words }],
    instructions: 'Answer.',
    passages: [{ id: 'p1', title: 'Shipping', headings: [], text: 'We ship.' }],
    maxOutputTokens: 100,
    signal,
  }
}

async function read(events: AsyncIterable<AiEvent>, into: AiEvent[] = []): Promise<AiEvent[]> {
  for await (const event of events) into.push(event)
  return into
}

describe('scriptedProvider', () => {
  it('says what the list says, in turn, and keeps the requests', async () => {
    const usage = { inputTokens: 3, outputTokens: 2 }
    const provider = scriptedProvider([
      { text: ['We ', 'do'], usage },
      { text: 'Ask Anna', outcome: { type: 'handoff', reason: 'asked' }, outcomeFirst: false },
      { text: 'Hm', outcome: 'none' },
    ])
    expect(await read(provider.reply(asking('Do you ship?')))).toEqual([
      { type: 'outcome', outcome: { type: 'answer', citations: ['p1'], isSure: true } },
      { type: 'text', text: 'We ' },
      { type: 'text', text: 'do' },
      { type: 'usage', usage },
    ])
    expect(await read(provider.reply(asking('A person')))).toEqual([
      { type: 'text', text: 'Ask Anna' },
      { type: 'outcome', outcome: { type: 'handoff', reason: 'asked' } },
    ])
    expect(await read(provider.reply(asking('And?')))).toEqual([{ type: 'text', text: 'Hm' }])
    await expect(read(provider.reply(asking('More')))).rejects.toThrow('The script has 3 replies')
    const asked = provider.requests.map(({ conversation }) => conversation[0]?.text)
    expect(asked).toEqual(['Do you ship?', 'A person', 'And?', 'More'])
  })

  it('asks a function, with the number of the call', async () => {
    const provider = scriptedProvider(async ({ conversation }, call) => ({
      text: `${call}: ${conversation[0]?.text}`,
      outcome: { type: 'clarify' },
    }))
    await read(provider.reply(asking('One')))
    expect(await read(provider.reply(asking('Two')))).toContainEqual({ type: 'text', text: '1: Two' })
  })

  it.each([
    { failAfter: 0, before: [] },
    { failAfter: 1, before: ['outcome', 'text'] },
    { failAfter: 5, before: ['outcome', 'text', 'text'] },
  ])('fails after $failAfter pieces', async ({ failAfter, before }) => {
    const fail = new AiError('unavailable', 'Gone.')
    const provider = scriptedProvider([{ text: ['a', 'b'], fail, failAfter }])
    const events: AiEvent[] = []
    await expect(read(provider.reply(asking('Hi')), events)).rejects.toBe(fail)
    expect(events.map(({ type }) => type)).toEqual(before)
  })

  it('stops in the middle of a gate that nobody opens', async () => {
    const abort = new AbortController()
    const held = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    const before = (index: number): Promise<void> | void => {
      if (index === 0) return
      reached.resolve()
      return held.promise
    }
    const provider = scriptedProvider([{ text: ['a', 'b'], before }])
    const reading = read(provider.reply(asking('Hi', abort.signal)))
    await reached.promise
    abort.abort()
    expect((await reading).map(({ type }) => type)).toEqual(['outcome', 'text'])
  })

  it('is asked nothing once the request is aborted', async () => {
    const provider = scriptedProvider([{ text: 'a' }])
    expect(await read(provider.reply(asking('Hi', AbortSignal.abort())))).toEqual([])
    expect(provider.requests).toEqual([])
  })
})

aiProviderContract({
  name: 'scripted',
  create: script => ({
    provider: scriptedProvider(({ conversation }) => script(conversation.at(-1)?.text ?? '')),
    close: () => {},
  }),
})
