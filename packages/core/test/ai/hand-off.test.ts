import { describe, expect, it } from 'vitest'
import { AiError, type AiOutcome } from '../../src/index.ts'
import { type AiScene, HOUR, MINUTE, PAUSE, setScene } from './ai-scene.ts'

const TEXT = { type: 'text', value: '# Returns\n\nYou may return shoes within 30 days.' } as const

/** What operators are told, and nobody else. */
function teamWords({ stage, page }: AiScene): string[] {
  const thread = stage.platform.threadOf(page.sessionId)
  return (
    thread?.messages
      .filter(({ by }) => by === 'bot')
      .flatMap(({ items }) => items)
      .filter(({ from }) => from === 'system')
      .map(({ text }) => text)
      .filter(text => text.startsWith('🙋')) ?? []
  )
}

async function ask(question: string, settings: Parameters<typeof setScene>[0] = {}): Promise<AiScene> {
  const scene = await setScene(settings)
  await scene.page.say(question)
  await scene.stage.pass(2 * MINUTE)
  return scene
}

/** The visitor reads one sentence of the AI's, operators hear why, and the AI is silent from here on. */
async function expectHandOff(scene: AiScene, reason: string, question: string): Promise<void> {
  const { stage, page, answers } = scene
  expect(answers()).toHaveLength(1)
  expect(answers()[0]).not.toMatch(/error|exception|undefined|\{/i)
  expect(teamWords(scene)).toEqual([expect.stringContaining(reason)])
  expect(teamWords(scene)[0]).toContain(`“${question}”`)
  expect(page.frames.join()).not.toContain('🙋')
  expect((await scene.session()).needsReview).toBe(true)
  await page.say('hello? still there?')
  await stage.pass(48 * HOUR)
  expect(answers()).toHaveLength(1)
}

describe('a person takes over', () => {
  it('where the visitor asks for one, in their words: no model is asked', async () => {
    const scene = await ask('Can I talk to a human please?')
    expect(scene.provider.requests).toEqual([])
    await expectHandOff(scene, 'asked for a person', 'Can I talk to a human please?')
  })

  it('where the visitor asks for one with the button, at once', async () => {
    const scene = await ask('hello?')
    const { page, answers, stage } = scene
    expect(page.session.aiAnswers).toBe(true)
    await page.do({ type: 'handoff' })
    expect(page.session.aiAnswers).toBeUndefined()
    expect(answers()).toHaveLength(2)
    expect(teamWords(scene)[0]).toContain('“hello?”')
    await page.do({ type: 'handoff' })
    await page.say('anybody?')
    await stage.pass(HOUR)
    expect(answers()).toHaveLength(2)
  })

  it('where the visitor presses the button while the model answers: its answer never comes', async () => {
    const scene: AiScene = await setScene({
      script: () => ({
        text: ['one ', 'two'],
        async before(index) {
          if (index === 1) await scene.page.do({ type: 'handoff' })
        },
      }),
    })
    await scene.page.say('hello?')
    await scene.stage.pass(2 * MINUTE)
    expect(scene.answers()).toHaveLength(1)
    expect(scene.answers()[0]).not.toContain('one two')
  })

  it('where a word of the host’s is said', async () => {
    const scene = await ask('I want a REFUND now', { ai: { handoff: { keywords: ['refund'] } } })
    expect(scene.provider.requests).toEqual([])
    await expectHandOff(scene, 'keyword', 'I want a REFUND now')
  })

  it('where nothing that was found answers it', async () => {
    const outcome: AiOutcome = { type: 'answer', citations: [], isSure: true }
    const scene = await ask('What is the meaning of life?', {
      ai: { knowledgeBase: [TEXT] },
      script: () => ({ text: 'Forty-two.', outcome }),
    })
    await expect.poll(scene.answers).toHaveLength(1)
    expect(scene.readAlong()).toEqual([])
    expect(scene.page.frames.join()).not.toContain('Forty-two')
    expect(scene.answers()).toHaveLength(1)
    expect(teamWords(scene)).toHaveLength(1)
  })

  it('where it says itself that it cannot help, with what it makes of it', async () => {
    const outcome: AiOutcome = {
      type: 'handoff',
      reason: 'cannot-help',
      summary: 'Wants an invoice changed.',
    }
    const scene = await ask('Change my invoice', { script: () => ({ text: 'ignored', outcome }) })
    expect(scene.page.frames.join()).not.toContain('ignored')
    expect(teamWords(scene)[0]).toContain('In short: Wants an invoice changed.')
  })

  it('after two unsure answers in a row', async () => {
    const outcome: AiOutcome = { type: 'answer', citations: [], isSure: false }
    const scene = await ask('hello?', { script: (_, call) => ({ text: `perhaps ${call}`, outcome }) })
    expect(scene.answers()).toEqual(['perhaps 0'])
    await scene.page.say('no, the other one')
    await scene.stage.pass(PAUSE)
    expect(scene.answers()).toHaveLength(2)
    expect(scene.answers()[1]).not.toContain('perhaps')
    expect(teamWords(scene)[0]).toContain('“no, the other one”')
  })

  it.each([
    ['fails', { fail: new AiError('unavailable', 'The service is down.') }],
    [
      'breaks off',
      { text: ['You can ', 'return '], fail: new Error('socket hang up sk-secret'), failAfter: 1 },
    ],
    ['says nothing', {}],
    ['ends without an outcome', { text: 'well', outcome: 'none' }],
  ] as const)('where the provider %s', async (_, reply) => {
    const scene = await ask('hello?', { script: () => reply })
    await expectHandOff(scene, 'A person is needed', 'hello?')
    expect(scene.page.frames.join() + teamWords(scene).join()).not.toContain('sk-secret')
  })

  it('where the provider is too slow: what it said so far is taken back', async () => {
    const scene = await ask('hello?', {
      ai: { timeoutSeconds: 10 },
      script: () => ({
        text: ['Let me', ' see'],
        before: index => (index === 1 ? new Promise(() => undefined) : undefined),
      }),
    })
    expect(scene.answers()).toEqual([])
    expect(scene.readAlong()).toEqual(['Let'])
    await scene.stage.pass(10_000)
    expect(scene.readAlong().at(-1)).toBe('')
    await expectHandOff(scene, 'A person is needed', 'hello?')
  })

  it.each([
    ['ich möchte gerne mit einem Menschen sprechen', 'Team'],
    ['Je voudrais parler à un conseiller, s’il vous plaît', 'équipe'],
    ['转人工', '团队'],
    ['human please', 'team'],
  ])('with a sentence in the language that the visitor writes: %s', async (question, word) => {
    const scene = await ask(question)
    expect(scene.provider.requests).toEqual([])
    expect(scene.answers()[0]).toContain(word)
  })

  it('with the sentence of the host’s, where there is one', async () => {
    const message = 'Our team writes back within a day.'
    const scene = await ask('a real person please', { ai: { handoff: { message } } })
    expect(scene.answers()).toEqual([message])
  })

  it('and the AI may come back later, or when it is switched on: it is not told what was before', async () => {
    const scene = await ask('a real person please', { ai: { resumeAfterMinutes: 60 } })
    const { stage, page, provider, answers } = scene
    await page.say('new question')
    await stage.pass(HOUR)
    expect(answers()).toHaveLength(2)
    expect(provider.requests[0]?.conversation).toEqual([{ from: 'visitor', text: 'new question' }])
    const other = await ask('a real person please')
    await other.page.say('new question')
    await other.stage.process.pp.setAi(other.page.sessionId, { enabled: true })
    await other.stage.pass(2 * MINUTE)
    expect(other.answers()).toHaveLength(2)
  })
})
