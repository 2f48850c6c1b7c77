import { describe, expect, it } from 'vitest'
import type { AiUsage, Json } from '../../src/index.ts'
import { type AiScene, HOUR, MINUTE, setScene } from './ai-scene.ts'

/** What an untyped provider may send. */
const odd = (usage: unknown): AiUsage => usage as AiUsage

/** What is stored for the month, all processes together. */
async function storedTokens({ stage }: AiScene): Promise<unknown[]> {
  const values = await stage.storage.listValues('ai-usage:default:')
  return values.map(({ value }) => (value as { month: { tokens: unknown } }).month.tokens)
}

/** Another visitor asks, and reads what the AI says. */
async function askAgain({ stage }: AiScene): Promise<string[]> {
  const page = await stage.visit()
  await page.say('and me?')
  await stage.pass(2 * MINUTE)
  return page.messages().flatMap(({ type, content }) => (type === 'ai' ? [content] : []))
}

describe('what a provider says that it used', () => {
  it.each([
    ['half of it', { inputTokens: 5 }],
    ['no number', { inputTokens: Number.NaN, outputTokens: 1 }],
    ['no end', { inputTokens: Number.POSITIVE_INFINITY, outputTokens: 1 }],
    ['less than nothing', { inputTokens: -1e12, outputTokens: 0 }],
    ['words', { inputTokens: '7', outputTokens: '8' }],
    ['a number', 78],
  ])('is estimated where it is %s: the AI answers on', async (_, usage) => {
    const scene = await setScene({
      script: (__, call) => ({ text: `answer ${call + 1}`, usage: odd(usage) }),
    })
    await scene.page.say('hello?')
    await scene.stage.pass(2 * MINUTE)
    expect(scene.answers()).toEqual(['answer 1'])
    const [tokens] = await storedTokens(scene)
    expect(tokens).toSatisfy(
      value => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) < 10_000,
    )
    expect(await askAgain(scene)).toEqual(['answer 2'])
  })

  it('is rounded, and never more than any model can use for one answer', async () => {
    const sizes = [
      { inputTokens: 1.4, outputTokens: 2.3 },
      { inputTokens: 1e300, outputTokens: 1e300 },
    ]
    const scene = await setScene({
      script: (_, call) => ({ text: `answer ${call + 1}`, ...(sizes[call] ? { usage: sizes[call] } : {}) }),
    })
    await scene.page.say('hello?')
    await scene.stage.pass(2 * MINUTE)
    expect(await storedTokens(scene)).toEqual([4])
    await askAgain(scene)
    expect(await storedTokens(scene)).toEqual([10_000_004])
  })
})

describe('what is stored as used', () => {
  it('counts as far as it can be read, and says once that it cannot', async () => {
    const warnings: string[] = []
    const logger = {
      debug() {},
      info() {},
      error() {},
      warn: (message: string) => void warnings.push(message),
    }
    const scene = await setScene({
      ai: { delayMinutes: 0, limits: { tokensPerMonth: 1000 } },
      options: { logger },
      script: (_, call) => ({ text: `answer ${call + 1}`, usage: { inputTokens: 1, outputTokens: 0 } }),
    })
    const month = new Date(scene.stage.clock.now()).toISOString().slice(0, 7)
    const keep = (holder: string, value: Json) =>
      scene.stage.storage.commit({ values: [{ key: `ai-usage:default:${month}:${holder}`, value }] })
    await keep('a', { day: 1, today: { turns: 1, tokens: null }, month: { turns: 1, tokens: '078' } })
    await keep('b', 'nonsense')
    await keep('c', { month: { tokens: -1e12 } })
    expect(await askAgain(scene)).toEqual(['answer 1'])
    expect(await askAgain(scene)).toEqual(['answer 2'])
    expect(warnings.filter(warning => /cannot be read/.test(warning))).toHaveLength(1)
    await keep('d', { month: { turns: 'many', tokens: 5000 } })
    expect(await askAgain(scene)).toEqual([expect.stringContaining('the team')])
  })
})

describe('a host that is told of the ceiling', () => {
  it.each([
    ['never answers', () => new Promise(() => undefined)],
    [
      'throws',
      () => {
        throw new Error('The pager is away.')
      },
    ],
    ['rejects with what is no error', () => Promise.reject(Object.create(null))],
  ])('takes no answer away where it %s', async (_, onAiLimit) => {
    const scene = await setScene({
      ai: { limits: { tokensPerMonth: 100 } },
      script: () => ({ text: 'answer', usage: { inputTokens: 90, outputTokens: 0 } }),
      options: { onAiLimit },
    })
    await scene.page.say('hello?')
    await scene.stage.pass(HOUR)
    expect(scene.answers()).toEqual(['answer'])
  })
})
