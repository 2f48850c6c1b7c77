import { describe, expect, it } from 'vitest'
import { listen } from '../../src/ai/listen.ts'
import type { AIProvider, AiEvent, AiOutcome, AiRequest } from '../../src/index.ts'
import { scriptedProvider } from '../../src/testing/index.ts'
import { type AiScene, HOUR, PAUSE, setScene } from './ai-scene.ts'

const SURE: AiOutcome = { type: 'answer', citations: [], isSure: true }
const TEXT = { type: 'text', value: '# Returns\n\nYou may return shoes within 30 days.' } as const

/** A provider that yields whatever it likes, and counts how often it is asked. */
function yielding(...values: unknown[]): AIProvider & { asked: number } {
  const provider = {
    name: 'odd',
    asked: 0,
    async *reply() {
      provider.asked += 1
      yield* values as AiEvent[]
    },
  }
  return provider
}

/** What the visitor reads of an AI that is asked once. */
async function askOnce(provider: AIProvider, question = 'hello?'): Promise<AiScene> {
  const scene = await setScene({ ai: { provider } })
  await scene.page.say(question)
  await scene.stage.pass(HOUR)
  return scene
}

/** One sentence about the team; nothing of the model's. */
function expectHandOff({ answers, page }: AiScene): void {
  expect(answers()).toEqual([expect.stringContaining('team')])
  expect(page.frames.join()).not.toMatch(/secret words|undefined|\[object|NaN/)
}

const WORDS = { type: 'text', text: 'secret words' }
const outcome = (value: unknown) => ({ type: 'outcome', outcome: value })

describe('what is no event of a reply', () => {
  it.each<[string, unknown[]]>([
    ['text that is missing', [outcome(SURE), { type: 'text' }, WORDS]],
    ['text that is an object', [outcome(SURE), { type: 'text', text: { a: 1 } }, WORDS]],
    ['text that is a number', [outcome(SURE), { type: 'text', text: Number.NaN }, WORDS]],
    ['an event of no known type', [outcome(SURE), { type: 'reasoning', text: 'hm' }, WORDS]],
    ['nothing', [outcome(SURE), undefined, WORDS]],
    ['a string', ['secret words']],
    ['an outcome of no known type', [outcome({ type: 'bogus' }), WORDS]],
    ['an outcome that is missing', [outcome(undefined), WORDS]],
    ['a reason that nobody agreed on', [outcome({ type: 'handoff', reason: 'bogus' })]],
    ['citations that are no list', [outcome({ type: 'answer', citations: 'p1', isSure: true }), WORDS]],
    ['citations that are no ids', [outcome({ type: 'answer', citations: [{}], isSure: true }), WORDS]],
    ['being sure in words', [outcome({ type: 'answer', citations: [], isSure: 'yes' }), WORDS]],
    ['two outcomes', [outcome(SURE), outcome(SURE), WORDS]],
  ])('is handed off, and asked for once: %s', async (_, values) => {
    const provider = yielding(...values)
    expectHandOff(await askOnce(provider))
    expect(provider.asked).toBe(1)
  })

  it('is not what merely has more to it', async () => {
    const citations = Array.from({ length: 10_000 }, (_, index) => 'x'.repeat(index))
    const events = [
      { ...outcome({ ...SURE, citations, confidence: 0.9 }), id: 7 },
      { type: 'text', text: '\n', index: 0 },
      { type: 'text', text: 'Yes.' },
      { type: 'usage', usage: 'free' },
    ]
    expect((await askOnce(yielding(...events))).answers()).toEqual(['Yes.'])
  })

  it('is no odd summary: a person is asked for all the same', async () => {
    for (const summary of [null, 7, 'long '.repeat(100_000)]) {
      const scene = await askOnce(yielding(outcome({ type: 'handoff', reason: 'asked', summary })))
      expectHandOff(scene)
      expect(scene.thread().join()).toContain('asked for a person')
      expect(scene.thread().join().length).toBeLessThan(5000)
    }
  })
})

describe('a provider that', () => {
  it('throws when it is let go changes nothing', async () => {
    const events = [outcome({ type: 'handoff', reason: 'asked' }), WORDS]
    let isLetGo = false
    const provider = {
      name: 'odd',
      reply: () => ({
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: false, value: events.shift() as AiEvent }),
          return() {
            isLetGo = true
            throw new Error('return')
          },
        }),
      }),
    } as AIProvider
    const scene = await askOnce(provider)
    expectHandOff(scene)
    expect(isLetGo).toBe(true)
    expect(scene.thread().join()).toContain('asked for a person')
  })

  it.each([
    [
      'throws at once',
      () => {
        throw new Error('no')
      },
    ],
    ['gives nothing to listen to', () => undefined],
    ['gives what cannot be listened to', () => ({ [Symbol.asyncIterator]: () => ({}) })],
    [
      'throws nothing',
      () =>
        (async function* () {
          yield outcome(SURE)
          yield WORDS
          throw undefined
        })(),
    ],
  ])('%s is handed off', async (_, reply) => {
    const scene = await setScene({ ai: { provider: { name: 'odd', reply } as unknown as AIProvider } })
    await scene.page.say('hello?')
    await scene.stage.pass(HOUR)
    expect(scene.answers()).toEqual([expect.stringContaining('team')])
  })

  it('yields nothings without end is listened to for so long', async () => {
    const heard = await listen(endless(), request(new AbortController()), () => undefined)
    expect(heard.error).toMatchObject({ kind: 'malformed' })
  })

  it('never waits for anything keeps no timer from running, so it can be stopped', async () => {
    const controller = new AbortController()
    let count = 0
    setTimeout(() => controller.abort())
    const heard = await listen(endless(), request(controller), () => {
      count += 1
      return undefined
    })
    expect(controller.signal.aborted).toBe(true)
    expect(heard).toEqual({ text: '' })
    expect(count).toBeGreaterThan(0)
  })
})

function request({ signal }: AbortController): AiRequest {
  return { conversation: [], instructions: '', passages: [], maxOutputTokens: 1, signal }
}

/** An answer that never ends, made without waiting for anything. */
function endless(): AIProvider {
  return {
    name: 'endless',
    async *reply() {
      for (;;) yield { type: 'text', text: '' }
    },
  }
}

describe('searching what is to be answered from', () => {
  const asksFor = (question: string, texts: readonly string[]) => texts.some(text => text.includes(question))

  it('takes part of the time that there is for a reply: then a person answers', async () => {
    const provider = scriptedProvider([], {
      embed: async texts =>
        asksFor('may I', texts) ? new Promise(() => undefined) : texts.map(() => [1, 0]),
    })
    const warnings: unknown[] = []
    const logger = { debug() {}, info() {}, error() {}, warn: (...all: unknown[]) => void warnings.push(all) }
    const scene = await setScene({
      ai: { provider, delayMinutes: 0, timeoutSeconds: 2, knowledgeBase: [TEXT] },
      options: { logger },
    })
    await scene.page.say('may I return shoes?')
    await scene.stage.pass(PAUSE)
    expect(scene.answers()).toEqual([])
    await scene.stage.pass(2000)
    expectHandOff(scene)
    expect(provider.requests).toEqual([])
    expect(warnings).toContainEqual([
      'The AI could not answer: a person is to',
      expect.objectContaining({ reason: 'no reply within 2000 ms' }),
    ])
  })

  it('is no failure where the visitor writes on meanwhile: all of it is answered', async () => {
    let searches = 0
    const provider = scriptedProvider(() => ({ text: 'Within 30 days.' }), {
      async embed(texts, { signal }) {
        if (!asksFor('may I', texts)) return texts.map(() => [1, 0])
        searches += 1
        if (searches > 4) return texts.map(() => [1, 0])
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
      },
    })
    const errors: unknown[] = []
    const logger = { debug() {}, info() {}, warn() {}, error: (...all: unknown[]) => void errors.push(all) }
    const scene = await setScene({
      ai: { provider, delayMinutes: 0, timeoutSeconds: 60, knowledgeBase: [TEXT] },
      options: { logger },
    })
    for (let count = 0; count < 5; count += 1) {
      await scene.page.say(`may I return shoes? ${count}`)
      await scene.stage.pass(PAUSE + 100)
    }
    expect(searches).toBe(5)
    expect(scene.answers()).toEqual(['Within 30 days.'])
    expect(provider.requests).toHaveLength(1)
    expect(errors).toEqual([])
  })
})

describe('an e-mail address in an answer', () => {
  it('is one that the project gave, in what is shown while it comes too', async () => {
    const knowledgeBase = [
      { type: 'text', value: '# Returns\n\nTo return shoes, write to returns@shop.example first.' } as const,
    ]
    const text = [...'Write to returns@shop.example, hello@shop.example, or to boss@evil.example please.']
    const scene: AiScene = await setScene({
      ai: { knowledgeBase, delayMinutes: 0, systemPrompt: 'All else goes to hello@shop.example.' },
      script: () => ({
        text,
        async before(index) {
          if (index === text.length) scene.stage.clock.moveToNext(200)
        },
      }),
    })
    await scene.page.say('how do I return shoes?')
    await scene.stage.pass(HOUR)
    expect(scene.answers()).toEqual([
      'Write to returns@shop.example, hello@shop.example, or to [link removed] please.',
    ])
    expect(scene.readAlong().length).toBeGreaterThan(0)
    expect(scene.page.frames.join()).not.toContain('evil')
  })
})
