import { describe, expect, it } from 'vitest'
import { createSubscriber, idsInLog, KEY, type Logged, type Subscriber } from '../../test/subscriber.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'

const OTHER_KEY = 'sk_blog_0000000000000000'

const PROJECTS = [
  { id: 'shop', secretKeys: [KEY] },
  { id: 'blog', secretKeys: [OTHER_KEY] },
]

async function follow(options = {}): Promise<{ stage: EngineStage; server: Subscriber }> {
  const stage = await setStage({ options: { secretKeys: [KEY], ...options } })
  const server = createSubscriber(stage.rest)
  await server.connect(stage.process)
  return { stage, server }
}

/** What an event says, in short. */
function summary(event: Logged): string {
  if ('message' in event) return `${event.type} ${event.message.type} ${event.message.content}`
  return 'event' in event ? `${event.type} ${event.event.name}` : `${event.type} ${event.session.status}`
}

async function startVisitor(stage: EngineStage, projectId: string): Promise<string> {
  const body = JSON.stringify({ projectId })
  const request = new Request('http://a.example/widget/sessions', { method: 'POST', body })
  const answer = (await (await stage.process.pp.fetch(request)).json()) as { session: { id: string } }
  return answer.session.id
}

describe('a subscriber', () => {
  it('is told of everything that happens, when it happens, in order', async () => {
    const { stage, server } = await follow()
    const told = async (happens: () => unknown): Promise<string[]> => {
      const before = server.events().length
      await happens()
      await stage.rest()
      return server.events().slice(before).map(summary)
    }
    const page = await stage.visit()
    expect(server.events().map(summary)).toEqual(['session.created active'])
    expect(await told(() => page.say('hello'))).toEqual([
      'message.created visitor hello',
      'message.delivered visitor hello',
    ])
    const thread = stage.platform.threadOf(page.sessionId)?.id ?? ''
    let written = ''
    const write = (text: string) => {
      written = stage.platform.operator.write(thread, text)
    }
    expect(await told(() => write('hi'))).toEqual([
      'message.created operator hi',
      'message.read visitor hello',
      'session.updated active',
    ])
    const { order = 0 } = page.messages().at(-1) ?? {}
    expect(await told(() => page.do({ type: 'read', received: order }))).toEqual([
      'message.delivered operator hi',
    ])
    expect(await told(() => page.do({ type: 'read', read: order }))).toEqual(['message.read operator hi'])
    expect(await told(() => stage.platform.operator.edit(written, 'hi!'))).toEqual([
      'message.updated operator hi!',
    ])
    expect(await told(() => write('// a secret'))).toEqual([])
    expect(await told(() => page.do({ type: 'event', id: 'evt_00000001', name: 'cart' }))).toEqual([
      'event.triggered cart',
    ])
    const id = page.messages().at(-1)?.id ?? ''
    expect(await told(() => stage.process.pp.deleteMessage(page.sessionId, id))).toEqual([
      'message.deleted operator ',
    ])
    expect(await told(() => page.do({ type: 'close' }))).toEqual([
      'message.created system Conversation closed.',
      'session.closed closed',
    ])
    expect(await told(() => stage.process.pp.reopenSession(page.sessionId))).toEqual([
      'session.reopened active',
      'message.created system Conversation reopened.',
    ])
    expect(await told(() => stage.process.pp.identify(page.sessionId, { name: 'Ada' }))).toEqual([
      'session.updated active',
    ])
    expect(server.events().map(event => event.id)).toEqual(await idsInLog(stage.storage))
    expect(server.texts.join()).not.toContain('secret')
    expect(server.texts.join()).not.toContain(page.token)
    expect(server.texts.join()).not.toMatch(/tokenHash|deviceHashes/)
  })

  it('sees its own projects and no other', async () => {
    const { stage, server } = await follow({ secretKeys: undefined, projects: PROJECTS })
    const other = createSubscriber(stage.rest)
    await other.connect(stage.process, { key: OTHER_KEY })
    const [shop, blog] = [await startVisitor(stage, 'shop'), await startVisitor(stage, 'blog')]
    await stage.process.pp.sendMessage(shop, { content: 'for the shop' })
    await stage.process.pp.sendMessage(blog, { content: 'for the blog' })
    await stage.rest()
    for (const [one, id, sessionId] of [
      [server, 'shop', shop],
      [other, 'blog', blog],
    ] as const) {
      expect(one.events().map(event => event.id)).toEqual(await idsInLog(stage.storage, id))
      expect(new Set(one.events().map(event => event.sessionId))).toEqual(new Set([sessionId]))
    }
  })

  it('with a key of several projects sees all of them, in one order, also what it missed', async () => {
    const projects = PROJECTS.map(project => ({ ...project, secretKeys: [KEY] }))
    const { stage, server } = await follow({
      secretKeys: undefined,
      projects: [...projects, { id: 'third', secretKeys: [OTHER_KEY] }],
    })
    const shop = await startVisitor(stage, 'shop')
    await stage.rest()
    server.disconnect()
    const [blog, third] = [await startVisitor(stage, 'blog'), await startVisitor(stage, 'third')]
    for (const id of [shop, third, blog, shop]) await stage.process.pp.sendMessage(id, { content: 'hello' })
    await server.connect(stage.process)
    const all = await idsInLog(stage.storage)
    const others = await idsInLog(stage.storage, 'third')
    expect(server.events().map(event => event.id)).toEqual(all.filter(id => !others.includes(id)))
    expect(others).toHaveLength(2)
  })

  it('hears of what another process did within a sweep', async () => {
    const { stage, server } = await follow()
    const page = await stage.visit()
    const two = await stage.start()
    await two.pp.sendMessage(page.sessionId, { content: 'from two' })
    await stage.rest()
    const before = server.events().length
    await stage.pass(15_000)
    expect(server.events().slice(before).map(summary)).toContain('message.created operator from two')
    expect(server.events().map(event => event.id)).toEqual(await idsInLog(stage.storage))
  })

  it('is told who types, not more often than it must, and that they stopped', async () => {
    const { stage, server } = await follow()
    const page = await stage.visit()
    await page.say('hello')
    const { id } = server.events().at(-1) ?? {}
    for (const active of [true, true, false, false]) await page.do({ type: 'typing', active })
    const [first, second, ...others] = server.of('typing')
    expect(first).toMatchObject({ id, from: 'visitor', active: true, sessionId: page.sessionId })
    expect(second).toMatchObject({ id, from: 'visitor', active: false })
    expect(others).toEqual([])
    await stage.pass(4000)
    stage.platform.operator.type(stage.platform.threadOf(page.sessionId)?.id ?? '')
    await stage.rest()
    await page.do({ type: 'typing' })
    expect(server.of('typing').slice(2)).toMatchObject([
      { from: 'operator', active: true },
      { from: 'visitor', active: true },
    ])
    await server.connect(stage.process)
    expect(server.of('typing')).toHaveLength(4)
  })

  it('costs nothing once it has gone', async () => {
    const stage = await setStage({ options: { secretKeys: [KEY] } })
    const page = await stage.visit()
    const cost = async (): Promise<number> => {
      const before = stage.process.life.calls.storage
      await stage.process.pp.sendMessage(page.sessionId, { content: 'hello' })
      await stage.pass(60_000)
      return stage.process.life.calls.storage - before
    }
    await cost()
    const without = await cost()
    const server = createSubscriber(stage.rest)
    await server.connect(stage.process)
    expect(await cost()).toBeGreaterThan(without)
    server.disconnect()
    expect(await cost()).toBe(without)
  })

  it('that does not read is cut, and has missed nothing when it is back', async () => {
    const { stage, server } = await follow()
    const page = await stage.visit()
    server.backlog = 2_000_000
    await stage.process.pp.sendMessage(page.sessionId, { content: 'too much' })
    await stage.rest()
    expect(server.closedWith).toBe(4408)
    server.backlog = 0
    await server.connect(stage.process)
    expect(server.events().map(event => event.id)).toEqual(await idsInLog(stage.storage))
  })

  it('that does not read what it missed is waited for, and then cut', async () => {
    const { stage, server } = await follow()
    const page = await stage.visit()
    server.disconnect()
    for (let index = 0; index < 60; index += 1)
      await stage.process.pp.sendMessage(page.sessionId, { content: `message ${index}` })
    server.backlog = 300_000
    const before = server.events().length
    await server.connect(stage.process)
    await stage.pass(20_000)
    expect([server.events().length, server.closedWith]).toEqual([before, undefined])
    server.backlog = 0
    await stage.pass(1000)
    expect(server.events().map(event => event.id)).toEqual(await idsInLog(stage.storage))
    server.disconnect()
    await stage.process.pp.sendMessage(page.sessionId, { content: 'one more' })
    server.backlog = 300_000
    await server.connect(stage.process)
    await stage.pass(40_000)
    expect(server.closedWith).toBe(4408)
  })

  it('is let go when the engine stops', async () => {
    const { stage, server } = await follow()
    await stage.process.pp.stop()
    expect(server.closedWith).toBe(1012)
  })
})
