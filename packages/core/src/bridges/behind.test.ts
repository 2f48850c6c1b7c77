import { expect, it } from 'vitest'
import { engineProcess } from '../testing/engine-process.ts'
import { setStage } from '../testing/engine-stage.ts'
import { textBridge } from '../testing/text-bridge.ts'
import { textPlatform } from '../testing/text-platform.ts'
import { openPage } from '../testing/visitor-page.ts'

const MINUTE_MS = 60_000

it('a platform that is added late shows a conversation of 10,000 messages whole, and others meanwhile', async () => {
  const stage = await setStage()
  const { clock, storage, platform: first } = stage
  const page = await stage.visit()
  for (let number = 1; number < 10_000; number += 1) {
    const id = `msg_${String(number).padStart(8, '0')}`
    page.send({ type: 'send', id, content: `number ${number}` })
    if (number % 30 === 0) await stage.rest()
  }
  await stage.pass(MINUTE_MS)
  expect(first.shownOf(page.sessionId)).toHaveLength(9999)
  stage.process.life.kill()

  const limit = { messages: 20, perMs: MINUTE_MS }
  const late = textPlatform({ clock: { now: clock.elapsed, after: clock.after }, limit })
  const bridges = [
    textBridge({ id: 'text', clock, platform: first }),
    textBridge({ id: 'late', clock, platform: late, capabilities: { budget: limit } }),
  ]
  const process = engineProcess({ storage, bridges, clock })
  await process.pp.start()
  await page.connect(process)
  await page.say('and one more', { id: 'msg_one-more' })
  expect(first.shownOf(page.sessionId).at(-1)).toBe('and one more')

  const other = await openPage(process, stage.rest)
  await other.say('hello')
  expect(first.shownOf(other.sessionId)).toEqual(['hello'])
  await stage.pass(5 * MINUTE_MS)
  expect(late.shownOf(other.sessionId)).toEqual(['hello'])
  expect(late.shownOf(page.sessionId).length).toBeLessThan(10_000)
  await stage.pass(3 * 60 * MINUTE_MS)
  expect(late.shownOf(page.sessionId)).toEqual(first.shownOf(page.sessionId))
  expect(late.faults.ignored).toBe(0)
})
