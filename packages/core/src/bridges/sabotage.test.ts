import { describe, expect, it } from 'vitest'
import { engineProcess } from '../testing/engine-process.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import { processLife } from '../testing/process-life.ts'
import { textBridge } from '../testing/text-bridge.ts'
import type { TextThread } from '../testing/text-platform.ts'
import { openPage } from '../testing/visitor-page.ts'
import { costOf } from './posts.ts'

const MINUTE = 60_000
const idOf = (number: number): string => `msg_${String(number).padStart(8, '0')}`

const threadOf = (stage: EngineStage, sessionId: string): TextThread =>
  stage.platform.threadOf(sessionId) as TextThread

// Each of these once lost, doubled or leaked something.
describe('a delivery', () => {
  it('comes through behind 50 messages that need no thread', async () => {
    const stage = await setStage({ options: { limits: false } })
    const page = await stage.visit()
    for (let number = 0; number < 50; number += 1)
      await stage.process.pp.sendMessage(page.sessionId, { type: 'system', content: `order ${number}` })
    await page.say('hello?')
    await stage.pass(MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toContain('hello?')
  })

  it('comes through behind 50 messages that were deleted while the platform asked for silence', async () => {
    const stage = await setStage()
    stage.platform.faults.add({ error: 'rate-limited', retryAfterMs: 120_000 })
    const page = await stage.visit()
    for (let number = 0; number < 50; number += 1) {
      await page.say(`m${number}`, { id: idOf(number) })
      await page.do({ type: 'delete', id: idOf(number) })
      await stage.pass(1000)
    }
    await page.say('hello?', { id: idOf(99) })
    await stage.pass(10 * MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toContain('hello?')
  })

  it.each([1, 2, 3])(
    'is not made twice where the storage fails %i times after the platform answered',
    async times => {
      const stage = await setStage()
      const page = await stage.visit()
      await page.say('first')
      const commit = stage.storage.commit.bind(stage.storage)
      let left = times
      stage.storage.commit = async batch => {
        const isShown = stage.platform.shownOf(page.sessionId).includes('second')
        if (batch.outcome && isShown && left > 0) {
          left -= 1
          throw new Error('database is locked')
        }
        return commit(batch)
      }
      await page.say('second')
      await stage.pass(10 * MINUTE)
      expect(left).toBe(0)
      expect(stage.platform.shownOf(page.sessionId)).toEqual(['first', 'second'])
    },
  )

  it.each(['misconfigured', 'unavailable'] as const)('does not wait for a mark that is %s', async error => {
    const stage = await setStage()
    const page = await stage.visit()
    await page.say('hi')
    stage.platform.faults.add({ on: 'react', error, times: 1_000_000 })
    stage.platform.operator.write(threadOf(stage, page.sessionId).id, 'reply')
    await stage.rest()
    await page.say('next')
    await stage.pass(10 * MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toContain('next')
  })

  it('is told to the visitor although the thread cannot be closed', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    stage.platform.faults.add({ on: 'closeThread', error: 'misconfigured', times: 1_000_000 })
    page.send({ type: 'send', id: idOf(1), content: 'x' })
    page.send({ type: 'close' })
    await stage.pass(MINUTE)
    expect(page.session.receipts.delivered).toBeGreaterThan(0)
  })

  it('goes on in a new thread after the clock was set back', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    await page.say('a')
    stage.platform.deleteThread(threadOf(stage, page.sessionId).id)
    await page.say('b')
    await stage.pass(MINUTE)
    stage.clock.jump(-24 * 60 * MINUTE)
    stage.platform.deleteThread(threadOf(stage, page.sessionId).id)
    await page.say('c')
    await stage.pass(10 * MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toContain('c')
  })

  it('counts the data of an event against the budget', () => {
    const event = { name: 'n', data: { x: 'y'.repeat(8100) } }
    expect(costOf({ items: [{ from: 'event', text: '', event }] }, 4096)).toBeGreaterThan(1)
  })
})

describe('what is an operator’s own', () => {
  it('shows no name where visitors see another one, not even on closing', async () => {
    const stage = await setStage({ options: { projects: [{ id: 'default', operatorName: 'Support' }] } })
    const page = await stage.visit()
    await page.say('hi')
    const { id } = threadOf(stage, page.sessionId)
    stage.platform.operator.write(id, 'reply')
    stage.platform.operator.write(id, '/close')
    await stage.rest()
    expect(page.texts()).toContain('Conversation closed.')
    expect(page.frames.filter(frame => frame.includes('Ada'))).toEqual([])
  })

  it('is told when an order is edited into a message that nobody gets', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    await page.say('hi')
    const thread = threadOf(stage, page.sessionId)
    const order = stage.platform.operator.write(thread.id, '/hello there')
    await stage.rest()
    const before = thread.messages.length
    stage.platform.operator.edit(order, 'hello there')
    await stage.rest()
    expect(page.texts()).not.toContain('hello there')
    expect(
      thread.messages
        .slice(before)
        .map(({ text }) => text)
        .join(),
    ).toContain('did not get this edit')
  })
})

it('a lease whose renewal fails now and then is renewed before it lapses', async () => {
  const stage = await setStage()
  const lease = stage.storage.lease.bind(stage.storage)
  const times: number[] = []
  stage.storage.lease = async request => {
    times.push(stage.clock.elapsed())
    if (times.length % 2 === 1) throw new Error('locked')
    return lease(request)
  }
  await stage.pass(60 * MINUTE)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  expect(Math.max(...gaps)).toBeLessThanOrEqual(7500)
})

it('a send under the id of an event is refused, not swallowed', async () => {
  const stage = await setStage()
  const page = await stage.visit()
  await page.do({ type: 'event', id: 'msg_samesame-1', name: 'n' })
  expect(await page.do({ type: 'send', id: 'msg_samesame-1', content: 'hello' })).toMatchObject({
    type: 'error',
  })
})

it('a stop waits for a delivery under way, although how far a platform was heard cannot be stored', async () => {
  const { clock, storage, platform } = await setStage()
  const bridge = textBridge({ id: 'late', platform, clock })
  const start = bridge.start.bind(bridge)
  bridge.start = async inbox => {
    await start(inbox)
    inbox.heard('1')
  }
  const { pp } = engineProcess({ storage, bridges: [bridge], clock })
  await pp.start()
  const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  const page = await openPage({ pp, life: processLife(), log: [] }, turn)
  platform.faults.hang()
  page.send({ type: 'send', id: idOf(1), content: 'hello' })
  while (platform.faults.waiting() === 0) await turn()
  const commit = storage.commit.bind(storage)
  storage.commit = async batch => {
    if (batch.values) throw new Error('database is locked')
    return commit(batch)
  }
  let isOver = false
  const stopping = pp.stop().finally(() => {
    isOver = true
  })
  const refused = expect(stopping).rejects.toThrow('database is locked')
  for (let turns = 0; turns < 20; turns += 1) await turn()
  expect(isOver).toBe(false)
  platform.faults.answer()
  await refused
})
