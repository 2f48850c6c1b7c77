import { describe, expect, it } from 'vitest'
import { createSubscriber, KEY, type Subscriber } from '../../test/subscriber.ts'
import type { ProjectOptions } from '../options/project-options.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

const OTHER_KEY = 'sk_blog_0000000000000000'

interface Scene {
  stage: EngineStage
  server: Subscriber
  page: VisitorPage
}

async function scene(options = {}): Promise<Scene> {
  const stage = await setStage({ options: { secretKeys: [KEY], ...options } })
  const server = createSubscriber(stage.rest)
  await server.connect(stage.process)
  const page = await stage.visit()
  await page.say('hello')
  return { stage, server, page }
}

/** Says a frame, and waits for the answer to it: keys are hashed by other threads. */
async function ask({ stage, server }: Pick<Scene, 'stage' | 'server'>, frame: object): Promise<unknown> {
  const answers = (): unknown[] => [...server.of('ack'), ...server.of('error')]
  const before = answers()
  server.say(frame)
  while (answers().length === before.length) await new Promise(resolve => setImmediate(resolve))
  await stage.rest()
  return answers().find(answer => !before.includes(answer))
}

describe('commands of a subscriber', () => {
  it('say something as an operator', async () => {
    const all = await scene()
    const { server, page } = all
    const { sessionId } = page
    const frame = { type: 'send', ref: 'a', sessionId, content: 'hi', author: { name: 'Ada' } }
    expect(await ask(all, frame)).toEqual({
      type: 'ack',
      ref: 'a',
      message: expect.objectContaining({ content: 'hi', type: 'operator', author: { name: 'Ada' } }),
    })
    expect(page.texts()).toEqual(['hello', 'hi'])
    const replyTo = page.messages()[0]?.id
    expect(await ask(all, { ...frame, ref: 'b', replyTo })).toMatchObject({ ref: 'b', message: { replyTo } })
    expect(server.events().map(({ type }) => type)).toContain('message.read')
  })

  it('show the visitor that somebody types, and tell the others', async () => {
    const all = await scene()
    const { server, page } = all
    const { sessionId } = page
    const author = { name: 'Ada' }
    expect(await ask(all, { type: 'typing', ref: '1', sessionId, author })).toEqual({ type: 'ack', ref: '1' })
    expect(await ask(all, { type: 'typing', ref: '2', sessionId, active: false })).toMatchObject({ ref: '2' })
    expect(page.told).toEqual([
      { type: 'typing', active: true, author },
      { type: 'typing', active: false },
    ])
    expect(server.of('typing')).toMatchObject([
      { from: 'operator', active: true, sessionId },
      { from: 'operator', active: false, sessionId },
    ])
  })

  it('close a conversation', async () => {
    const all = await scene()
    const { sessionId } = all.page
    const answer = { type: 'ack', ref: 'c', session: expect.objectContaining({ status: 'closed' }) }
    expect(await ask(all, { type: 'close', ref: 'c', sessionId })).toEqual(answer)
    expect(all.page.session.status).toBe('closed')
  })

  it('are carried out in order, and answered only where they have a ref', async () => {
    const all = await scene()
    const { stage, server, page } = all
    const { sessionId } = page
    const words = Array.from({ length: 50 }, (_, index) => `word ${index}`)
    for (const [index, content] of words.entries())
      server.say({ type: 'send', sessionId, content, ...(index === 49 ? { ref: 'last' } : {}) })
    while (server.of('ack').length === 0) await new Promise(resolve => setImmediate(resolve))
    await stage.rest()
    expect(page.texts()).toEqual(['hello', ...words])
    expect(server.of('ack').map(({ ref }) => ref)).toEqual(['last'])
    expect(server.of('error')).toEqual([])
  })

  it.for<[name: string, code: string, message: RegExp, frame: object]>([
    ['of no type', 'BAD_REQUEST', /^type: must be one of send, typing, close/, {}],
    ['of an unknown type', 'BAD_REQUEST', /^type: must be one of/, { type: 'toString' }],
    ['with an unknown field', 'BAD_REQUEST', /admin/, { type: 'close', sessionId: 'x', admin: true }],
    ['without a session', 'BAD_REQUEST', /^sessionId: /, { type: 'close' }],
    ['without content', 'BAD_REQUEST', /^content: /, { type: 'send', sessionId: 'x' }],
    ['with blank content', 'BAD_REQUEST', /^content: /, { type: 'send', sessionId: 'x', content: '  ' }],
    ['of no session', 'SESSION_NOT_FOUND', /session/i, { type: 'close', sessionId: 'sess_x' }],
    ['of no session', 'SESSION_NOT_FOUND', /session/i, { type: 'typing', sessionId: 'sess_x' }],
  ])('%s are refused with their ref, and the socket goes on', async ([, code, message, frame]) => {
    const all = await scene()
    expect(await ask(all, { ...frame, ref: 'wrong' })).toMatchObject({
      type: 'error',
      ref: 'wrong',
      error: { code, message: expect.stringMatching(message) },
    })
    expect(await ask(all, frame)).not.toHaveProperty('ref')
    const right = { type: 'send', ref: 'right', sessionId: all.page.sessionId, content: 'still here' }
    expect(await ask(all, right)).toMatchObject({ type: 'ack' })
    expect(all.server.closedWith).toBeUndefined()
  })

  it('reach no session of another project', async () => {
    const projects = [
      { id: 'default', secretKeys: [KEY] },
      { id: 'blog', secretKeys: [OTHER_KEY] },
    ]
    const stage = await setStage({ options: { projects } })
    const server = createSubscriber(stage.rest)
    await server.connect(stage.process, { key: OTHER_KEY })
    const request = new Request('http://a.example/widget/sessions', {
      method: 'POST',
      body: JSON.stringify({ projectId: 'default' }),
    })
    const answer = (await (await stage.process.pp.fetch(request)).json()) as { session: { id: string } }
    for (const type of ['send', 'typing', 'close'])
      expect(
        await ask(
          { stage, server },
          { type, sessionId: answer.session.id, ...(type === 'send' ? { content: 'x' } : {}) },
        ),
      ).toMatchObject({ error: { code: 'SESSION_NOT_FOUND' } })
    expect(server.events()).toEqual([])
  })

  it('are limited by the key, on all of its sockets', async () => {
    const all = await scene({ limits: { key: { burst: 2, perSecond: 1 } } })
    const second = createSubscriber(all.stage.rest)
    await second.connect(all.stage.process)
    const { sessionId } = all.page
    const frame = { type: 'send', ref: 'x', sessionId, content: 'hi' }
    expect(await ask(all, frame)).toMatchObject({ type: 'ack' })
    expect(await ask({ ...all, server: second }, frame)).toMatchObject({ type: 'ack' })
    expect(await ask(all, frame)).toMatchObject({ error: { code: 'RATE_LIMITED' }, retryAfterMs: 1000 })
    expect(all.server.closedWith).toBeUndefined()
  })

  it('that are too many at once close the socket', async () => {
    const { server, page } = await scene()
    for (let index = 0; index < 200; index += 1)
      server.say({ type: 'send', sessionId: page.sessionId, content: `word ${index}` })
    expect(server.closedWith).toBe(4429)
  })
})

describe('the socket of a subscriber', () => {
  it('says ping when nothing else was said for 25 seconds', async () => {
    const { stage, server, page } = await scene()
    await stage.pass(24_000)
    await page.say('hello again')
    await stage.pass(24_000)
    expect(server.of('ping')).toEqual([])
    await stage.pass(1000)
    expect(server.of('ping')).toHaveLength(1)
    await stage.pass(50_000)
    expect(server.of('ping')).toHaveLength(3)
  })

  it('opens only with a key of a project', async () => {
    const lookup = (): undefined => undefined
    const stage = await setStage({ options: { secretKeys: [KEY], projects: lookup } })
    const server = createSubscriber(stage.rest)
    await server.connect(stage.process)
    expect(server.of('error')).toMatchObject([{ error: { code: 'FORBIDDEN' } }])
    expect(server.closedWith).toBe(4403)
  })

  describe('where projects are looked up', () => {
    async function lookedUp(): Promise<Scene & { take(): void; fail(): void }> {
      let secretKeys = [KEY]
      let isAway = false
      const lookup = (key: string): ProjectOptions | undefined => {
        if (isAway) throw new Error('The database is away.')
        return key === 'shop' || secretKeys.includes(key) ? { id: 'shop', secretKeys } : undefined
      }
      const stage = await setStage({ options: { projects: lookup } })
      const server = createSubscriber(stage.rest)
      await server.connect(stage.process)
      const take = (): void => {
        secretKeys = [OTHER_KEY]
      }
      const fail = (): void => {
        isAway = true
      }
      return { stage, server, page: undefined as never, take, fail }
    }

    /** Hashing is done by other threads, so time alone does not show what came of it. */
    async function closed(server: Subscriber): Promise<number | undefined> {
      while (server.closedWith === undefined) await new Promise(resolve => setImmediate(resolve))
      return server.closedWith
    }

    it('stays open as long as the key opens it', async () => {
      const { stage, server } = await lookedUp()
      for (let minute = 0; minute < 5; minute += 1) {
        await stage.pass(60_000)
        // By now the key was hashed and compared often.
        for (let turn = 0; turn < 200; turn += 1) await new Promise(resolve => setImmediate(resolve))
      }
      expect(server.closedWith).toBeUndefined()
    })

    it('is closed soon after its key was taken away and the project invalidated', async () => {
      const { stage, server, take } = await lookedUp()
      take()
      stage.process.pp.invalidateProject('shop')
      await stage.pass(15_000)
      expect(await closed(server)).toBe(4401)
    })

    it('is closed after its key was taken away, also when nobody says so', async () => {
      const { stage, server, take } = await lookedUp()
      take()
      await stage.pass(75_000)
      expect(await closed(server)).toBe(4401)
    })

    it('comes back later where nobody can tell whether its key still opens it', async () => {
      const { stage, server, fail } = await lookedUp()
      fail()
      await stage.pass(120_000)
      expect(server.closedWith).toBeUndefined()
      stage.process.pp.invalidateProject('shop')
      await stage.pass(15_000)
      expect(await closed(server)).toBe(1011)
    })
  })
})
