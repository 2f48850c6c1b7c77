import { describe, expect, it } from 'vitest'
import { DAY, MINUTE, SECOND, setWebhookStage } from '../../test/webhook-stage.ts'
import { OutgoingError } from '../contracts/outgoing.ts'
import { API_EVENT_TYPES } from '../protocol/api-events.ts'
import { engineProcess } from '../testing/engine-process.ts'

const events = [...API_EVENT_TYPES]

describe('subscribing', () => {
  it('answers with the secret once, and with the same for the same key', async () => {
    const { process, clock } = await setWebhookStage()
    const { pp } = process
    const wanted = { url: 'https://shop.example/hook', events: ['message.created' as const] }
    const created = await pp.createWebhook(wanted, { idempotencyKey: 'a' })
    expect(await pp.createWebhook(wanted, { idempotencyKey: 'a' })).toEqual(created)
    const { secret: _, ...webhook } = created
    expect(webhook).toEqual({
      ...wanted,
      id: expect.stringMatching(/^whk_[0-9a-f]{32}$/),
      projectId: 'default',
      enabled: true,
      createdAt: new Date(clock.now()).toISOString(),
    })
    expect(await pp.webhooks()).toEqual({ webhooks: [webhook] })
    expect(await pp.webhook(webhook.id)).toEqual(webhook)
  })

  it.each([
    'shop.example/hook',
    'ftp://shop.example/hook',
    'https://user:word@shop.example/hook',
    'https://10.0.0.1/hook',
  ])('refuses the address %s, at creation and later', async url => {
    const check = (text: string): void => {
      if (text.includes('//10.'))
        throw new OutgoingError('refused', '10.0.0.1 is not on the public Internet.')
    }
    const fetch = Object.assign(() => Promise.reject(new Error('unused')), { check })
    const { pp } = (await setWebhookStage({ fetch })).process
    const refusal = { code: 'BAD_REQUEST', message: expect.stringMatching(/^url: /) }
    await expect(pp.createWebhook({ url, events })).rejects.toMatchObject(refusal)
    const { id } = await pp.createWebhook({ url: 'https://shop.example', events })
    await expect(pp.updateWebhook(id, { url })).rejects.toMatchObject(refusal)
  })

  it('says what is missing where there is nothing to call with', async () => {
    const { storage, clock } = await setWebhookStage()
    const { pp } = engineProcess({ storage, clock, bridges: [] })
    const creating = pp.createWebhook({ url: 'https://shop.example', events })
    await expect(creating).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('fetch: webhooks need one'),
    })
    await pp.stop()
  })

  it('takes fifty for each project, also of several at once', async () => {
    const stage = await setWebhookStage()
    const { pp } = stage.process
    const all = await Promise.allSettled(
      Array.from({ length: 52 }, (_, number) =>
        pp.createWebhook({ url: `https://${number}.example`, events }),
      ),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(50)
    await expect(pp.createWebhook({ url: 'https://one-more.example', events })).rejects.toMatchObject({
      code: 'TOO_MANY_WEBHOOKS',
    })
    const { webhooks } = await pp.webhooks()
    await pp.deleteWebhook(webhooks[0]?.id ?? '')
    await pp.createWebhook({ url: 'https://one-more.example', events })
  })
})

describe('a change', () => {
  it('of the address and the events holds from the next call', async () => {
    const stage = await setWebhookStage()
    const old = stage.receiver('old')
    const moved = stage.receiver('moved')
    old.answer = () => 500
    const { id } = await stage.subscribe(old, { events: ['message.created'] })
    const page = await stage.visit()
    await page.say('one')
    await stage.process.pp.updateWebhook(id, {
      url: moved.url,
      events: ['session.closed', 'message.created'],
    })
    await stage.pass(10 * SECOND)
    expect([old.texts(), moved.texts()]).toEqual([['one'], ['one']])
  })

  it('that disables drops what waits, and nothing more is queued', async () => {
    const stage = await setWebhookStage()
    const { pp } = stage.process
    const shop = stage.receiver()
    shop.answer = () => 500
    const { id } = await stage.subscribe(shop)
    const page = await stage.visit()
    await page.say('one')
    expect(await pp.updateWebhook(id, { enabled: false })).toMatchObject({ enabled: false })
    await page.say('two')
    expect(await stage.storage.countJobs()).toEqual([])
    expect((await pp.webhookDeliveries(id)).deliveries.map(({ status }) => status)).toEqual(['failed'])
    await pp.updateWebhook(id, { url: 'https://elsewhere.example' })
    expect(await pp.webhook(id)).toMatchObject({ enabled: false })
  })

  it('is made whole by each of two processes at once', async () => {
    const stage = await setWebhookStage()
    const { id } = await stage.subscribe(stage.receiver())
    const first = stage.process
    const second = await stage.start()
    await Promise.all([
      first.pp.updateWebhook(id, { url: 'https://moved.example' }),
      second.pp.updateWebhook(id, { events: ['message.read'] }),
    ])
    expect(await first.pp.webhook(id)).toMatchObject({
      url: 'https://moved.example',
      events: ['message.read'],
    })
  })
})

describe('a removal', () => {
  it('leaves nothing behind', async () => {
    const stage = await setWebhookStage()
    const { pp } = stage.process
    const shop = stage.receiver()
    shop.answer = () => 500
    const { id } = await stage.subscribe(shop)
    const page = await stage.visit()
    await page.say('one')
    expect(await pp.deleteWebhook(id)).toEqual({ id, deleted: true })
    expect([await stage.storage.countJobs(), await stage.storage.listValues('webhook')]).toEqual([[], []])
    await page.say('two')
    await stage.pass(DAY)
    expect(shop.calls).toHaveLength(1)
    await expect(pp.deleteWebhook(id)).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' })
  })

  it('while it is being called stores nothing of the call', async () => {
    const stage = await setWebhookStage()
    const { pp } = stage.process
    const shop = stage.receiver()
    const gate = Promise.withResolvers<number>()
    shop.answer = () => gate.promise
    const { id } = await stage.subscribe(shop, { events: ['message.created'] })
    const page = await stage.visit()
    await page.say('one')
    await pp.deleteWebhook(id)
    gate.resolve(200)
    await stage.rest()
    expect([await stage.storage.countJobs(), await stage.storage.listValues('webhook')]).toEqual([[], []])
  })
})

describe('several processes', () => {
  it('hear of a new webhook, and of its end, within half a minute', async () => {
    const stage = await setWebhookStage()
    const first = stage.process
    const second = await stage.start()
    const shop = stage.receiver()
    const { id } = await first.pp.createWebhook({ url: shop.url, events: ['message.created'] })
    const page = await stage.visit()
    await stage.pass(31 * SECOND)
    await page.say('read again')
    await page.say('heard')
    expect(shop.texts()).toEqual(['heard'])
    await first.pp.deleteWebhook(id)
    // Queued by who has not heard of it yet, met and dropped.
    await page.say('late')
    expect([shop.texts(), await stage.storage.countJobs()]).toEqual([['heard'], []])
    expect(second.log).toEqual([])
  })

  it('hear of each other also where nothing happens', async () => {
    const stage = await setWebhookStage()
    const first = stage.process
    await stage.subscribe(stage.receiver())
    await stage.start()
    const page = await stage.visit()
    const added = stage.receiver('added')
    await first.pp.createWebhook({ url: added.url, events: ['message.created'] })
    await stage.pass(46 * SECOND)
    await page.say('heard')
    expect(added.texts()).toEqual(['heard'])
  })

  it('drop what one of them queued before it heard that the webhook was disabled', async () => {
    const stage = await setWebhookStage()
    const first = stage.process
    const shop = stage.receiver()
    const { id } = await stage.subscribe(shop, { events: ['message.created'] })
    await stage.start()
    const page = await stage.visit()
    await first.pp.updateWebhook(id, { enabled: false })
    await page.say('late')
    expect([shop.calls, await stage.storage.countJobs()]).toEqual([[], []])
  })

  it('lose nothing between one that takes a webhook up again and one that has not heard of it', async () => {
    const stage = await setWebhookStage()
    const first = stage.process
    const shop = stage.receiver()
    const { id } = await stage.subscribe(shop, { events: ['message.created'] })
    const page = await stage.visit()
    await first.pp.updateWebhook(id, { enabled: false })
    await stage.start()
    await first.pp.updateWebhook(id, { enabled: true })
    shop.answer = () => (shop.calls.length === 1 ? 500 : 200)
    await page.say('heard')
    await stage.pass(MINUTE)
    expect(shop.texts()).toEqual(['heard', 'heard'])
  })

  it('find what was queued by one that died before it heard of the removal', async () => {
    const stage = await setWebhookStage()
    const { id } = await stage.subscribe(stage.receiver())
    await stage.process.pp.deleteWebhook(id)
    const kind = `webhook:${id}`
    const orphan = { kind, lane: `${kind}:sess_1`, dueAt: 0 }
    await stage.storage.commit({ jobs: [orphan, { kind: 'other', lane: 'other', dueAt: 0 }] })
    await stage.start()
    expect((await stage.storage.countJobs()).map(one => one.kind)).toEqual(['other'])
  })
})

describe('deliveries', () => {
  it('are the latest hundred, newest first', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    const { id } = await stage.subscribe(shop, { events: ['message.created'] })
    const page = await stage.visit()
    for (let number = 0; number < 130; number += 1) await page.say(`${number}`)
    const { deliveries } = await stage.process.pp.webhookDeliveries(id)
    expect(deliveries.map(delivery => delivery.id)).toEqual(
      shop.calls
        .slice(-100)
        .reverse()
        .map(call => call.id),
    )
    expect(await stage.storage.listValues('webhook-delivery:')).toHaveLength(100)
    expect(deliveries[0]).toEqual({
      id: shop.calls.at(-1)?.id,
      event: 'message.created',
      sessionId: page.sessionId,
      status: 'delivered',
      attempts: 1,
      at: new Date(stage.clock.now()).toISOString(),
      responseStatus: 204,
    })
  })
})
