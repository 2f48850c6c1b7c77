import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { setWebhookStage } from '../../test/webhook-stage.ts'
import { webhookPayloadSchema } from '../protocol/api-events.ts'

describe('a webhook', () => {
  it('is told of what happens, in order, with the content as it stands', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    await stage.subscribe(shop)
    const page = await stage.visit()
    await page.say('Hello')
    const { pp } = stage.process
    const { id } = await pp.sendMessage(page.sessionId, { content: 'Hi' })
    await pp.editMessage(page.sessionId, id, { content: 'Hi there' })
    await pp.deleteMessage(page.sessionId, id)
    await page.do({ type: 'event', id: 'evt_00000001', name: 'cart', data: { items: 2 } })
    await pp.closeSession(page.sessionId)
    await pp.reopenSession(page.sessionId)
    await pp.identify(page.sessionId, { customerId: 'c_1', name: 'Ada' })
    await stage.rest()

    for (const { payload } of shop.calls) expect(webhookPayloadSchema.parse(payload)).toEqual(payload)
    // Beside receipts, and what the conversation itself says of closing and reopening.
    const told = shop.calls.filter(
      ({ payload: { event, data } }) => !/delivered|read/.test(event) && data.message?.type !== 'system',
    )
    expect(told.map(({ payload }) => payload.event)).toEqual([
      'session.created',
      'message.created',
      'message.created',
      'message.updated',
      'message.deleted',
      'event.triggered',
      'session.closed',
      'session.reopened',
      'session.updated',
    ])
    expect(told[1]?.payload).toEqual({
      event: 'message.created',
      timestamp: new Date(stage.clock.now()).toISOString(),
      data: { sessionId: page.sessionId, message: expect.objectContaining({ content: 'Hello' }) },
    })
    expect(told[5]?.payload.data.event).toMatchObject({ name: 'cart', data: { items: 2 } })
    expect(told[8]?.payload.data.session?.identity).toMatchObject({ name: 'Ada' })
  })

  it('is told only of what it subscribed to, in its own project', async () => {
    const stage = await setWebhookStage({
      projects: [
        { id: 'one', publicKey: 'pk_one' },
        { id: 'two', publicKey: 'pk_two' },
      ],
    })
    const shop = stage.receiver()
    const other = stage.receiver('other')
    await stage.subscribe(shop, { projectId: 'one', events: ['message.created', 'message.created'] })
    await stage.subscribe(other, { projectId: 'two' })
    const { pp } = stage.process
    const body = JSON.stringify({ projectId: 'pk_one' })
    const started = await pp.fetch(
      new Request('http://shop.example/widget/sessions', { method: 'POST', body }),
    )
    const { session } = (await started.json()) as { session: { id: string } }
    await pp.sendMessage(session.id, { content: 'Hello' })
    await stage.rest()
    expect(shop.calls.map(({ payload }) => payload.event)).toEqual(['message.created'])
    expect(other.calls).toEqual([])
  })

  it('gets signatures that Standard Webhooks takes, anew for each try of one id', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    shop.answer = () => (shop.calls.length < 3 ? 500 : 204)
    const { secret } = await stage.subscribe(shop, { events: ['message.created'] })
    const page = await stage.visit()
    await page.say('Grüße 👋')
    await stage.pass(60_000)

    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(shop.calls).toHaveLength(3)
    expect(new Set(shop.calls.map(({ id }) => id)).size).toBe(1)
    expect(new Set(shop.calls.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3)
    for (const { id, headers, body } of shop.calls) {
      const at = new Date(Number(headers['webhook-timestamp']) * 1000)
      expect(headers).toEqual({
        'content-type': 'application/json',
        'user-agent': 'PocketPing',
        'webhook-id': id,
        'webhook-timestamp': String(at.getTime() / 1000),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
      })
    }
  })

  it('is not told of what was erased meanwhile', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    shop.answer = () => 500
    const { id } = await stage.subscribe(shop, { events: ['session.created', 'message.created'] })
    const page = await stage.visit()
    await page.say('Secret')
    await stage.storage.commit({ erased: { sessionId: page.sessionId } })
    shop.calls.length = 0
    await stage.pass(600_000)
    expect(shop.calls).toEqual([])
    // One that was queued beside it is done without a word.
    const lane = `webhook:${id}:${page.sessionId}`
    const payload = { id: 'evt_1', at: 0, event: { type: 'message.created', messageId: 'msg_00000001' } }
    await stage.storage.commit({ jobs: [{ kind: `webhook:${id}`, lane, dueAt: 0, payload }] })
    await stage.pass(60_000)
    expect([shop.calls, await stage.storage.countJobs()]).toEqual([[], []])
  })

  it('shows no secret and no content, in no log and no list', async () => {
    const stage = await setWebhookStage()
    const shop = stage.receiver()
    shop.answer = () => {
      throw new Error(`Could not send ${shop.calls[0]?.body}`)
    }
    const { id, secret } = await stage.subscribe(shop)
    const page = await stage.visit()
    await page.say('private words')
    await stage.pass(600_000)
    const { pp, log } = stage.process
    const shown = JSON.stringify([
      log,
      await pp.webhooks(),
      await pp.webhook(id),
      await pp.updateWebhook(id, { events: ['message.created'] }),
      await pp.webhookDeliveries(id),
      await pp.testWebhook(id),
    ])
    expect(shown).toContain('The receiver could not be called.')
    for (const word of [secret, secret.slice(6), 'private words']) expect(shown).not.toContain(word)
  })
})

describe('a test', () => {
  it('calls once, now, and answers how it went', async () => {
    const stage = await setWebhookStage()
    const { pp } = stage.process
    const shop = stage.receiver()
    const { id } = await stage.subscribe(shop)
    const at = new Date(stage.clock.now()).toISOString()
    expect(await pp.testWebhook(id)).toEqual({
      id: shop.calls[0]?.id,
      event: 'webhook.test',
      status: 'delivered',
      attempts: 1,
      at,
      responseStatus: 204,
    })
    expect(shop.calls[0]?.payload).toEqual({ event: 'webhook.test', timestamp: at, data: {} })
    shop.answer = () => 410
    await pp.updateWebhook(id, { enabled: false })
    expect(await pp.testWebhook(id)).toMatchObject({ status: 'failed', responseStatus: 410 })
    expect((await pp.webhookDeliveries(id)).deliveries).toHaveLength(2)
    await stage.pass(600_000)
    expect(shop.calls).toHaveLength(2)
    expect(await pp.webhook(id)).not.toHaveProperty('reason')
    await expect(pp.testWebhook('whk_none')).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' })
  })
})
