import { describe, expect, it } from 'vitest'
import { type AiScene, HOUR, MINUTE, PAUSE, setScene } from './ai-scene.ts'
import { createTextGate, type Gate } from './text-gate.ts'

/** A model that has said its first word and waits. */
async function speaking(settings: Parameters<typeof setScene>[0] = {}): Promise<AiScene & { gate: Gate }> {
  const gate = createTextGate()
  const scene = await setScene({
    script: () => ({ text: ['one ', 'two'], before: index => (index === 1 ? gate.wait() : undefined) }),
    ...settings,
  })
  await scene.page.say('hello?')
  await scene.stage.pass(2 * MINUTE)
  expect(scene.readAlong()).toEqual(['one'])
  return { ...scene, gate }
}

describe('while the model speaks', () => {
  it.each([
    ['is claimed', (scene: AiScene) => scene.write('/claim')],
    ['is switched off', (scene: AiScene) => scene.write('/ai off')],
    ['is blocked', (scene: AiScene) => scene.write('/block')],
    ['is closed', (scene: AiScene) => scene.write('/close')],
  ])('and the conversation %s, what was shown is taken back and nothing comes', async (_, act) => {
    for (const ai of [{}, { resumeAfterMinutes: 30 }]) {
      const scene = await speaking({ ai })
      await act(scene)
      scene.gate.open()
      await scene.stage.pass(MINUTE)
      expect(scene.answers()).toEqual([])
      expect(scene.readAlong()).toEqual(['one', ''])
    }
  })

  it('and an operator mends an old message, the answer comes all the same', async () => {
    for (const act of ['edit', 'remove'] as const) {
      const gate = createTextGate()
      const scene = await setScene({
        ai: { resumeAfterMinutes: 0 },
        script: () => ({ text: ['one ', 'two'], before: index => (index === 1 ? gate.wait() : undefined) }),
      })
      await scene.page.say('first')
      const old = await scene.write('an answerr')
      await scene.page.say('second')
      await scene.stage.pass(2 * MINUTE)
      if (act === 'edit') scene.stage.platform.operator.edit(old, 'an answer')
      else scene.stage.platform.operator.remove(old)
      await scene.stage.rest()
      gate.open()
      await scene.stage.pass(MINUTE)
      expect(scene.answers()).toEqual(['one two'])
    }
  })

  it('and the visitor asks for a person, the model is left alone and one sentence comes', async () => {
    const scene = await speaking()
    await scene.page.do({ type: 'handoff' })
    expect(scene.provider.requests[0]?.signal.aborted).toBe(true)
    await scene.stage.pass(HOUR)
    expect(scene.answers()).toHaveLength(1)
    expect(scene.page.told.filter(({ type }) => type === 'typing').length).toBeLessThan(3)
  })

  it('and a person answers in another process, nothing more of it is shown', async () => {
    const scene = await speaking()
    const { pp } = await scene.stage.start()
    await pp.sendMessage(scene.page.sessionId, { content: 'I am here' })
    scene.gate.open()
    await scene.stage.pass(MINUTE)
    expect(scene.readAlong().filter(text => text !== '')).toEqual(['one'])
    await scene.page.connect(scene.stage.process)
    expect(scene.answers()).toEqual([])
  })

  it('and the visitor edits without end, each change waits for a pause and counts', async () => {
    const scene = await setScene({
      ai: { limits: { messagesPerAddress: 5 } },
      script: () => ({
        text: ['one ', 'two'],
        before: async index => {
          if (index !== 1) return
          edits += 1
          await scene.page.do({ type: 'edit', id: 'msg_edited_01', content: `question ${edits}` })
        },
      }),
    })
    let edits = 0
    await scene.page.say('question', { id: 'msg_edited_01' })
    await scene.stage.pass(2 * MINUTE)
    expect(scene.provider.requests).toHaveLength(1)
    await scene.stage.pass(HOUR)
    expect(scene.provider.requests.length).toBeLessThanOrEqual(5)
    expect(scene.answers()).toHaveLength(1)
  })
})

describe('a question is not forgotten', () => {
  it('where the visitor was blocked and is no longer', async () => {
    const { stage, page, answers, write } = await setScene()
    await page.say('hello?')
    await write('/block')
    await stage.pass(HOUR)
    expect(answers()).toEqual([])
    await write('/unblock')
    await stage.pass(PAUSE)
    expect(answers()).toEqual(['answer 1'])
  })

  it('where more events of the page came after it than are looked through', async () => {
    const { stage, page, provider } = await setScene({ options: { limits: false } })
    await page.say('hello?')
    for (let index = 0; index < 1100; index += 1)
      page.send({ type: 'event', id: `evt_${String(index).padStart(8, '0')}`, name: 'moved' })
    await stage.pass(2 * MINUTE)
    expect(provider.requests[0]?.conversation).toEqual([{ from: 'visitor', text: 'hello?' }])
  })

  it('where the clock was set back: whoever asks again need not wait for it', async () => {
    const { stage, page, answers } = await setScene()
    await page.say('hello?')
    stage.clock.jump(-5 * HOUR)
    await page.say('hello??')
    await stage.pass(2 * MINUTE + PAUSE)
    expect(answers()).toEqual(['answer 1'])
  })
})

describe('the AI stays silent', () => {
  it('after a person who answered while it was out of the options', async () => {
    const { stage, page, answers, write } = await setScene()
    await page.say('hello?')
    await stage.pass(2 * MINUTE)
    await stage.process.pp.stop()
    await stage.start({ options: { projects: [{ id: 'default' }] } })
    await write('Ann here')
    await stage.process.pp.stop()
    await stage.start()
    await page.connect(stage.process)
    await page.say('thank you Ann')
    await stage.pass(HOUR)
    expect(answers()).toEqual(['answer 1'])
  })

  it('where a blocked, or a closed, conversation is asked for a person', async () => {
    const { stage, page, answers, write, thread } = await setScene()
    await page.do({ type: 'handoff' })
    expect(thread()).toEqual([])
    await page.say('hello?')
    await stage.pass(2 * MINUTE)
    await write('/block')
    expect(await page.do({ type: 'handoff' })).toMatchObject({ error: { code: 'BLOCKED' } })
    await write('/unblock')
    await page.do({ type: 'close' })
    await page.do({ type: 'handoff' })
    expect(answers()).toEqual(['answer 1'])
  })
})

it('a project whose model hangs holds up no other, and no wish for a person', async () => {
  const { stage } = await setScene({
    ai: { delayMinutes: 0, timeoutSeconds: 600 },
    script: () => ({ text: 'one', before: () => new Promise(() => undefined) }),
  })
  for (let visitor = 0; visitor < 20; visitor += 1) {
    const page = await stage.visit()
    await page.say('hello?')
  }
  await stage.pass(PAUSE)
  const page = await stage.visit()
  await page.say('I want to talk to a human')
  await stage.pass(PAUSE)
  expect(page.messages().filter(({ type }) => type === 'ai')).toHaveLength(1)
})

it('drafts that a limit forbids are told to operators once a day', async () => {
  const { stage, page, thread } = await setScene({ ai: { mode: 'draft', limits: { turnsPerSession: 1 } } })
  for (const question of ['one', 'two', 'three']) {
    await page.say(question)
    await stage.pass(2 * MINUTE)
  }
  expect(thread().filter(text => text.startsWith('🙋'))).toHaveLength(1)
})

describe('what is easily overlooked:', () => {
  it('an answered message that is edited while the model speaks asks nothing anew', async () => {
    const gate = createTextGate()
    const { stage, page, answers, provider } = await setScene({
      script: (_, call) => ({
        text: [`answer ${call + 1}`],
        before: () => (call === 1 ? gate.wait() : undefined),
      }),
    })
    await page.say('first', { id: 'msg_first_001' })
    await stage.pass(2 * MINUTE)
    await page.say('second')
    await stage.pass(PAUSE)
    await page.do({ type: 'edit', id: 'msg_first_001', content: 'first!' })
    gate.open()
    await stage.pass(MINUTE)
    expect(answers()).toEqual(['answer 1', 'answer 2'])
    expect(provider.requests).toHaveLength(2)
  })

  it('the delay counts from what still waits', async () => {
    const { stage, page, answers } = await setScene({ ai: { delayMinutes: 10 } })
    await page.say('typo', { id: 'msg_typo_0001' })
    await page.do({ type: 'delete', id: 'msg_typo_0001' })
    await stage.pass(9 * MINUTE)
    await page.say('real')
    await stage.pass(10 * MINUTE - 1)
    expect(answers()).toEqual([])
    await stage.pass(1)
    expect(answers()).toEqual(['answer 1'])
    await page.say('one', { id: 'msg_one_00001' })
    await page.say('two')
    await page.do({ type: 'delete', id: 'msg_one_00001' })
    await stage.pass(PAUSE)
    expect(answers()).toEqual(['answer 1', 'answer 2'])
  })

  it('an engine that stops asks no model any more', async () => {
    const scene = await setScene({
      script: () => ({ text: 'late', before: () => new Promise(() => undefined) }),
    })
    await scene.page.say('hello?')
    await scene.stage.pass(2 * MINUTE)
    const stopping = scene.stage.process.pp.stop()
    await scene.stage.rest()
    await stopping
    await scene.stage.start()
    await scene.page.connect(scene.stage.process)
    expect(scene.answers()).toEqual([])
    await scene.stage.pass(PAUSE)
    expect(scene.provider.requests).toHaveLength(2)
  })

  it('who waits for a crowded model longer than a minute hears that a person will answer', async () => {
    const { stage } = await setScene({
      ai: { delayMinutes: 0, timeoutSeconds: 600 },
      script: () => ({ text: 'one', before: () => new Promise(() => undefined) }),
    })
    const pages = []
    for (let visitor = 0; visitor < 20; visitor += 1) {
      const page = await stage.visit()
      await page.say('hello?')
      pages.push(page)
    }
    await stage.pass(2 * MINUTE)
    const told = pages.filter(page => page.messages().some(({ type }) => type === 'ai'))
    expect(told).toHaveLength(4)
  })

  it('who gives a conversation back leaves what waits to the AI', async () => {
    const { stage, page, answers, write } = await setScene()
    await page.say('hello?')
    await write('/claim')
    await stage.pass(HOUR)
    expect(answers()).toEqual([])
    await write('/release')
    await stage.pass(PAUSE)
    expect(answers()).toEqual(['answer 1'])
  })

  it('a person in another process is noticed while the model pauses', async () => {
    const scene = await speaking()
    const { pp } = await scene.stage.start()
    await pp.sendMessage(scene.page.sessionId, { content: 'I am here' })
    await scene.stage.pass(5000)
    expect(scene.provider.requests[0]?.signal.aborted).toBe(true)
    expect(scene.readAlong()).toEqual(['one', ''])
  })
})
