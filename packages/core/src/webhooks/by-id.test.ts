import { expect, it } from 'vitest'
import { setWebhookStage } from '../../test/webhook-stage.ts'
import { assemble } from '../assemble.ts'

it('is recalled with its secret as long as it is there', async () => {
  const { storage, clock, process, receiver, subscribe } = await setWebhookStage()
  const { webhooks } = assemble({ storage, clock })
  const created = await subscribe(receiver())
  expect(await webhooks.withSecret(created.id)).toEqual(created)
  await process.pp.deleteWebhook(created.id)
  expect(await webhooks.withSecret(created.id)).toBeUndefined()
})
