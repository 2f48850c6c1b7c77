import { expect, it, vi } from 'vitest'
import type { AckUpdate, ChangesUpdate } from '../protocol/updates.ts'
import { expectError } from './http-contract-request.ts'
import type { SetHttpStage } from './http-contract-stage.ts'
import { PATIENTLY } from './patience.ts'

/** Starting, writing, and reading what is older. */
export function conversationContract(setStage: SetHttpStage): void {
  it('creates nothing before the visitor acts', async () => {
    const { ask, pp } = await setStage()
    await ask('GET', '/widget.js')
    await ask('OPTIONS', '/widget/sessions', { headers: { origin: 'https://shop.example' } })
    await ask('GET', '/widget/poll')
    expect(await pp.sessions({ projectId: 'shop' })).toEqual({ sessions: [] })
  })

  it('starts a conversation with what the page and the request tell', async () => {
    const { ask, pp } = await setStage()
    const page = { url: 'https://shop.example/cart', title: 'Cart', referrer: 'https://search.example/' }
    const answer = await ask('POST', '/widget/sessions', {
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:151.0) Gecko/20100101 Firefox/151.0' },
      body: { projectId: 'pk_shop', page, language: 'de-CH', timeZone: 'Europe/Zurich' },
    })
    expect(answer.status).toBe(201)
    const { token, session } = JSON.parse(answer.text)
    expect(token).toMatch(/^ppv_[A-Za-z0-9_-]{43}$/)
    // What is known of the visitor is for operators.
    expect(session).not.toHaveProperty('metadata')
    expect(await pp.session(session.id)).toMatchObject({
      projectId: 'shop',
      metadata: { pageUrl: page.url, browser: 'Firefox 151', language: 'de-CH', timeZone: 'Europe/Zurich' },
    })
  })

  it('names the project where there are several', async () => {
    const { ask } = await setStage()
    expectError(await ask('POST', '/widget/sessions', { body: {} }), 404, 'PROJECT_NOT_FOUND')
    const unknown = await ask('POST', '/widget/sessions', { body: { projectId: 'nobody' } })
    expectError(unknown, 404, 'PROJECT_NOT_FOUND')
  })

  it('acknowledges a message with the message', async () => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    const answer = await stage.send(visitor, 'msg_00000001', 'Hello\r\nthere')
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toEqual({
      type: 'ack',
      ref: 'msg_00000001',
      seq: 0,
      message: {
        id: 'msg_00000001',
        sessionId: visitor.id,
        type: 'visitor',
        content: 'Hello\nthere',
        createdAt: new Date(stage.clock.now()).toISOString(),
        seq: 2,
        order: 2,
      },
    })
    await vi.waitFor(() => expect(stage.desk.posts.at(-1)?.items[0]?.text).toBe('Hello\nthere'), PATIENTLY)
  })

  it('takes the same id twice as the same message', async () => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    const first = await stage.send(visitor, 'msg_00000001', 'Hello')
    const again = await Promise.all(
      Array.from({ length: 5 }, () => stage.send(visitor, 'msg_00000001', 'Hello')),
    )
    expect(again.map(({ text }) => text)).toEqual(Array(5).fill(first.text))
    const { messages } = await stage.listen('stream', visitor).first('changes')
    expect(messages).toHaveLength(1)
  })

  it('carries out every command', async () => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    const { message } = JSON.parse((await stage.send(visitor, 'msg_00000001', 'Helo')).text) as AckUpdate
    await stage.pp.sendMessage(visitor.id, { content: 'Hi', author: { name: 'Ana' } })
    const commands = [
      { type: 'edit', id: message?.id, content: 'Hello' },
      { type: 'typing' },
      { type: 'typing', active: false },
      { type: 'read', received: 3, read: 3 },
      { type: 'event', id: 'evt_00000001', name: 'cart', data: { items: 2 } },
      { type: 'identify', identity: { name: 'Zoë', metadata: { plan: 'pro' } } },
      { type: 'page', page: { url: 'https://shop.example/pay' } },
      { type: 'delete', id: message?.id },
      { type: 'close' },
    ]
    for (const command of commands) {
      const answer = await stage.command(visitor, { ...command, ref: command.type })
      expect(`${answer.status} ${answer.text}`).toContain(`200 {"type":"ack","ref":"${command.type}"`)
    }
    expect(await stage.pp.session(visitor.id)).toMatchObject({
      status: 'closed',
      receipts: { read: 3, received: 3 },
      identity: { name: 'Zoë', metadata: { plan: 'pro' } },
      metadata: { pageUrl: 'https://shop.example/pay' },
    })
    expect((await stage.command(visitor, { type: 'forget' })).status).toBe(200)
    expectError(await stage.command(visitor, { type: 'close' }), 401, 'UNAUTHORIZED')
  })

  it('reads older messages page by page', async () => {
    const stage = await setStage({ bridges: [] })
    const visitor = await stage.startVisitor()
    for (let n = 1; n <= 120; n += 1) await stage.pp.sendMessage(visitor.id, { content: `Message ${n}` })
    const first = await stage.listen('stream', visitor).first('changes')
    expect(first).toMatchObject({ older: true })
    const pages = [first]
    while (pages.at(-1)?.older) {
      const before = pages.at(-1)?.messages?.[0]?.order
      const answer = await stage.ask('GET', `/widget/messages?before=${before}`, { token: visitor.token })
      expect(answer.status).toBe(200)
      pages.push(JSON.parse(answer.text) as ChangesUpdate)
    }
    expect(pages.map(page => page.messages?.length)).toEqual([50, 50, 20])
    const contents = pages.reverse().flatMap(page => page.messages?.map(({ content }) => content))
    expect(contents).toEqual(Array.from({ length: 120 }, (_, n) => `Message ${n + 1}`))
    const none = await stage.ask('GET', '/widget/messages?before=0', { token: visitor.token })
    expect(JSON.parse(none.text)).toEqual({ type: 'changes', seq: 0, messages: [], older: false })
  })

  it('tells one visitor nothing of another, nor one project of another', async () => {
    const stage = await setStage()
    const [one, two] = [await stage.startVisitor('shop'), await stage.startVisitor('blog')]
    await stage.send(one, 'msg_00000001', 'of the shop')
    await stage.send(two, 'msg_00000001', 'of the blog')
    for (const [visitor, content] of [
      [one, 'of the shop'],
      [two, 'of the blog'],
    ] as const) {
      const { session, messages } = await stage.listen('stream', visitor).first('changes')
      expect(session).toMatchObject({ id: visitor.id, visitorId: visitor.session.visitorId })
      expect(messages?.map(message => message.content)).toEqual([content])
    }
    const { sessions } = await stage.pp.sessions({ projectId: 'blog' })
    expect(sessions.map(({ id }) => id)).toEqual([two.id])
  })
}
