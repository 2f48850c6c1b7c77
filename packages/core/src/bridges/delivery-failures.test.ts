import { describe, expect, it } from 'vitest'
import { type EngineStage, type StageOptions, setStage } from '../testing/engine-stage.ts'
import type { TextThread } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'
import type { DeliveryFailure } from './context.ts'

const MINUTE = 60_000

async function talk(
  settings: StageOptions = {},
): Promise<{ stage: EngineStage; page: VisitorPage; thread: TextThread }> {
  const stage = await setStage(settings)
  const page = await stage.visit()
  await page.say('hello', { id: 'msg_hello-000' })
  return { stage, page, thread: stage.platform.threadOf(page.sessionId) as TextThread }
}

const sends = (stage: EngineStage): number[] =>
  stage.platform.faults.journal.filter(({ call }) => call === 'send').map(({ at }) => at)

describe('a platform that says "too much"', () => {
  it('is asked again exactly when it said', async () => {
    const { stage, page } = await talk()
    const now = stage.clock.elapsed()
    stage.platform.faults.add({ on: 'send', error: 'rate-limited', retryAfterMs: 7321 })
    await page.say('one')
    await page.say('two')
    await stage.pass(MINUTE)
    expect(sends(stage).map(at => at - now)).toEqual([0, 0, 7321, 7321])
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one', 'two'])
  })

  it('is left in peace by all conversations', async () => {
    const { stage, page } = await talk()
    const other = await stage.visit()
    stage.platform.faults.add({ on: 'send', error: 'rate-limited', retryAfterMs: 20_000 })
    await page.say('one')
    await other.say('two')
    await page.do({ type: 'close' })
    await stage.pass(MINUTE)
    expect(stage.platform.faults.ignored).toBe(0)
    expect(stage.platform.shownOf(other.sessionId)).toEqual(['two'])
  })
})

describe('a platform that cannot be reached', () => {
  it('gets everything later, in order, less and less often asked', async () => {
    const { stage, page } = await talk()
    const now = stage.clock.elapsed()
    stage.platform.faults.add({ error: 'unavailable', times: 5 })
    for (const text of ['one', 'two', 'three']) await page.say(text)
    await stage.pass(5 * MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one', 'two', 'three'])
    const tries = sends(stage).slice(1, 7)
    const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? now))
    pauses.forEach((pause, index) => {
      expect(pause).toBeGreaterThanOrEqual(500 * 2 ** index)
      expect(pause).toBeLessThanOrEqual(1000 * 2 ** index + 1)
    })
  })

  it('holds up no other platform', async () => {
    const stage = await setStage({ bridgeIds: ['slow', 'quick'] })
    const page = await stage.visit()
    stage.platform.faults.add({ error: 'unavailable', times: 1000 })
    await page.say('hello')
    expect(stage.platforms[1]?.shownOf(page.sessionId)).toEqual(['hello'])
    expect(page.session.receipts.delivered).toBe(page.messages()[0]?.order)
  })

  it('shows a message at most twice when only its answer was lost', async () => {
    const { stage, page } = await talk()
    stage.platform.faults.add({ on: 'send', error: 'unavailable', isDone: true })
    await page.say('one')
    await page.say('two')
    await stage.pass(MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one', 'one', 'two'])
  })
})

describe('a message that the platform refuses', () => {
  it('is set aside, host and operators are told, and the rest goes on', async () => {
    const failures: DeliveryFailure[] = []
    const { stage, page, thread } = await talk({
      options: { onDeliveryFailed: failure => void failures.push(failure) },
    })
    stage.platform.faults.add({ on: 'send', error: 'refused', text: 'poison' })
    await page.say('poison', { id: 'msg_poison-00' })
    await page.say('after')
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'after'])
    expect(failures).toMatchObject([
      { bridgeId: 'text', sessionId: page.sessionId, messageId: 'msg_poison-00' },
    ])
    expect(failures[0]?.reason).toContain('refused')
    const notices = thread.messages.flatMap(({ items }) => items).filter(({ from }) => from === 'notice')
    expect(notices).toHaveLength(1)
    expect(notices[0]?.text).toContain('could not be shown')
  })

  it('does not take its neighbours in the same post with it', async () => {
    const { stage, page } = await talk({ limit: { messages: 2, perMs: MINUTE } })
    const texts = ['a', 'b', 'poison', 'c', 'd']
    for (const text of texts) await page.say(text)
    stage.platform.faults.add({ on: 'send', error: 'refused', text: 'poison', times: 1000 })
    await stage.pass(10 * MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'a', 'b', 'c', 'd'])
  })

  it.for([
    [
      'throws',
      () => {
        throw new Error('host')
      },
    ],
    ['rejects', () => Promise.reject(new Error('host'))],
  ] as const)('holds up nothing when the host app %s on hearing of it', async ([, onDeliveryFailed]) => {
    const { stage, page } = await talk({ options: { onDeliveryFailed } })
    stage.platform.faults.add({ on: 'send', error: 'refused', text: 'poison' })
    await page.say('poison')
    await page.say('after')
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'after'])
  })

  it('is not called delivered', async () => {
    const { stage, page } = await talk()
    const before = page.session.receipts.delivered
    stage.platform.faults.add({ on: 'send', error: 'refused', text: 'poison' })
    await page.say('poison')
    expect(page.session.receipts.delivered).toBe(before)
  })

  it('in an edit leaves the old text, and tells', async () => {
    const failures: DeliveryFailure[] = []
    const { stage, page } = await talk({
      options: { onDeliveryFailed: failure => void failures.push(failure) },
    })
    stage.platform.faults.add({ on: 'edit', error: 'refused' })
    await page.do({ type: 'edit', id: 'msg_hello-000', content: 'poison' })
    await page.say('after')
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'after'])
    expect(failures).toHaveLength(1)
  })
})

describe.for(['closeThread', 'updateThread', 'remove'] as const)('a refused %s', call => {
  it('holds up nothing', async () => {
    const { stage, page } = await talk()
    stage.platform.faults.add({ on: call, error: 'refused', times: 1000 })
    await page.do({ type: 'identify', identity: { name: 'Ann' } })
    await page.do({ type: 'delete', id: 'msg_hello-000' })
    await page.do({ type: 'close' })
    await stage.pass(MINUTE)
    await page.say('after')
    expect(stage.platform.shownOf(page.sessionId).at(-1)).toBe('after')
  })
})

describe('a bridge that is not set up', () => {
  it('delivers everything once somebody has put it right, and says what is wrong', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    stage.platform.faults.add({ on: 'openThread', error: 'misconfigured', times: 3 })
    await page.say('one')
    await page.say('two')
    expect(stage.process.log.join()).toContain('misconfigured')
    await stage.pass(MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['one', 'two'])
  })
})
