import { afterEach, describe, expect, it, vi } from 'vitest'
import { codeBlocks } from '../../../test/support/markdown.ts'
import { type AIProvider, PocketPing, type PocketPingOptions } from '../src/index.ts'
import { manualClock } from '../src/testing/manual-clock.ts'
import { type ScriptedProvider, scriptedProvider } from '../src/testing/scripted-provider.ts'
import { HOUR, MINUTE, PAUSE, setScene } from './ai/ai-scene.ts'
import { runPrinted } from './printed-code.ts'

const EXAMPLES = codeBlocks('docs/ai.md').filter(({ info }) => info === 'ts')

const FAQ = new TextEncoder().encode('# Password\n\nReset your password under Settings, Security.')
const DOCS = new TextEncoder().encode(
  `<title>Docs</title><main><h1 id="start">Start</h1><p>${'Install it. '.repeat(30)}`,
)

/** The world of the examples: a file, a website, no log. */
const WORLD: PocketPingOptions = {
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  readFile: async () => FAQ,
  fetch: async ({ url }) => ({
    status: url.endsWith('/robots.txt') ? 404 : 200,
    headers: { 'content-type': 'text/html' },
    url,
    body: DOCS,
  }),
}

const running: PocketPing[] = []

afterEach(async () => {
  for (const pp of running.splice(0)) await pp.stop()
})

/** The options that an example gives to its engine, with a provider that says what a test wants. */
async function optionsOf(
  words: string,
  provider: AIProvider = scriptedProvider([]),
): Promise<PocketPingOptions> {
  let options: PocketPingOptions = {}
  class Noted {
    constructor(taken: PocketPingOptions) {
      options = taken
    }
  }
  await runPrinted(EXAMPLES, words, 'pp', { PocketPing: Noted, openaiProvider: () => provider })
  return options
}

describe('the examples of docs/ai.md', () => {
  it('answer with the documented object as it is', async () => {
    const provider = scriptedProvider([{ text: 'Under Settings.' }])
    const { ai } = await optionsOf('You are a helpful support agent for Acme Inc.', provider)
    if (!ai) throw new Error('The example has no AI.')
    const scene = await setScene({ ai, options: WORLD })
    expect(await scene.stage.process.pp.knowledge.list()).toEqual([
      expect.objectContaining({ value: 'https://docs.acme.com', origin: 'options' }),
      expect.objectContaining({ value: 'faq.md', origin: 'options' }),
    ])
    await expect
      .poll(() => scene.stage.process.pp.knowledge.list())
      .toEqual([expect.objectContaining({ documents: 1 }), expect.objectContaining({ documents: 1 })])
    await scene.page.say('How do I reset my password?')
    await scene.stage.pass(2 * MINUTE - 1)
    expect(provider.requests).toEqual([])
    await scene.stage.pass(1)
    await expect.poll(() => scene.answers()).toEqual(['Under Settings.'])
    expect(provider.requests[0]?.instructions).toContain('support agent for Acme Inc.')
    expect(provider.requests[0]?.passages[0]?.text).toContain('Settings, Security')
  })

  it('draft, where they say so, what an operator sends', async () => {
    const provider = scriptedProvider([{ text: 'Perhaps this?' }])
    const { ai } = await optionsOf("mode: 'draft'", provider)
    const scene = await setScene({ ai: ai ?? {}, options: WORLD })
    await scene.page.say('hello?')
    await scene.stage.pass(PAUSE)
    expect(scene.thread().join()).toContain('Perhaps this?')
    expect(scene.page.frames.join()).not.toContain('Perhaps this?')
    await scene.write('/send')
    expect(scene.answers()).toEqual(['Perhaps this?'])
  })

  it('hand over upon a keyword or an unsure answer, in their own words, and come back later', async () => {
    const outcome = { type: 'answer', citations: [], isSure: false } as const
    const provider = scriptedProvider([{ text: 'Well …', outcome }, { text: 'Good morning!' }])
    const { ai } = await optionsOf("keywords: ['refund'", provider)
    const scene = await setScene({ ai: ai ?? {}, options: WORLD })
    await scene.page.say('My lawyer will write to you')
    await scene.stage.pass(2 * MINUTE)
    expect(provider.requests).toEqual([])
    expect(scene.answers()).toEqual(['Our team will write back here within a day.'])
    await scene.page.say('Anyway, do you ship?')
    await scene.stage.pass(12 * HOUR - 1)
    expect(scene.answers()).toHaveLength(1)
    await scene.stage.pass(2 * MINUTE)
    expect(provider.requests).toHaveLength(1)
    expect(scene.answers()).toEqual(Array(2).fill('Our team will write back here within a day.'))
  })

  it('tell of a month that is nearly used up', async () => {
    const usage = { inputTokens: 4_000_000, outputTokens: 100 }
    const provider = scriptedProvider([{ text: 'Yes.', usage }])
    const { ai, onAiLimit } = await optionsOf('onAiLimit(', provider)
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    try {
      const scene = await setScene({
        ai: ai ?? {},
        options: { ...WORLD, ...(onAiLimit ? { onAiLimit } : {}) },
      })
      await scene.page.say('hello?')
      await scene.stage.pass(2 * MINUTE)
      expect(warn.mock.calls).toEqual([['default has used 4000100 of 5000000 tokens in 2026-01']])
    } finally {
      warn.mockRestore()
    }
  })

  it('take a model on another server', async () => {
    const provider = scriptedProvider([{ text: 'Yes.' }])
    const { ai } = await optionsOf('localhost:11434', provider)
    const scene = await setScene({ ai: ai ?? {}, options: WORLD })
    await scene.page.say('hello?')
    await scene.stage.pass(2 * MINUTE)
    expect(scene.answers()).toEqual(['Yes.'])
  })

  it('add, list, search and remove knowledge while the engine runs', async () => {
    const pp = new PocketPing({ ...WORLD, ai: { provider: scriptedProvider([]) } })
    running.push(pp)
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    try {
      await runPrinted(EXAMPLES, 'pp.knowledge.search', 'undefined', { pp })
      expect(log.mock.calls).toEqual([
        ['1 passages'],
        ['added', 'The shop in Bern is open from Tuesday to Saturday, from ten to six.', 'fine'],
        ['Opening hours', 'The shop in Bern is open from Tuesday to Saturday, from ten to six.'],
      ])
    } finally {
      log.mockRestore()
    }
    expect(await pp.knowledge.list()).toEqual([])
  })

  it('test an answer as it is printed', async () => {
    const provider: { made?: ScriptedProvider } = {}
    const clock = manualClock()
    class Moved extends PocketPing {
      constructor(options: PocketPingOptions) {
        super({ ...WORLD, ...options, clock })
        running.push(this)
      }
    }
    const tests: (() => Promise<void>)[] = []
    await runPrinted(EXAMPLES, 'scriptedProvider([', 'undefined', {
      PocketPing: Moved,
      scriptedProvider: (script: Parameters<typeof scriptedProvider>[0]) => {
        provider.made = scriptedProvider(script)
        return provider.made
      },
      expect,
      it: (_: string, test: () => Promise<void>) => tests.push(test),
      // While it waits, time passes, until the model is asked.
      vi: {
        waitFor: (look: () => Promise<unknown>, options: object) =>
          vi.waitFor(() => {
            if (provider.made?.requests.length === 0 && !clock.moveToNext(PAUSE)) clock.move(PAUSE)
            return look()
          }, options),
      },
    })
    expect(tests).toHaveLength(1)
    for (const test of tests) await test()
  })
})
