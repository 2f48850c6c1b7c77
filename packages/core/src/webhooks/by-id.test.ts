import { describe, expect, it } from 'vitest'
import { setWebhookStage } from '../../test/webhook-stage.ts'
import { assemble } from '../assemble.ts'
import type { Storage } from '../contracts/storage.ts'
import { aroundStorage } from '../testing/around-storage.ts'
import { engineProcess } from '../testing/engine-process.ts'

/** The same storage, and which values are asked for. */
function listened(storage: Storage): { storage: Storage; prefixes: string[] } {
  const prefixes: string[] = []
  const heard = aroundStorage(storage, (method, [prefix], run) => {
    if (method === 'listValues') prefixes.push(String(prefix))
    return run()
  })
  return { storage: heard, prefixes }
}

describe('a webhook', () => {
  it('is recalled with its secret as long as it is there', async () => {
    const { storage, clock, process, receiver, subscribe } = await setWebhookStage()
    const { webhooks } = assemble({ storage, clock })
    const created = await subscribe(receiver())
    expect(await webhooks.withSecret(created.id)).toEqual(created)
    await process.pp.deleteWebhook(created.id)
    expect(await webhooks.withSecret(created.id)).toBeUndefined()
  })

  it.each([
    '',
    'w',
    'whk_',
    'whk_0',
    `WHK_${'0'.repeat(32)}`,
    `whk_${'0'.repeat(31)}`,
    `whk_${'0'.repeat(32)}:failing`,
  ])('is not looked for under the id "%s"', async id => {
    const stage = await setWebhookStage()
    await stage.subscribe(stage.receiver())
    const { storage, prefixes } = listened(stage.storage)
    const { webhooks } = assemble({ storage, clock: stage.clock, fetch: unused })
    const none = { code: 'WEBHOOK_NOT_FOUND' }
    expect(await webhooks.find(id)).toBeUndefined()
    expect(await webhooks.withSecret(id)).toBeUndefined()
    expect(await webhooks.deliveries(id)).toEqual([])
    await expect(webhooks.test(id)).rejects.toMatchObject(none)
    await expect(webhooks.update(id, { enabled: false })).rejects.toMatchObject(none)
    await expect(webhooks.remove(id)).rejects.toMatchObject(none)
    expect(prefixes).toEqual([])
  })

  it('is read without another', async () => {
    const stage = await setWebhookStage()
    const { id } = await stage.subscribe(stage.receiver())
    await stage.subscribe(stage.receiver('other'))
    const { storage, prefixes } = listened(stage.storage)
    const { webhooks } = assemble({ storage, clock: stage.clock })
    expect(await webhooks.find(id)).toMatchObject({ id })
    expect(prefixes).toEqual([`webhook:${id}`])
  })
})

it('is looked at where a visitor of its project is erased, and no other is', async () => {
  const stage = await setWebhookStage()
  const shop = stage.receiver()
  const on = await stage.subscribe(shop)
  const off = await stage.subscribe(shop)
  const page = await stage.visit()
  const stays = await stage.visit()
  await page.say('one')
  await stays.say('two')
  await stage.process.pp.updateWebhook(off.id, { enabled: false })
  const [theirs] = (await stage.storage.listValues(`webhook:${off.id}`)).map(({ value }) => value)
  const id = `whk_${'0'.repeat(32)}`
  await stage.storage.commit({
    values: [{ key: `webhook:${id}`, value: { ...(theirs as object), id, projectId: 'other' } }],
  })
  const kept = await stage.storage.listValues('webhook-delivery:')
  const { storage, prefixes } = listened(stage.storage)
  const { pp } = engineProcess({ storage, clock: stage.clock, bridges: [] })
  await pp.eraseVisitor(page.session.visitorId)
  const logs = [on, off].map(({ id }) => `webhook-delivery:${id}:`)
  expect(prefixes.filter(prefix => prefix.startsWith('webhook-')).toSorted()).toEqual(logs.toSorted())
  const isOf = (sessionId: string) => (one: unknown) => JSON.stringify(one).includes(sessionId)
  expect(kept.filter(isOf(page.sessionId)).length).toBeGreaterThan(2)
  expect(await stage.storage.listValues('webhook-delivery:')).toEqual(kept.filter(isOf(stays.sessionId)))
  await pp.stop()
})

function unused(): never {
  throw new Error('Nobody is to be called.')
}
