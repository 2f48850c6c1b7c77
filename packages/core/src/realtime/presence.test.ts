import { expect, it } from 'vitest'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { TextThread } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'
import { GRACE_MS } from './presence.ts'

async function begin(): Promise<{ stage: EngineStage; page: VisitorPage; thread: TextThread }> {
  const stage = await setStage()
  const page = await stage.visit()
  await page.say('hello')
  return { stage, page, thread: stage.platform.threadOf(page.sessionId) as TextThread }
}

const MINUTE_MS = 60_000

const leftAt = ({ cards }: TextThread): number | undefined => cards.at(-1)?.card.leftAt

it('the card shows that the visitor left, and that they are back, without a new message', async () => {
  const { stage, page, thread } = await begin()
  page.disconnect()
  await stage.pass(GRACE_MS)
  const left = stage.clock.now()
  await stage.pass(2 * MINUTE_MS)
  expect(leftAt(thread)).toBe(left)
  await page.connect(stage.process)
  await stage.pass(2 * MINUTE_MS)
  expect(leftAt(thread)).toBeUndefined()
  expect(thread.messages).toHaveLength(1)
})

it('a reload is no leaving', async () => {
  const { stage, page, thread } = await begin()
  const cards = thread.cards.length
  for (let times = 0; times < 3; times += 1) {
    page.disconnect()
    await stage.pass(GRACE_MS / 2)
    await page.connect(stage.process)
    await stage.pass(MINUTE_MS)
  }
  expect(thread.cards).toHaveLength(cards)
})

it('the page they are on shows on the card', async () => {
  const { stage, page, thread } = await begin()
  await page.do({ type: 'page', page: { url: 'https://shop.example/pricing' } })
  await stage.pass(2 * MINUTE_MS)
  expect(thread.cards.at(-1)?.card.metadata.pageUrl).toBe('https://shop.example/pricing')
  expect(thread.messages).toHaveLength(1)
})

it('a visitor who left while the process was dead is found out', async () => {
  const { stage, page, thread } = await begin()
  stage.process.life.kill()
  page.disconnect()
  await stage.start()
  await stage.pass(15 * MINUTE_MS)
  expect(leftAt(thread)).toBeDefined()
})

it('one who stays is not taken for gone, and stopping is no leaving', async () => {
  const { stage, thread } = await begin()
  await stage.pass(60 * MINUTE_MS)
  expect(leftAt(thread)).toBeUndefined()
  await stage.process.pp.stop()
  expect(leftAt(thread)).toBeUndefined()
})

it('one who comes back while it is being stored that they left is shown as here', async () => {
  const { stage, page, thread } = await begin()
  const commit = stage.storage.commit.bind(stage.storage)
  let store: (() => void) | undefined
  stage.storage.commit = async batch => {
    if (batch.session?.record.leftAt !== undefined) await new Promise<void>(resolve => (store = resolve))
    return commit(batch)
  }
  page.disconnect()
  const passing = stage.pass(GRACE_MS)
  while (!store) await new Promise(resolve => setImmediate(resolve))
  const connecting = page.connect(stage.process)
  // The page is greeted before it is noted that it is here.
  for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve))
  store()
  await Promise.all([passing, connecting])
  await stage.pass(2 * MINUTE_MS)
  expect(leftAt(thread)).toBeUndefined()
})

it('one whom another process let go is shown as here where they connect, or at the latest where they write', async () => {
  const { stage, page, thread } = await begin()
  const first = stage.process
  const second = await stage.start()
  await page.connect(second)
  await page.say('now known to the second')
  await page.connect(first)
  page.disconnect()
  await stage.pass(2 * MINUTE_MS)
  expect(leftAt(thread)).toBeDefined()
  await page.connect(second)
  await stage.pass(2 * MINUTE_MS)
  expect(leftAt(thread)).toBeUndefined()
  // Looked at by the first, which does not see them.
  await stage.pass(15 * MINUTE_MS)
  expect(leftAt(thread)).toBeDefined()
  await page.say('still here')
  await stage.pass(2 * MINUTE_MS)
  expect(leftAt(thread)).toBeUndefined()
})
