import { describe, expect, it } from 'vitest'
import { type AiScene, MINUTE, PAUSE, setScene } from '../../test/ai/ai-scene.ts'
import { setStage } from '../testing/engine-stage.ts'
import type { TextPlatform, TextThread } from '../testing/text-platform.ts'

function threadOn(platform: TextPlatform, { page }: AiScene): TextThread {
  return platform.threadOf(page.sessionId) as TextThread
}

/** Gives an order on the first platform; answers with what was said to it. */
async function order(scene: AiScene, text: string): Promise<string> {
  const thread = threadOn(scene.stage.platform, scene)
  const id = scene.stage.platform.operator.write(thread.id, text)
  await scene.stage.rest()
  const answers = thread.messages.filter(({ by, replyTo }) => by === 'bot' && replyTo === id)
  return answers.map(message => message.text).join()
}

const needsReview = (scene: AiScene): (true | undefined)[] =>
  scene.stage.platforms.map(platform => threadOn(platform, scene).cards.at(-1)?.card.needsReview)

describe('/ai', () => {
  it('tells how the AI stands, from the question to the person who answers', async () => {
    const scene = await setScene({ ai: { name: 'Robo' } })
    const { page, stage } = scene
    await page.say('hello?')
    expect(await order(scene, '/ai')).toContain('it answers in 2 min if nobody does')
    await stage.pass(90_000)
    expect(await order(scene, '/ai')).toContain('it answers in 30 s if nobody does')
    await stage.pass(MINUTE)
    expect(await order(scene, '/ai')).toContain('The AI answers this conversation')
    await scene.write('Hi, it’s me')
    expect(await order(scene, '/ai')).toMatch(
      /silent since Ada answered at \d+ \w+, \d\d:\d\d UTC. \/ai on brings it back/,
    )
    await order(scene, '/close')
    expect(await order(scene, '/ai')).toContain('while the conversation is closed')
  })

  it('tells that nothing waits, and that it comes back by itself', async () => {
    const scene = await setScene({ ai: { resumeAfterMinutes: 30 } })
    await scene.page.say('hello?')
    await scene.write('Hi')
    expect(await order(scene, '/ai')).toContain('It may answer again from')
    await scene.page.say('and?')
    expect(await order(scene, '/ai')).toContain('It answers again in 30 min if nobody does')
  })

  it('tells that it handed over', async () => {
    const scene = await setScene({ script: [{ outcome: { type: 'handoff', reason: 'cannot-help' } }] })
    await scene.page.say('help')
    await scene.stage.pass(2 * MINUTE + PAUSE)
    expect(await order(scene, '/ai')).toContain('silent since it handed the conversation over at')
    expect(needsReview(scene)).toEqual([true])
  })

  it('tells that it only drafts', async () => {
    const scene = await setScene({ ai: { mode: 'draft' } })
    await scene.page.say('hello?')
    expect(await order(scene, '/ai')).toContain(
      'only drafts here. It suggests what to answer in 2 min if nobody does; 👍 or /send',
    )
    await scene.stage.pass(2 * MINUTE + PAUSE)
    expect(await order(scene, '/ai')).toContain('suggests what to answer 2 min after a question')
  })

  it('tells that there is none', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    await page.say('hello?')
    const thread = stage.platform.threadOf(page.sessionId) as TextThread
    for (const text of ['/ai', '/ai on', '/ai off']) stage.platform.operator.write(thread.id, text)
    await stage.rest()
    const answers = thread.messages.filter(({ by, replyTo }) => by === 'bot' && replyTo)
    expect(answers.map(({ text }) => text)).toEqual(Array(3).fill('notice: This project has no AI.'))
    expect((await stage.storage.findSession({ id: page.sessionId }))?.aiEnabled).toBeUndefined()
  })

  it('switches it off and on, and tells the colleagues on other platforms', async () => {
    const scene = await setScene({ stage: { bridgeIds: ['one', 'other'] } })
    const { page, stage } = scene
    await page.say('hello?')
    expect(await order(scene, '/ai OFF')).toContain('The AI is off for this conversation')
    expect(await order(scene, '/ai off')).toContain('/ai on switches it on here')
    await stage.pass(10 * MINUTE)
    expect(scene.answers()).toEqual([])
    expect(await order(scene, '/ai on')).toContain('it answers now.')
    await stage.pass(PAUSE)
    expect(scene.answers()).toEqual(['answer 1'])
    expect(stage.platforms[1]?.shownOf(page.sessionId)).toEqual([
      'hello?',
      'Ada switched the AI off for this conversation.',
      'Ada switched the AI on for this conversation.',
      'answer 1',
    ])
    expect(page.frames.join()).not.toContain('switched the AI')
  })

  it('brings it back after a person answered', async () => {
    const scene = await setScene()
    await scene.page.say('hello?')
    await scene.write('Hi')
    await scene.page.say('and now?')
    await scene.stage.pass(10 * MINUTE)
    expect(scene.answers()).toEqual([])
    await order(scene, '/ai on')
    await scene.stage.pass(2 * MINUTE + PAUSE)
    expect(scene.answers()).toEqual(['answer 1'])
  })

  it('is not offered where there is none', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    await page.say('hello?')
    const thread = stage.platform.threadOf(page.sessionId) as TextThread
    stage.platform.operator.write(thread.id, '/help')
    await stage.rest()
    const text = thread.messages.map(message => message.text).join('')
    expect(text).toContain('/close')
    expect(text).not.toMatch(/\/ai|\/send|\/reviewed/)
  })

  it('explains itself where it is asked something else', async () => {
    const scene = await setScene({ stage: { capabilities: { maxLength: 4000 } } })
    await scene.page.say('hello?')
    expect(await order(scene, '/ai constructor')).toContain('/ai on and /ai off')
    expect(await order(scene, '/help')).toMatch(/\/ai .*\n\/send .*\n\/reviewed /)
  })
})

describe('what the AI said', () => {
  it('is to be reviewed in every thread, at once, until somebody says so', async () => {
    const scene = await setScene({ stage: { bridgeIds: ['one', 'other'] } })
    await scene.page.say('hello?')
    await scene.stage.pass(2 * MINUTE + PAUSE)
    expect(needsReview(scene)).toEqual([true, true])
    expect(await order(scene, '/info')).toContain('Review: answered by AI, not reviewed yet')
    expect(await order(scene, '/reviewed')).toContain('reviewed')
    expect(needsReview(scene)).toEqual([undefined, undefined])
    expect(await order(scene, '/reviewed')).toContain('nothing to review')
  })

  it('is reviewed by whoever answers', async () => {
    const scene = await setScene()
    await scene.page.say('hello?')
    await scene.stage.pass(2 * MINUTE + PAUSE)
    await scene.write('Hi, it’s me')
    expect(needsReview(scene)).toEqual([undefined])
  })

  it('can be taken back from the visitor', async () => {
    const scene = await setScene()
    await scene.page.say('hello?')
    await scene.stage.pass(2 * MINUTE + PAUSE)
    const { platform } = scene.stage
    const thread = threadOn(platform, scene)
    const answer = thread.messages.find(({ items }) => items[0]?.from === 'ai')
    platform.operator.write(thread.id, '/delete', { replyTo: answer?.id ?? '' })
    await scene.stage.rest()
    expect(scene.page.texts()).toEqual(['hello?'])
    expect(scene.thread()).toEqual(['hello?'])
  })
})

it('/claim silences the AI, also while it has not answered yet', async () => {
  const scene = await setScene()
  await scene.page.say('hello?')
  await order(scene, '/claim')
  await scene.stage.pass(10 * MINUTE)
  expect(scene.answers()).toEqual([])
  expect(await order(scene, '/ai')).toContain('silent since somebody took the conversation on')
})
