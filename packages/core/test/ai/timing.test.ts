import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, PAUSE, setScene } from './ai-scene.ts'

// The clock of the stage begins on a Monday at nine in the morning.
const LATER = { timeZone: 'UTC', days: { mon: ['10:00-18:00'] } }

describe('the AI answers', () => {
  it('when nobody has for the delay, two minutes if nothing is said', async () => {
    const { stage, page, answers } = await setScene()
    await page.say('hello?')
    await stage.pass(2 * MINUTE - 1)
    expect(answers()).toEqual([])
    await stage.pass(1)
    expect(answers()).toEqual(['answer 1'])
    await stage.pass(HOUR)
    expect(answers()).toEqual(['answer 1'])
  })

  it('counted from the first message that nobody answered, three of them at once', async () => {
    const { stage, page, answers, provider } = await setScene()
    await page.say('hello?')
    await stage.pass(MINUTE)
    await page.say('is anybody')
    await page.say('there?')
    await stage.pass(MINUTE)
    expect(answers()).toEqual(['answer 1'])
    expect(provider.requests[0]?.conversation.map(({ text }) => text)).toEqual([
      'hello?',
      'is anybody',
      'there?',
    ])
    await stage.pass(HOUR)
    expect(provider.requests).toHaveLength(1)
  })

  it('waits for a visitor who is still writing, but not for ever', async () => {
    const { stage, page, provider } = await setScene({ ai: { delayMinutes: 0 } })
    for (let line = 1; line <= 5; line += 1) {
      await page.say(`line ${line}`)
      await stage.pass(PAUSE - 1)
      expect(provider.requests).toHaveLength(0)
    }
    await stage.pass(1)
    expect(provider.requests).toHaveLength(1)
    expect(provider.requests[0]?.conversation).toHaveLength(5)
    for (let line = 0; line < 20; line += 1) {
      await page.say('and')
      await stage.pass(PAUSE - 1)
    }
    expect(provider.requests.length).toBeGreaterThan(1)
  })

  it('at once out of hours, and after the usual delay within them', async () => {
    const { stage, page, answers } = await setScene({ project: { hours: LATER } })
    await page.say('anybody up?')
    await stage.pass(PAUSE)
    expect(answers()).toEqual(['answer 1'])
    const second = await setScene({ project: { hours: LATER } })
    await second.stage.pass(HOUR)
    await second.page.say('good morning')
    await second.stage.pass(2 * MINUTE - 1)
    expect(second.answers()).toEqual([])
    await second.stage.pass(1)
    expect(second.answers()).toEqual(['answer 1'])
  })

  it('after a delay of its own out of hours, where there is one', async () => {
    const { stage, page, answers } = await setScene({
      project: { hours: LATER },
      ai: { offHoursDelayMinutes: 5 },
    })
    await page.say('anybody up?')
    await stage.pass(5 * MINUTE - 1)
    expect(answers()).toEqual([])
    await stage.pass(1)
    expect(answers()).toEqual(['answer 1'])
  })

  it('at once while all operators are away', async () => {
    const { stage, page, answers, write } = await setScene()
    await page.say('hello?')
    await write('hi!')
    await write('/away')
    await page.do({ type: 'close' })
    await page.say('one more thing')
    await stage.pass(PAUSE)
    expect(answers()).toEqual(['answer 1'])
  })

  it('what follows without delay, for it has taken over', async () => {
    const { stage, page, answers } = await setScene()
    await page.say('hello?')
    await stage.pass(2 * MINUTE)
    await page.say('and what about this?')
    await stage.pass(PAUSE)
    expect(answers()).toEqual(['answer 1', 'answer 2'])
  })

  it('what follows after a delay of its own, where there is one', async () => {
    const { stage, page, answers } = await setScene({ ai: { followUpDelayMinutes: 3 } })
    await page.say('hello?')
    await stage.pass(2 * MINUTE)
    await page.say('and what about this?')
    await stage.pass(3 * MINUTE - 1)
    expect(answers()).toHaveLength(1)
    await stage.pass(1)
    expect(answers()).toHaveLength(2)
  })

  it('although the process was replaced meanwhile, at the same time', async () => {
    const { stage, page, answers } = await setScene()
    await page.say('hello?')
    await stage.pass(MINUTE)
    await stage.process.pp.stop()
    await stage.start()
    await page.connect(stage.process)
    await stage.pass(MINUTE - 1)
    expect(answers()).toEqual([])
    await stage.pass(1)
    expect(answers()).toEqual(['answer 1'])
  })

  it('although the process was killed while the model answered, once', async () => {
    const held: { open?: () => void } = {}
    const gate = new Promise<void>(resolve => {
      held.open = resolve
    })
    const { stage, page, answers, provider } = await setScene({
      script: (_, call) => ({ text: ['one ', 'two'], ...(call === 0 ? { before: () => gate } : {}) }),
    })
    await page.say('hello?')
    await stage.pass(2 * MINUTE)
    expect(provider.requests).toHaveLength(1)
    stage.process.life.kill()
    await stage.start()
    await page.connect(stage.process)
    await stage.pass(MINUTE)
    expect(answers()).toEqual(['one two'])
    held.open?.()
    await stage.pass(HOUR)
    expect(answers()).toEqual(['one two'])
  })

  it('once, where two processes run', async () => {
    const { stage, page, answers, provider } = await setScene()
    await stage.start()
    await page.say('hello?')
    await stage.pass(2 * MINUTE)
    await page.connect(stage.process)
    expect(answers()).toEqual(['answer 1'])
    await stage.pass(HOUR)
    expect(provider.requests).toHaveLength(1)
  })
})

describe('the AI does not answer', () => {
  it('what an operator answered in time', async () => {
    const { stage, page, answers, write, provider } = await setScene()
    await page.say('hello?')
    await stage.pass(2 * MINUTE - 1)
    await write('hi!')
    await stage.pass(HOUR)
    expect(answers()).toEqual([])
    expect(provider.requests).toEqual([])
  })

  it('what an operator answered in another process', async () => {
    const { stage, page, answers, write, provider } = await setScene()
    await page.say('hello?')
    await stage.start()
    await write('hi!')
    await stage.pass(HOUR)
    expect(answers()).toEqual([])
    expect(provider.requests).toEqual([])
  })

  it('after a person has: not by itself, or when the time for that has come', async () => {
    const never = await setScene()
    await never.page.say('hello?')
    await never.write('hi!')
    await never.page.say('are you still there?')
    await never.stage.pass(48 * HOUR)
    expect(never.answers()).toEqual([])
    const later = await setScene({ ai: { resumeAfterMinutes: 30 } })
    await later.page.say('hello?')
    await later.write('hi!')
    await later.page.say('are you still there?')
    await later.stage.pass(30 * MINUTE - 1)
    expect(later.answers()).toEqual([])
    await later.stage.pass(1)
    expect(later.answers()).toEqual(['answer 1'])
  })

  it('to a note of an operator’s, which is no answer: the visitor still gets one', async () => {
    const { stage, page, answers, write } = await setScene()
    await page.say('hello?')
    await write('//who knows this one?')
    await stage.pass(2 * MINUTE)
    expect(answers()).toEqual(['answer 1'])
  })

  it('what the visitor deleted, or said before the conversation was closed', async () => {
    const { stage, page, answers, provider } = await setScene()
    await page.say('my password is secret', { id: 'msg_deleted_1' })
    await page.do({ type: 'delete', id: 'msg_deleted_1' })
    await stage.pass(HOUR)
    expect(provider.requests).toEqual([])
    await page.say('first matter')
    await page.do({ type: 'close' })
    await stage.pass(HOUR)
    expect(provider.requests).toEqual([])
    await page.say('second matter')
    await stage.pass(2 * MINUTE)
    expect(answers()).toEqual(['answer 1'])
    expect(provider.requests[0]?.conversation).toEqual([{ from: 'visitor', text: 'second matter' }])
  })

  it('where it is off for the project, unless it was switched on', async () => {
    const { stage, page, answers } = await setScene({ ai: { enabled: false } })
    await page.say('hello?')
    await stage.pass(HOUR)
    expect(answers()).toEqual([])
    await stage.process.pp.setAi(page.sessionId, { enabled: true })
    await stage.pass(PAUSE)
    expect(answers()).toEqual(['answer 1'])
  })

  it('where it was switched off for the conversation', async () => {
    const { stage, page, answers } = await setScene()
    await page.say('hello?')
    await stage.process.pp.setAi(page.sessionId, { enabled: false })
    await stage.pass(HOUR)
    expect(answers()).toEqual([])
    await stage.process.pp.setAi(page.sessionId, { enabled: true })
    await stage.pass(PAUSE)
    expect(answers()).toEqual(['answer 1'])
  })
})

it('an answer that is to come in days, and sources that are looked at daily, leave the engine in good health', async () => {
  const { stage, page, write } = await setScene({
    ai: { resumeAfterMinutes: 60 * 48, knowledgeBase: [{ type: 'text', value: 'We sell shoes.' }] },
  })
  await page.say('hello?')
  await write('hi!')
  await page.say('are you still there?')
  for (let hour = 0; hour < 30; hour += 1) {
    await stage.pass(HOUR)
    expect((await stage.process.pp.health()).status).toBe('ok')
  }
})
