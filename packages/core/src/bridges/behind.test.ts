import { expect, it } from 'vitest'
import { setStage } from '../testing/engine-stage.ts'
import type { TextPlatform } from '../testing/text-platform.ts'

const MINUTE_MS = 60_000

it('a platform that is added late shows a conversation of 10,000 messages whole, and others meanwhile', async () => {
  const limit = { messages: 20, perMs: MINUTE_MS }
  const stage = await setStage({ bridgeIds: ['text', 'late'], firstIds: ['text'], limits: { late: limit } })
  const [first, late] = stage.platforms as [TextPlatform, TextPlatform]
  const page = await stage.visit()
  for (let number = 1; number < 10_000; number += 1) {
    const id = `msg_${String(number).padStart(8, '0')}`
    page.send({ type: 'send', id, content: `number ${number}` })
    if (number % 30 === 0) await stage.rest()
  }
  await stage.pass(MINUTE_MS)
  expect(first.shownOf(page.sessionId)).toHaveLength(9999)
  stage.process.life.kill()

  await page.connect(await stage.start())
  await page.say('and one more', { id: 'msg_one-more' })
  expect(first.shownOf(page.sessionId).at(-1)).toBe('and one more')

  const other = await stage.visit()
  await other.say('hello')
  expect(first.shownOf(other.sessionId)).toEqual(['hello'])
  await stage.pass(5 * MINUTE_MS)
  expect(late.shownOf(other.sessionId)).toEqual(['hello'])
  expect(late.shownOf(page.sessionId).length).toBeLessThan(10_000)
  await stage.pass(3 * 60 * MINUTE_MS)
  expect(late.shownOf(page.sessionId)).toEqual(first.shownOf(page.sessionId))
  expect(late.faults.ignored).toBe(0)
})
