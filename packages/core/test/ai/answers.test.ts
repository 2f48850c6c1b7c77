import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, PAUSE, setScene } from './ai-scene.ts'

const SHOES =
  '# Returns\n\nYou may return shoes within 30 days of delivery, unworn.\n\n# Shipping\n\nParcels take two days to Switzerland.'

describe('an answer of the AI’s', () => {
  it('works with the documented options as they are', async () => {
    const { stage, page, answers, provider } = await setScene({
      ai: {
        enabled: true,
        delayMinutes: 2,
        systemPrompt: `
    You are a helpful support agent for Acme Inc.
    - Be friendly and professional
    - If you don't know, say so and offer to connect with a human
    - Our business hours are 9am-6pm EST
  `,
        knowledgeBase: [
          { type: 'url', value: 'https://docs.acme.com' },
          { type: 'file', value: 'faq.md' },
        ],
      },
      options: {
        readFile: async () =>
          new TextEncoder().encode('# Password\n\nReset your password under Settings, Security.'),
        fetch: async ({ url }) => ({
          status: url.endsWith('/robots.txt') ? 404 : 200,
          headers: { 'content-type': 'text/html' },
          url,
          body: new TextEncoder().encode(
            `<title>Docs</title><main><h1 id="start">Start</h1><p>${'Install it with npm. '.repeat(20)}</p></main>`,
          ),
        }),
      },
    })
    expect(await stage.process.pp.knowledge.list()).toEqual([
      expect.objectContaining({ type: 'url', passages: 1 }),
      expect.objectContaining({ type: 'file', passages: 1 }),
    ])
    await page.say('How do I reset my password?')
    await stage.pass(2 * MINUTE)
    // What searches is loaded when it is needed first.
    await expect.poll(answers).toEqual(['answer 1'])
    expect(provider.requests[0]?.instructions).toContain('support agent for Acme Inc.')
    expect(provider.requests[0]?.passages[0]?.text).toContain('Settings, Security')
  })

  it('is read along, labelled as the AI’s, and comes to the threads once, whole, with its sources', async () => {
    const scene = await setScene({
      ai: { knowledgeBase: [{ type: 'text', value: SHOES, title: 'Help' }], name: 'Robo' },
      script: ({ passages }) => ({
        text: ['You have ', '30 days ', 'to return ', 'them.'],
        outcome: { type: 'answer', citations: [passages[0]?.id ?? '', 'p99'], isSure: true },
        before: () => void scene.stage.clock.moveToNext(150),
      }),
    })
    const { stage, page, thread } = scene
    await page.say('How long may I return shoes?')
    await stage.pass(2 * MINUTE)
    await expect.poll(scene.answers).toHaveLength(1)
    expect(scene.readAlong().length).toBeGreaterThan(1)
    for (const text of scene.readAlong()) expect('You have 30 days to return them.').toContain(text)
    const [answer] = page.messages().filter(({ type }) => type === 'ai')
    expect(answer).toMatchObject({
      content: 'You have 30 days to return them.',
      author: { name: 'Robo' },
      sources: [{ title: expect.stringMatching(/^Help/) }],
    })
    const told = page.told.findLast(({ type }) => type === 'ai')
    expect(told).toMatchObject({ id: answer?.id })
    expect(thread().filter(text => text.includes('30 days'))).toEqual([
      expect.stringMatching(/30 days to return them\.\n\nSources:\n• Help/),
    ])
    expect(scene.provider.requests[0]?.passages[0]?.text).toContain('return shoes within 30 days')
  })

  it('asks to be reviewed until an operator writes', async () => {
    const scene = await setScene()
    const { stage, page } = scene
    await page.say('hello?')
    await stage.pass(2 * MINUTE)
    const listed = async (): Promise<string[]> => {
      const { sessions } = await stage.process.pp.sessions({ needsReview: true })
      return sessions.map(({ id }) => id)
    }
    expect(await listed()).toEqual([page.sessionId])
    await scene.write('Thanks, I have read it.')
    expect(await listed()).toEqual([])
    expect(page.session.aiAnswers).toBeUndefined()
  })

  it('is asked for anew when the visitor writes on, edits or deletes while the model answers', async () => {
    for (const change of ['write', 'edit', 'delete'] as const) {
      const scene = await setScene({
        script: (_, call) => ({
          text: [`answer ${call + 1}`],
          async before(index) {
            if (call > 0 || index > 0) return
            if (change === 'write') await scene.page.say('one more thing')
            else if (change === 'edit')
              await scene.page.do({ type: 'edit', id: 'msg_second_1', content: 'second!' })
            else await scene.page.do({ type: 'delete', id: 'msg_second_1' })
          },
        }),
      })
      await scene.page.say('first')
      await scene.page.say('second', { id: 'msg_second_1' })
      await scene.stage.pass(2 * MINUTE)
      await scene.stage.pass(PAUSE)
      expect(scene.answers()).toEqual(['answer 2'])
      const asked = scene.provider.requests[1]?.conversation.map(({ text }) => text)
      const expected = {
        write: ['first', 'second', 'one more thing'],
        edit: ['first', 'second!'],
        delete: ['first'],
      }
      expect(asked).toEqual(expected[change])
    }
  })

  it('is given without notes, deleted messages and what was before the last end', async () => {
    const { stage, page, provider, write } = await setScene()
    await page.say('old matter')
    await page.do({ type: 'close' })
    await page.say('gone', { id: 'msg_gone_001' })
    await page.do({ type: 'delete', id: 'msg_gone_001' })
    await write('//the note')
    await page.say('new matter')
    await stage.pass(2 * MINUTE)
    expect(provider.requests[0]?.conversation).toEqual([{ from: 'visitor', text: 'new matter' }])
  })

  it('holds no HTML, no picture, and no link but to what it cites', async () => {
    const text =
      'See <b>this</b> ![x](https://evil.example/p.png) at https://evil.example/a and [help](https://ok.example/h).'
    const { stage, page, answers } = await setScene({
      ai: { allowedHosts: ['ok.example'] },
      script: () => ({ text }),
    })
    await page.say('hello?')
    await stage.pass(2 * MINUTE)
    expect(answers()[0]).toContain('https://ok.example/h')
    expect(answers()[0]).not.toMatch(/evil|<b>|!\[/)
  })
})

describe('the limits of the AI', () => {
  const outcome = { type: 'answer', citations: [], isSure: true } as const

  it.each([
    ['turns of a conversation', { turnsPerSession: 2 }],
    ['tokens of a conversation', { tokensPerSession: 200 }],
    ['answers of a day', { turnsPerDay: 2 }],
    ['tokens of a day', { tokensPerDay: 200 }],
    ['tokens of a month', { tokensPerMonth: 200 }],
    ['messages of an address', { messagesPerAddress: 2 }],
  ])('are kept: %s', async (_, limits) => {
    const usage = { inputTokens: 60, outputTokens: 40 }
    const { stage, page, answers, provider } = await setScene({
      ai: { limits },
      script: (__, call) => ({ text: `answer ${call + 1}`, outcome, usage }),
    })
    for (const question of ['one', 'two', 'three', 'four']) {
      await page.say(question)
      await stage.pass(2 * MINUTE)
    }
    expect(provider.requests).toHaveLength(2)
    expect(answers().slice(0, 2)).toEqual(['answer 1', 'answer 2'])
    expect(answers()).toHaveLength(3)
    await page.do({ type: 'close' })
    await stage.pass(24 * HOUR)
    await page.say('the next day')
    await stage.pass(2 * MINUTE)
    expect(provider.requests).toHaveLength('tokensPerMonth' in limits ? 2 : 3)
  })

  it('are kept: the length of a question', async () => {
    const { stage, page, answers, provider } = await setScene({ ai: { limits: { questionLength: 10 } } })
    await page.say('much too long a question')
    await stage.pass(2 * MINUTE)
    expect(provider.requests).toEqual([])
    expect(answers()).toHaveLength(1)
  })

  it('tell the host of a month that is nearly used up, and of one that is, once each', async () => {
    const news: unknown[] = []
    const { stage, page } = await setScene({
      ai: { limits: { tokensPerMonth: 250 } },
      script: (_, call) => ({
        text: `answer ${call}`,
        outcome,
        usage: { inputTokens: 60, outputTokens: 40 },
      }),
      options: { onAiLimit: one => news.push(one) },
    })
    for (const question of ['one', 'two', 'three', 'four', 'five']) {
      await page.say(question)
      await stage.pass(2 * MINUTE)
    }
    expect(news).toEqual([
      { projectId: 'default', limit: 'tokensPerMonth', month: '2026-01', used: 200, max: 250 },
      { projectId: 'default', limit: 'tokensPerMonth', month: '2026-01', used: 300, max: 250 },
    ])
  })

  it('hold for two processes together', async () => {
    const { stage, provider } = await setScene({
      ai: { limits: { turnsPerDay: 2 } },
      script: () => ({ text: 'yes', outcome }),
    })
    await stage.start()
    for (let visitor = 0; visitor < 4; visitor += 1) {
      const page = await stage.visit()
      await page.say('hello?')
      await stage.pass(2 * MINUTE)
    }
    expect(provider.requests).toHaveLength(2)
  })
})
