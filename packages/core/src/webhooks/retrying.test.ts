import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND, setWebhookStage, type WebhookStage } from '../../test/webhook-stage.ts'
import { OutgoingError } from '../contracts/outgoing.ts'
import { retryAfterMs, retryDelayMs } from './retries.ts'

const ofMessages = { events: ['message.created'] } as const
const messages = { events: [...ofMessages.events] }

/** Visitors who each say one thing. */
async function speakers(stage: WebhookStage, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const page = await stage.visit()
    await page.say(name)
  }
}

describe('an event that is not taken', () => {
  it.each([
    ['400', () => 400],
    ['404', () => 404],
    ['500', () => 500],
    ['a redirect', () => 302],
    ['a redirect to a private address', refuse],
    ['no answer in time', unreachable],
  ])('comes again after %s, and those behind it wait for it', async (_, fail) => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    shop.answer = () => (shop.calls.length <= 3 ? fail() : 200)
    await stage.subscribe(shop, messages)
    const page = await stage.visit()
    await page.say('one')
    await page.say('two')
    await page.say('three')
    await stage.pass(HOUR)
    expect(shop.texts()).toEqual(['one', 'one', 'one', 'one', 'two', 'three'])
    expect(await stage.storage.countJobs()).toEqual([])
  })

  it('is tried for a day, less and less often, and then given up', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    shop.answer = () => (shop.texts().at(-1) === 'one' ? 500 : 200)
    const { id } = await stage.subscribe(shop, messages)
    const page = await stage.visit()
    await page.say('one')
    await page.say('two')
    const { pp, log } = stage.process
    await stage.pass(DAY - HOUR)
    expect(await pp.webhookDeliveries(id)).toMatchObject({
      deliveries: [{ status: 'retrying', responseStatus: 500, error: 'The receiver answered 500.' }],
    })
    await stage.pass(6 * HOUR)
    const tries = shop.texts().filter(text => text === 'one').length
    expect(tries).toBeGreaterThanOrEqual(12)
    expect(tries).toBeLessThanOrEqual(18)
    const last = shop.calls.at(-2)?.after ?? 0
    expect(last).toBeGreaterThanOrEqual(DAY / SECOND)
    expect(shop.texts().at(-1)).toBe('two')
    expect(await pp.webhookDeliveries(id)).toMatchObject({
      deliveries: [
        { status: 'delivered', attempts: 1 },
        { status: 'failed', attempts: tries },
      ],
    })
    expect(log.filter(line => line.includes('given up'))).toHaveLength(1)
  })

  it('gets at least one try, however long those before it took', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    shop.answer = () => 500
    const { id } = await stage.subscribe(shop, messages)
    const page = await stage.visit()
    const texts = ['one', 'two', 'three']
    for (const text of texts) await page.say(text)
    await stage.pass(2 * DAY)
    expect([...new Set(shop.texts())]).toEqual(texts)
    expect(await stage.storage.countJobs()).toEqual([])
    expect((await stage.process.pp.webhookDeliveries(id)).deliveries.map(({ status }) => status)).toEqual([
      'failed',
      'failed',
      'failed',
    ])
  })

  it('comes again when the receiver says, by seconds or by date', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    const date = new Date(stage.clock.now() + 3 * HOUR).toUTCString()
    const headers = [{ 'retry-after': '600' }, { 'retry-after': date }]
    shop.answer = () => {
      const given = headers[shop.calls.length - 1]
      return given ? { status: 503, headers: given } : 200
    }
    await stage.subscribe(shop, messages)
    await speakers(stage, ['one'])
    await stage.pass(DAY)
    expect(shop.calls.map(({ after }) => after)).toEqual([0, 600, (3 * HOUR) / SECOND])
  })

  it('comes again when the receiver says, and the others need not wait for it', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    shop.answer = () => (shop.calls.length === 1 ? { status: 500, headers: { 'retry-after': '600' } } : 200)
    await stage.subscribe(shop, messages)
    await speakers(stage, ['one', 'two'])
    expect(shop.texts()).toEqual(['one', 'two'])
    await stage.pass(DAY)
    expect(shop.calls.map(({ after }) => after)).toEqual([0, 0, 600])
  })

  it('that the receiver is too busy for keeps the others back as well', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    shop.answer = () => (shop.calls.length === 1 ? { status: 429, headers: { 'retry-after': '60' } } : 200)
    await stage.subscribe(shop, messages)
    await speakers(stage, ['one', 'two', 'three'])
    expect(shop.texts()).toEqual(['one'])
    await stage.pass(MINUTE)
    expect(shop.texts().slice(1).sort()).toEqual(['one', 'three', 'two'])
  })
})

describe('a receiver that is down', () => {
  it('is called by one at a time, less and less often, and gets everything once it is back', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    let isDown = true
    shop.answer = () => (isDown ? unreachable() : 200)
    await stage.subscribe(shop, messages)
    const names = Array.from({ length: 40 }, (_, index) => `visitor ${index}`)
    await speakers(stage, names)
    expect(shop.calls.length).toBeLessThanOrEqual(8)
    await stage.pass(HOUR)
    expect(shop.calls.length).toBeLessThan(30)
    isDown = false
    await stage.pass(6 * MINUTE)
    const untried = names.filter(name => !shop.texts().includes(name))
    expect(untried).toEqual([])
    await stage.pass(DAY)
    expect(await stage.storage.countJobs()).toEqual([])
  })

  it('is disabled after three days without a success, and what waits is dropped', async () => {
    const stage = await setWebhookStage()
    const { pp, log } = stage.process
    const shop = stage.receiver()
    shop.answer = () => 502
    const { id } = await stage.subscribe(shop, messages)
    const page = await stage.visit()
    for (let hour = 0; hour < 71; hour += 1) {
      await page.say(`hour ${hour}`)
      await stage.pass(HOUR)
    }
    expect(await pp.webhook(id)).toMatchObject({ enabled: true })
    await page.say('the last')
    await stage.pass(5 * HOUR)
    expect(await pp.webhook(id)).toMatchObject({
      enabled: false,
      reason: 'Every call failed for three days. The receiver answered 502.',
    })
    expect(log.filter(line => line.startsWith('warn A webhook was disabled'))).toHaveLength(1)
    expect(await stage.storage.countJobs()).toEqual([])
    const { deliveries } = await pp.webhookDeliveries(id)
    expect(deliveries.filter(({ status }) => status === 'retrying')).toEqual([])
    // Nothing is queued any more, until somebody takes it up again.
    await page.say('unheard')
    expect(await stage.storage.countJobs()).toEqual([])
    shop.calls.length = 0
    shop.answer = () => 200
    expect(await pp.updateWebhook(id, { enabled: true })).not.toHaveProperty('reason')
    await page.say('heard')
    await stage.rest()
    expect(shop.texts()).toEqual(['heard'])
  })

  it('stays enabled where one call in three days succeeds, and where nothing was tried meanwhile', async () => {
    const stage = await setWebhookStage()
    const { pp } = stage.process
    const shop = stage.receiver()
    shop.answer = () => (shop.texts().at(-1) === 'success' ? 200 : 500)
    const { id } = await stage.subscribe(shop, messages)
    for (let days = 0; days < 5; days += 1) {
      await speakers(stage, ['failure'])
      await stage.pass(DAY)
      if (days % 2 === 1) await speakers(stage, ['success'])
      await stage.pass(6 * MINUTE)
    }
    expect(await pp.webhook(id)).toMatchObject({ enabled: true })
    await stage.pass(10 * DAY)
    await speakers(stage, ['failure'])
    expect(await pp.webhook(id)).toMatchObject({ enabled: true })
  })

  it('that says it is gone is disabled at once', async () => {
    const stage = await setWebhookStage()
    const { pp } = stage.process
    const shop = stage.receiver()
    shop.answer = () => 410
    const { id } = await stage.subscribe(shop, messages)
    const page = await stage.visit()
    await page.say('one')
    await page.say('two')
    expect(await pp.webhook(id)).toMatchObject({ enabled: false, reason: 'The receiver answered 410 Gone.' })
    expect(await pp.webhookDeliveries(id)).toMatchObject({ deliveries: [{ status: 'failed', attempts: 1 }] })
    await stage.pass(DAY)
    expect(shop.texts()).toEqual(['one'])
  })

  it('leaves nothing that looks as if it were tried again', async () => {
    const stage = await setWebhookStage()
    const { pp } = stage.process
    const shop = stage.receiver()
    shop.answer = () => (shop.texts().at(-1) === 'gone' ? 410 : 500)
    const { id } = await stage.subscribe(shop, messages)
    await speakers(stage, ['one', 'two', 'gone'])
    const { deliveries } = await pp.webhookDeliveries(id)
    expect(deliveries.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed'])
    expect(await stage.storage.countJobs()).toEqual([])
  })
})

it('spreads its tries over more than a day', () => {
  const delays = Array.from({ length: 15 }, (_, attempts) => retryDelayMs(attempts, () => 0.5))
  expect(delays.slice(0, 9).map(ms => ms / SECOND)).toEqual([
    5, 30, 120, 600, 1800, 3600, 7200, 10_800, 10_800,
  ])
  expect([retryDelayMs(0, () => 0), retryDelayMs(0, () => 1)]).toEqual([4000, 6000])
})

it.each([
  ['120', 120_000],
  ['0', 0],
  ['99999999999', DAY],
  ['Thu, 01 Jan 1970 00:02:00 GMT', 60_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', DAY],
  ['-5', undefined],
  ['soon GMT', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads Retry-After: %s', (header, ms) => {
  expect(retryAfterMs(header, 60_000)).toBe(ms)
})

function refuse(): never {
  throw new OutgoingError('refused', 'shop.example redirects to where we do not ask.')
}

function unreachable(): never {
  throw new OutgoingError('unreachable', 'shop.example did not answer in full within 15000 ms.')
}
