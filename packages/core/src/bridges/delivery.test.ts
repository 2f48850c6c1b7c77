import { describe, expect, it } from 'vitest'
import type { ReceiptMark } from '../contracts/bridge.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { TextThread } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

/** A visitor who has written "hello". */
async function talk(): Promise<{ stage: EngineStage; page: VisitorPage; thread: TextThread }> {
  const stage = await setStage()
  const page = await stage.visit()
  await page.say('hello', { id: 'msg_hello-000' })
  return { stage, page, thread: stage.platform.threadOf(page.sessionId) as TextThread }
}

const calls = (stage: EngineStage, name: string): number =>
  stage.platform.faults.journal.filter(({ call }) => call === name).length

describe('a delivery', () => {
  it('opens exactly one thread, at the first message, and shows everything in order', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    expect(stage.platform.threads.size).toBe(0)
    for (const name of ['one', 'two', 'three'])
      page.send({ type: 'send', id: `msg_${name}-00000`, content: name })
    await stage.rest()
    expect(stage.platform.threads.size).toBe(1)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['one', 'two', 'three'])
  })

  it('shows an edit where the message stands', async () => {
    const { page, thread } = await talk()
    await page.do({ type: 'edit', id: 'msg_hello-000', content: 'hello there' })
    expect(thread.messages.map(({ text }) => text)).toEqual(['visitor: hello there (edited)'])
  })

  it('removes what the visitor deletes', async () => {
    const { page, thread } = await talk()
    await page.do({ type: 'delete', id: 'msg_hello-000' })
    expect(thread.messages.map(({ isDeleted }) => isDeleted)).toEqual([true])
  })

  it('shows what was deleted as deleted where the platform removes nothing', async () => {
    const stage = await setStage({ capabilities: { removals: false } })
    const page = await stage.visit()
    await page.say('secret', { id: 'msg_secret-00' })
    await page.do({ type: 'delete', id: 'msg_secret-00' })
    expect(stage.platform.threadOf(page.sessionId)?.messages[0]?.text).toBe('visitor: deleted')
  })

  it('links an answer to the copy of what it answers', async () => {
    const { page, thread } = await talk()
    await page.say('more', { replyTo: 'msg_hello-000' })
    expect(thread.messages[1]?.replyTo).toBe(thread.messages[0]?.id)
  })

  it('links the visitor’s answer to what the operator wrote on the platform', async () => {
    const { stage, page, thread } = await talk()
    const asked = stage.platform.operator.write(thread.id, 'Which size?')
    await stage.rest()
    await page.say('XL', { replyTo: page.messages()[1]?.id ?? '' })
    expect(thread.messages.at(-1)?.replyTo).toBe(asked)
  })

  it('shows custom events of the page', async () => {
    const { page, thread } = await talk()
    await page.do({ type: 'event', id: 'evt_cart-0000', name: 'cart', data: { items: 2 } })
    expect(thread.messages[1]?.items[0]).toMatchObject({
      from: 'event',
      event: { name: 'cart', data: { items: 2 } },
    })
  })

  it('shows on each platform what was written on the other, with its origin', async () => {
    const stage = await setStage({ bridgeIds: ['one', 'two'] })
    const page = await stage.visit()
    await page.say('hello')
    const [one, two] = stage.platforms
    one?.operator.write(one.threadOf(page.sessionId)?.id ?? '', 'from one')
    await stage.rest()
    expect(one?.shownOf(page.sessionId)).toEqual(['hello'])
    expect(two?.threadOf(page.sessionId)?.messages[1]?.items[0]).toMatchObject({
      from: 'operator',
      text: 'from one',
      via: 'one',
    })
  })

  it('shows what the host app says', async () => {
    const { stage, page } = await talk()
    await stage.process.pp.sendMessage(page.sessionId, { content: 'We are open.' })
    await stage.rest()
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'We are open.'])
  })

  it('closes and reopens the thread with the conversation', async () => {
    const { stage, page, thread } = await talk()
    await page.do({ type: 'close' })
    expect(thread.isClosed).toBe(true)
    await page.say('one more thing')
    expect(thread.isClosed).toBe(false)
    expect(stage.platform.threads.size).toBe(1)
    expect(stage.platform.shownOf(page.sessionId)).toEqual([
      'hello',
      'Conversation closed.',
      'Conversation reopened.',
      'one more thing',
    ])
  })
})

describe('the card', () => {
  it('is shown anew at most once a minute, with what is known then', async () => {
    const { stage, page, thread } = await talk()
    await page.do({ type: 'page', page: { url: 'https://shop.example/a' } })
    await page.do({ type: 'page', page: { url: 'https://shop.example/b' } })
    expect(thread.cards).toHaveLength(1)
    await stage.pass(60_000)
    expect(thread.cards).toHaveLength(2)
    expect(thread.cards[1]?.card).toMatchObject({
      metadata: { pageUrl: 'https://shop.example/b' },
    })
    await stage.pass(600_000)
    expect(thread.cards).toHaveLength(2)
  })

  it('is shown at once when the visitor says who they are, and no sooner than others when they say it again', async () => {
    const { stage, page, thread } = await talk()
    await page.do({ type: 'identify', identity: { name: 'Ann' } })
    expect(thread.cards[1]?.card).toMatchObject({ identity: { name: 'Ann' } })
    await page.do({ type: 'identify', identity: { name: 'Bob' } })
    expect(thread.cards).toHaveLength(2)
    await stage.pass(60_000)
    expect(thread.cards[2]?.card).toMatchObject({ identity: { name: 'Bob' } })
  })

  it('does not hold up what is written while it waits', async () => {
    const { stage, page } = await talk()
    await page.do({ type: 'identify', identity: { name: 'Ann' } })
    await page.say('still here')
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'still here'])
  })

  it('that nobody needs is not touched', async () => {
    const { stage, page } = await talk()
    await page.say('again')
    await stage.pass(600_000)
    expect(calls(stage, 'updateThread')).toBe(0)
  })
})

describe('a mark', () => {
  it('tells the operator that a message is stored, and later that it was seen', async () => {
    const { stage, page, thread } = await talk()
    const id = stage.platform.operator.write(thread.id, 'Hi!')
    await stage.rest()
    const marks = (): ReceiptMark[] | undefined => stage.platform.findMessage(id)?.marks
    expect(marks()).toEqual(['stored'])
    await page.do({ type: 'read', read: page.messages()[1]?.order ?? 0 })
    expect(marks()).toEqual(['stored', 'seen'])
  })

  it('tells a note from a message', async () => {
    const { stage, page, thread } = await talk()
    const id = stage.platform.operator.write(thread.id, '// checks out')
    await stage.rest()
    await page.do({ type: 'read', read: 99 })
    expect(stage.platform.findMessage(id)?.marks).toEqual(['note'])
  })

  it('tells that media did not reach the visitor, with the reason', async () => {
    const { stage, page, thread } = await talk()
    const id = stage.platform.operator.write(thread.id, '', { photo: true })
    await stage.rest()
    expect(stage.platform.findMessage(id)?.marks).toEqual(['failed'])
    expect(thread.messages.at(-1)).toMatchObject({ by: 'bot', replyTo: id })
    expect(thread.messages.at(-1)?.text).toContain('photo')
    expect(page.texts()).toEqual(['hello'])
  })

  it('that fails holds up nothing', async () => {
    const { stage, page, thread } = await talk()
    stage.platform.faults.add({ on: 'react', error: 'refused' })
    stage.platform.operator.write(thread.id, 'Hi!')
    await stage.rest()
    await page.say('more')
    expect(page.texts()).toEqual(['hello', 'Hi!', 'more'])
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'more'])
  })
})

describe('receipts', () => {
  it('tell the visitor what stands on a platform', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    stage.platform.faults.hang()
    await page.say('hello')
    expect(page.session.receipts.delivered).toBe(0)
    stage.platform.faults.answer()
    await stage.rest()
    expect(page.session.receipts.delivered).toBe(page.messages()[0]?.order)
  })

  it('say seen once an operator answers, or reacts', async () => {
    const { stage, page, thread } = await talk()
    expect(page.session.receipts.seen).toBe(0)
    stage.platform.operator.react(thread.messages[0]?.id ?? '')
    await stage.rest()
    expect(page.session.receipts.seen).toBe(page.messages()[0]?.order)
    await page.say('and?')
    const asked = page.messages()[1]?.order ?? 0
    stage.platform.operator.write(thread.id, 'Yes.')
    await stage.rest()
    expect(page.session.receipts.seen).toBeGreaterThanOrEqual(asked)
  })
})

describe('typing', () => {
  it('is shown to operators every few seconds at most, and to the visitor with a name', async () => {
    const { stage, page, thread } = await talk()
    await page.do({ type: 'typing' })
    await page.do({ type: 'typing' })
    expect(thread.typing).toBe(1)
    await stage.pass(4000)
    await page.do({ type: 'typing' })
    expect(thread.typing).toBe(2)
    stage.platform.operator.type(thread.id)
    await stage.rest()
    expect(page.told).toEqual([{ type: 'typing', active: true, author: { name: 'Ada' } }])
  })

  it('is not shown while the platform wants silence', async () => {
    const { stage, page, thread } = await talk()
    stage.platform.faults.add({ on: 'send', error: 'rate-limited', retryAfterMs: 30_000 })
    await page.say('more')
    await page.do({ type: 'typing' })
    expect(thread.typing).toBe(0)
    expect(stage.platform.faults.ignored).toBe(0)
  })
})
