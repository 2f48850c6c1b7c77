import { expect, it } from 'vitest'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'
import { describeEvent } from './describe-event.ts'
import { eventReferenceSchema } from './events.ts'

async function begin(): Promise<{ stage: EngineStage; page: VisitorPage }> {
  const secretKeys = ['a-key-of-the-shop-0123456789']
  const stage = await setStage({ options: { projects: [{ id: 'shop', secretKeys }] } })
  return { stage, page: await stage.visit() }
}

/** What those who follow the project are told of receipts, by the message that is named. */
async function receiptsOf({ storage }: EngineStage): Promise<string[]> {
  const told: string[] = []
  for (const { sessionId, at, data } of await storage.listEvents({ after: 0, limit: 1000 })) {
    const event = await describeEvent({ storage }, sessionId, at, eventReferenceSchema.parse(data))
    if (event?.type === 'message.read' || event?.type === 'message.delivered')
      told.push(`${event.type} ${event.message.content}`)
  }
  return told
}

it('tells of a message that was read once, however many answers follow', async () => {
  const { stage, page } = await begin()
  await page.say('where is it?')
  for (const content of ['one', 'two', 'three'])
    await stage.process.pp.sendMessage(page.sessionId, { content })
  const told = await receiptsOf(stage)
  expect(told.filter(line => line === 'message.read where is it?')).toHaveLength(1)
})

it('finds the message that was read among however many custom events', async () => {
  const { stage, page } = await begin()
  await page.say('where is it?')
  for (let count = 0; count < 450; count += 1)
    page.send({ type: 'event', id: `evt_${String(count).padStart(8, '0')}`, name: 'scrolled' })
  await stage.rest()
  await stage.process.pp.sendMessage(page.sessionId, { content: 'here' })
  expect(await receiptsOf(stage)).toContain('message.read where is it?')
})
