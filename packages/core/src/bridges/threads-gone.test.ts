import { describe, expect, it } from 'vitest'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { TextThread } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

const MINUTE = 60_000

/** A conversation whose thread was deleted. */
async function lose(): Promise<{ stage: EngineStage; page: VisitorPage; old: TextThread }> {
  const stage = await setStage()
  const page = await stage.visit()
  await page.say('hello', { id: 'msg_hello-000' })
  await page.say('anybody?')
  const old = stage.platform.threadOf(page.sessionId) as TextThread
  stage.platform.deleteThread(old.id)
  return { stage, page, old }
}

const newest = (stage: EngineStage, page: VisitorPage): TextThread =>
  stage.platform.threadOf(page.sessionId) as TextThread

describe('a thread that is gone', () => {
  it('gets a successor at the next message, which shows what was said before', async () => {
    const { stage, page, old } = await lose()
    await page.say('next')
    const thread = newest(stage, page)
    expect(thread.id).not.toBe(old.id)
    expect(thread.messages.map(({ items }) => items.map(({ text }) => text))).toEqual([
      ['The earlier thread is gone. What was said last:', 'hello', 'anybody?'],
      ['next'],
    ])
  })

  it('still routes what is written in it', async () => {
    const { stage, page, old } = await lose()
    await page.say('next')
    stage.platform.operator.write(old.id, 'from the old place')
    await stage.rest()
    expect(page.texts()).toContain('from the old place')
  })

  it('needs no successor for a card, a mark, an edit or a removal', async () => {
    const { stage, page } = await lose()
    await page.do({ type: 'identify', identity: { name: 'Ann' } })
    await page.do({ type: 'edit', id: 'msg_hello-000', content: 'hello!' })
    await page.do({ type: 'delete', id: 'msg_hello-000' })
    await page.do({ type: 'read', read: 2 })
    await stage.pass(5 * MINUTE)
    expect(stage.platform.threads.size).toBe(1)
    await page.say('next')
    expect(stage.platform.threads.size).toBe(2)
  })

  it('that is lost again before it could show what was said is replaced once more', async () => {
    const { stage, page } = await lose()
    stage.platform.faults.add({ on: 'send', error: 'thread-gone' })
    stage.platform.faults.add({ on: 'send', error: 'unavailable' })
    await page.say('next')
    stage.platform.deleteThread(newest(stage, page).id)
    await stage.pass(5 * MINUTE)
    expect(newest(stage, page).messages.flatMap(({ items }) => items.map(({ text }) => text))).toEqual([
      'The earlier thread is gone. What was said last:',
      'hello',
      'anybody?',
      'next',
    ])
  })

  it('does not flood a platform that loses every thread', async () => {
    const { stage, page } = await lose()
    stage.platform.faults.add({ on: 'send', error: 'thread-gone', times: 1000 })
    await page.say('next')
    await stage.pass(10 * MINUTE)
    expect(stage.platform.threads.size).toBeLessThan(12)
  })

  it('whose recap is refused goes on without one', async () => {
    const { stage, page } = await lose()
    stage.platform.faults.add({ on: 'send', error: 'refused', text: 'anybody?', times: 1000 })
    await page.say('next')
    await stage.pass(MINUTE)
    expect(newest(stage, page).messages.flatMap(({ items }) => items.map(({ text }) => text))).toContain(
      'next',
    )
  })

  it('shows a recap also where the last message is as long as a post', async () => {
    const { stage, page } = await lose()
    const long = 'x'.repeat(990)
    stage.platform.faults.add({ on: 'send', error: 'refused', text: 'nothing' })
    await page.say(long)
    stage.platform.deleteThread(newest(stage, page).id)
    await stage.pass(MINUTE)
    await page.say('next')
    expect(newest(stage, page).messages[0]?.items.at(-1)?.text).toBe(long)
  })
})

describe('a message that is gone from the platform', () => {
  it('is not posted again by an edit', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    await page.say('hello', { id: 'msg_hello-000' })
    const copy = newest(stage, page).messages[0]
    if (copy) copy.isDeleted = true
    await page.do({ type: 'edit', id: 'msg_hello-000', content: 'hi' })
    await page.do({ type: 'delete', id: 'msg_hello-000' })
    await page.say('after')
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['after'])
  })
})
