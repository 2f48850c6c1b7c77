import { describe, expect, it } from 'vitest'
import { DAY, HOUR, type Receiver, SECOND, setWebhookStage } from '../../test/webhook-stage.ts'
import { OutgoingError } from '../contracts/outgoing.ts'

const messages = { events: ['message.created' as const] }

/** A receiver that answers when it is told to. */
function slowly(receiver: Receiver): { release(): void } {
  const waiting: (() => void)[] = []
  receiver.answer = ({ signal }) =>
    new Promise((resolve, reject) => {
      waiting.push(() => resolve(204))
      signal?.addEventListener('abort', () => reject(new OutgoingError('unreachable', 'Called off.')))
    })
  return {
    release() {
      for (const go of waiting.splice(0)) go()
    },
  }
}

describe('a receiver that is slow or down', () => {
  it('keeps neither visitors waiting nor other receivers', async () => {
    const stage = await setWebhookStage()
    const slow = stage.receiver('slow')
    const down = stage.receiver('down')
    const well = stage.receiver('well')
    const { release } = slowly(slow)
    down.answer = () => 500
    const { id } = await stage.subscribe(slow, messages)
    for (const one of [down, well]) await stage.subscribe(one, messages)
    const pages = []
    for (let number = 0; number < 20; number += 1) pages.push(await stage.visit())
    const said: string[] = []
    for (const [number, page] of pages.entries())
      for (const text of [`${number} first`, `${number} second`]) {
        said.push(text)
        expect(await page.say(text)).toMatchObject({ type: 'ack' })
      }
    // No time has passed.
    expect(stage.clock.elapsed()).toBe(0)
    expect(well.texts()).toEqual(said)
    expect(slow.calls).toHaveLength(8)
    while ((await stage.storage.countJobs()).some(({ kind }) => kind === `webhook:${id}`)) {
      release()
      await stage.rest()
    }
    expect([...slow.texts()].sort()).toEqual([...said].sort())
    for (const [number] of pages.entries())
      expect(slow.texts().filter(text => text.startsWith(`${number} `))).toEqual([
        `${number} first`,
        `${number} second`,
      ])
    down.answer = () => 200
    await stage.pass(HOUR)
    expect(new Set(down.texts())).toEqual(new Set(said))
  })
})

describe('a process that stops', () => {
  it('waits for a call, cuts one that hangs, and the next process makes it again', async () => {
    const stage = await setWebhookStage()
    const first = stage.process
    const shop = stage.receiver()
    slowly(shop)
    await stage.subscribe(shop, messages)
    const page = await stage.visit()
    await page.say('one')
    const stopping = first.pp.stop()
    await stage.pass(5 * SECOND)
    await stopping
    shop.answer = () => 200
    await stage.start()
    expect(shop.texts()).toEqual(['one', 'one'])
    expect(new Set(shop.calls.map(({ id }) => id)).size).toBe(1)
    expect(first.log).toEqual([])
  })

  it('that died leaves its call to the next', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    slowly(shop)
    await stage.subscribe(shop, messages)
    const page = await stage.visit()
    await page.say('one')
    await page.say('two')
    stage.process.life.kill()
    shop.answer = () => 200
    await stage.start()
    await stage.pass(DAY)
    expect(shop.texts()).toEqual(['one', 'one', 'two'])
  })
})
