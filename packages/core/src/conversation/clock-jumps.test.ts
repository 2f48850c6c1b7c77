import { describe, expect, it } from 'vitest'
import { setStage } from '../testing/engine-stage.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

describe('a clock that is set back and forth', () => {
  it('changes nothing in the order of a conversation, nor for a client that comes back', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    const expected: string[] = []
    for (const [index, jump] of [0, -HOUR, 3 * HOUR, -10 * HOUR, HOUR].entries()) {
      stage.clock.jump(jump)
      expected.push(`visitor ${index}`, `operator ${index}`)
      await page.say(`visitor ${index}`)
      stage.platform.operator.write(stage.platform.threadOf(page.sessionId)?.id ?? '', `operator ${index}`)
      await stage.rest()
      await page.connect(stage.process)
    }
    expect(page.texts()).toEqual(expected)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(expected.filter((_, index) => index % 2 === 0))
  })

  it('never lets a session slip back in the list', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    await page.say('one')
    const before = (await stage.process.pp.session(page.sessionId))?.lastActivity
    stage.clock.jump(-HOUR)
    await page.say('two')
    expect((await stage.process.pp.session(page.sessionId))?.lastActivity).toBe(before)
  })

  it('locks nobody out, and gives no more than one burst', async () => {
    const limits = { session: { burst: 3, perSecond: 1 } }
    const stage = await setStage({ options: { limits } })
    const page = await stage.visit()
    const takenOf = async (count: number): Promise<number> => {
      let taken = 0
      for (let index = 0; index < count; index += 1)
        if ((await page.do({ type: 'read', read: 1 }))?.type === 'ack') taken += 1
      return taken
    }
    expect(await takenOf(5)).toBe(3)
    stage.clock.jump(-HOUR)
    expect(await takenOf(5)).toBe(0)
    await stage.pass(2000)
    expect(await takenOf(5)).toBe(2)
    stage.clock.jump(HOUR)
    expect(await takenOf(5)).toBe(3)
  })

  it('stretches no silence and no budget', async () => {
    const stage = await setStage({ limit: { messages: 5, perMs: MINUTE } })
    const page = await stage.visit()
    for (let index = 0; index < 6; index += 1) await page.say(`message ${index}`)
    stage.clock.jump(-HOUR)
    await page.say('message 6')
    await stage.pass(3 * MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(
      Array.from({ length: 7 }, (_, index) => `message ${index}`),
    )
  })

  it('lets the process that receives go on receiving', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    await page.say('hello')
    for (const jump of [-HOUR, 2 * HOUR]) {
      stage.clock.jump(jump)
      await stage.pass(MINUTE)
      stage.platform.operator.write(stage.platform.threadOf(page.sessionId)?.id ?? '', 'Hi!')
      await stage.rest()
    }
    expect(page.texts()).toEqual(['hello', 'Hi!', 'Hi!'])
  })

  it('puts off what failed by no more than an hour when it is set back by one', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    stage.platform.faults.add({ error: 'unavailable' })
    await page.say('hello')
    stage.clock.jump(-HOUR)
    await stage.pass(HOUR + MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello'])
  })
})
