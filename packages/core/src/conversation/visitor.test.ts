import { describe, expect, it } from 'vitest'
import { type EngineStage, type StageOptions, setStage } from '../testing/engine-stage.ts'
import type { Answer, VisitorPage } from '../testing/visitor-page.ts'

async function enter(settings: StageOptions = {}): Promise<{ stage: EngineStage; page: VisitorPage }> {
  const stage = await setStage(settings)
  return { stage, page: await stage.visit() }
}

const codeOf = (answer: Answer): string | undefined =>
  answer?.type === 'error' ? answer.error.code : undefined

describe('a visitor’s message', () => {
  it('is the same message when its id comes again, and answered like the first', async () => {
    const { stage, page } = await enter()
    const first = await page.say('hello', { id: 'msg_hello-000' })
    const second = await page.say('hello', { id: 'msg_hello-000' })
    expect(second).toMatchObject({ type: 'ack', message: first?.type === 'ack' ? first.message : {} })
    expect(page.texts()).toEqual(['hello'])
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello'])
  })

  it('is the same message also when the repetition is on its way at the same time', async () => {
    const { stage, page } = await enter()
    for (let time = 0; time < 5; time += 1) page.send({ type: 'send', id: 'msg_hello-000', content: 'hello' })
    await stage.rest()
    expect(page.texts()).toEqual(['hello'])
  })

  it('keeps its place: 50 sent at once stand in the order sent, without a gap', async () => {
    const { stage, page } = await enter()
    const texts = Array.from({ length: 50 }, (_, index) => `message ${index}`)
    for (const [index, content] of texts.entries())
      page.send({ type: 'send', id: `msg_${String(index).padStart(8, '0')}`, content })
    await stage.rest()
    expect(page.texts()).toEqual(texts)
    const orders = page.messages().map(({ order }) => order)
    expect(orders).toEqual([...orders].sort((one, other) => one - other))
    expect(new Set(orders).size).toBe(50)
  })

  it('of many pages of one visitor at once is numbered without a gap', async () => {
    const stage = await setStage({ bridgeIds: [] })
    const page = await stage.visit()
    const commands = Array.from({ length: 50 }, (_, index) =>
      stage.process.pp.fetch(
        new Request('http://shop.example/widget/commands', {
          method: 'POST',
          headers: { authorization: `Bearer ${page.token}` },
          body: JSON.stringify({ type: 'send', id: `msg_${String(index).padStart(8, '0')}`, content: 'x' }),
        }),
      ),
    )
    expect((await Promise.all(commands)).map(({ status }) => status)).toEqual(Array(50).fill(200))
    await stage.rest()
    const orders = page.messages().map(({ order }) => order)
    expect(orders).toEqual(Array.from({ length: 50 }, (_, index) => index + 2))
  })

  it('loses its link, not itself, where what it answers is not there', async () => {
    const { page } = await enter()
    await page.say('hello', { replyTo: 'msg_nowhere-0' })
    expect(page.messages()).toMatchObject([{ content: 'hello' }])
    expect(page.messages()[0]).not.toHaveProperty('replyTo')
  })

  it('is stored without control characters', async () => {
    const { page } = await enter()
    await page.say('a\u0000b\r\nc\u0007\td\ud800')
    expect(page.texts()).toEqual(['ab\nc\td\ufffd'])
  })

  it('that was deleted can no longer be edited, and its text is nowhere', async () => {
    const { stage, page } = await enter()
    await page.say('secret', { id: 'msg_secret-00' })
    await page.do({ type: 'delete', id: 'msg_secret-00' })
    expect(codeOf(await page.do({ type: 'edit', id: 'msg_secret-00', content: 'x' }))).toBe('MESSAGE_DELETED')
    expect((await stage.storage.findMessage(page.sessionId, 'msg_secret-00'))?.content).toBe('')
    expect((await page.do({ type: 'delete', id: 'msg_secret-00' }))?.type).toBe('ack')
  })
})

describe('what is not the visitor’s own', () => {
  it('can neither be edited nor deleted, and looks like what is not there', async () => {
    const { stage, page } = await enter()
    const other = await stage.visit()
    await other.say('of another', { id: 'msg_another-0' })
    await page.say('hello')
    await page.do({ type: 'event', id: 'evt_cart-0000', name: 'cart' })
    const thread = stage.platform.threadOf(page.sessionId)?.id ?? ''
    stage.platform.operator.write(thread, 'Hi!')
    stage.platform.operator.write(thread, '// note')
    await stage.rest()
    await page.do({ type: 'close' })
    const records = await stage.storage.listMessages({ sessionId: page.sessionId, afterOrder: 0, limit: 50 })
    const ids = records.filter(({ type, event }) => type !== 'visitor' || event).map(({ id }) => id)
    expect(ids).toHaveLength(4)
    const answers = []
    for (const id of [...ids, 'msg_another-0', 'msg_nowhere-0', 'x'])
      for (const command of [
        { type: 'edit', id, content: 'mine' } as const,
        { type: 'delete', id } as const,
      ]) {
        const answer = await page.do(command)
        answers.push(answer?.type === 'error' ? answer.error : answer)
      }
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ code: 'MESSAGE_NOT_FOUND' })
  })
})

describe('a closed conversation', () => {
  it('says so once, and reopens once when the visitor writes', async () => {
    const { page } = await enter()
    await page.say('hello')
    await page.do({ type: 'close' })
    await page.do({ type: 'close' })
    expect(page.session.status).toBe('closed')
    await page.say('again')
    await page.say('and again')
    expect(page.session.status).toBe('active')
    expect(page.messages().map(({ type, code }) => code ?? type)).toEqual([
      'visitor',
      'session.closed',
      'session.reopened',
      'visitor',
      'visitor',
    ])
  })

  it('that nobody ever wrote in shows nowhere on a platform', async () => {
    const { stage, page } = await enter()
    await page.do({ type: 'close' })
    expect(stage.platform.threads.size).toBe(0)
  })

  it('stays closed when an event comes, a page changes or something is read', async () => {
    const { page } = await enter()
    await page.say('hello')
    await page.do({ type: 'close' })
    await page.do({ type: 'event', id: 'evt_cart-0000', name: 'cart' })
    await page.do({ type: 'page', page: { url: 'https://shop.example/b' } })
    await page.do({ type: 'read', read: 3 })
    expect(page.session.status).toBe('closed')
  })
})

describe('receipts', () => {
  it('never go back, nor past the end', async () => {
    const { stage, page } = await enter()
    await page.say('hello')
    const end = (await stage.storage.findSession({ id: page.sessionId }))?.seq ?? 0
    await page.do({ type: 'read', read: 1_000_000 })
    expect(page.session.receipts).toMatchObject({ read: end, received: end })
    await page.do({ type: 'read', read: 0, received: 1 })
    expect(page.session.receipts).toMatchObject({ read: end, received: end })
  })

  it('that tell nothing new change nothing', async () => {
    const { stage, page } = await enter()
    await page.say('hello')
    await page.do({ type: 'read', read: 2 })
    const before = await stage.storage.findSession({ id: page.sessionId })
    await page.do({ type: 'read', read: 2, received: 2 })
    expect(await stage.storage.findSession({ id: page.sessionId })).toEqual(before)
  })
})

describe('what a visitor says of themselves', () => {
  it('adds up, and opens nothing', async () => {
    const { stage, page } = await enter()
    const other = await stage.visit()
    await page.do({ type: 'identify', identity: { email: 'ann@example.com', name: 'Ann' } })
    await page.do({ type: 'identify', identity: { name: 'Ann B.' } })
    await other.do({ type: 'identify', identity: { email: 'ann@example.com' } })
    expect((await stage.process.pp.session(page.sessionId))?.identity).toEqual({
      email: 'ann@example.com',
      name: 'Ann B.',
    })
    expect(other.sessionId).not.toBe(page.sessionId)
    expect(page.frames.join()).not.toContain('ann@example.com')
  })

  it('is stored without control characters, wherever they stand', async () => {
    const { stage, page } = await enter()
    const bad = 'a\u0000b\ud800'
    await page.do({ type: 'identify', identity: { name: bad, metadata: { [bad]: [bad, { deep: bad }] } } })
    await page.do({ type: 'page', page: { url: `https://x.example/${bad}`, title: bad, referrer: bad } })
    await page.do({ type: 'event', id: 'evt_cart-0000', name: bad, data: { deep: { [bad]: bad } } })
    const session = await stage.storage.findSession({ id: page.sessionId })
    const event = await stage.storage.findMessage(page.sessionId, 'evt_cart-0000')
    expect(JSON.stringify([session, event])).not.toMatch(/\\u0000|\\ud800/)
    expect(session?.identity?.metadata).toEqual({ 'ab\ufffd': ['ab\ufffd', { deep: 'ab\ufffd' }] })
  })
})

describe('a token', () => {
  it('that was revoked cuts the connection and opens nothing', async () => {
    const { stage, page } = await enter()
    await page.say('hello')
    await stage.process.pp.revokeToken(page.sessionId)
    await stage.rest()
    expect(page.closedWith).toBe(4401)
    await page.connect(stage.process)
    expect(page.closedWith).toBe(4401)
  })

  it('that the visitor forgot cuts every page of theirs', async () => {
    const { page } = await enter()
    await page.do({ type: 'forget' })
    expect(page.closedWith).toBe(4401)
  })

  it('that was revoked in one process writes nothing in another that is still connected', async () => {
    const { stage, page } = await enter()
    await page.say('hello')
    const other = await stage.start()
    await other.pp.revokeToken(page.sessionId)
    expect(codeOf(await page.say('still here?'))).toBe('UNAUTHORIZED')
    expect(page.closedWith).toBe(4401)
    const records = await stage.storage.listMessages({ sessionId: page.sessionId, afterOrder: 0, limit: 50 })
    expect(records.map(({ content }) => content)).toEqual(['hello'])
  })
})
