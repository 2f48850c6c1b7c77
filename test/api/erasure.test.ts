import { createHash, createHmac } from 'node:crypto'
import { type Bridge, BridgeError, type Inbox } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { type Asked, type Engine, KEY, openEngine, rowsOf, temporaryFile } from './shared-file.ts'

const SECRET = 'a secret of at least thirty-two bytes'
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A platform whose sends can be held up, or refused. */
function heldPlatform(): Bridge & { inbox?: Inbox; hold: Promise<void>; isDown: boolean; sends: number } {
  return {
    id: 'held',
    capabilities: { maxLength: 4000, edits: true, removals: true, commandPrefixes: ['!'] },
    hold: Promise.resolve(),
    isDown: false,
    sends: 0,
    async start(inbox) {
      this.inbox = inbox
    },
    stop: async () => undefined,
    openThread: async ({ sessionId }) => ({ threadId: `thread-of-${sessionId}`, cardId: 'card' }),
    updateThread: async () => undefined,
    closeThread: async () => undefined,
    reopenThread: async () => undefined,
    async send() {
      this.sends += 1
      await this.hold
      if (this.isDown) throw new BridgeError('unavailable', 'It is down.')
      return [`post-${this.sends}`]
    },
    edit: async () => ['edited'],
    remove: async () => undefined,
  }
}

interface Person {
  token: string
  sessionId: string
  visitorId: string
  /** All that must not be found of them. */
  traces: string[]
}

/** Someone who has left everything behind that can be left behind. */
async function live(engine: Engine, name: string): Promise<Person> {
  const { pp, ask } = engine
  const page = { url: `https://shop.example/for-${name}`, title: `Title for ${name}` }
  const say = (token: string, body: object): Promise<Asked> =>
    ask('POST', '/widget/commands', body, { authorization: `Bearer ${token}` })
  const started = await ask('POST', '/widget/sessions', { page }, { 'user-agent': `Browser of ${name}` })
  const { token, session } = started.body as { token: string; session: { id: string; visitorId: string } }
  const sessionId = session.id
  const path = `/sessions/${sessionId}`
  await say(token, { type: 'send', id: `msg_visitor_${name}`, content: `I am ${name}` })
  await say(token, {
    type: 'event',
    id: `evt_visitor_${name}`,
    name: 'cart',
    data: { item: `Hat of ${name}` },
  })
  const key = (what: string): Record<string, string> => ({ 'idempotency-key': `${what} ${name}` })
  const { body: reply } = await ask('POST', `${path}/messages`, { content: `Hello ${name}` }, key('send'))
  await ask('PATCH', `${path}/messages/${String(reply.id)}`, { content: `Good day ${name}` })
  await ask('POST', `${path}/events`, { name: 'shipped', data: { to: name } }, key('event'))
  await ask(
    'POST',
    `${path}/identify`,
    { customerId: `cust-${name}`, email: `${name}@example.com`, metadata: { plan: name } },
    key('identify'),
  )
  const proof = { hash: createHmac('sha256', SECRET).update(`cust-${name}`).digest('hex') }
  const resumed = await ask('POST', '/widget/sessions/resume', {
    identity: { customerId: `cust-${name}` },
    proof,
  })
  const second = String(resumed.body.token)
  await say(second, { type: 'send', id: `msg_on_phone_${name}`, content: `From the phone of ${name}` })
  await pp.closeSession(sessionId)
  await pp.reopenSession(sessionId)
  return {
    token,
    sessionId,
    visitorId: session.visitorId,
    traces: [
      name,
      sessionId,
      session.visitorId,
      String(reply.id),
      ...[token, second].flatMap(one => [one, hashOf(one)]),
      hashOf(`cust-${name}`),
    ],
  }
}

function found(file: string, traces: readonly string[]): string[] {
  return rowsOf(file).filter(row => traces.some(trace => row.includes(trace)))
}

async function setScene(
  status: number,
): Promise<{ file: string; platform: ReturnType<typeof heldPlatform>; engine: Engine }> {
  const file = temporaryFile()
  const platform = heldPlatform()
  const engine = await openEngine(file, {
    projects: [{ id: 'default', secretKeys: [KEY], identity: { hmacSecrets: [SECRET] } }],
    bridges: [platform],
    fetch: async ({ url }) => ({ status, headers: {}, url, body: new Uint8Array() }),
    onMessage: () => undefined,
    onEvent: () => undefined,
  })
  await engine.ask('POST', '/webhooks', {
    url: 'https://hooks.example/',
    events: ['message.created', 'session.updated', 'event.triggered'],
  })
  return { file, platform, engine }
}

describe('erasing a visitor', () => {
  it.each([
    ['what was delivered', 204, false],
    ['what still waits for platforms and receivers', 500, true],
  ])('leaves no row with a trace of them: %s', async (_what, status, isDown) => {
    const { file, platform, engine } = await setScene(status)
    platform.isDown = isDown
    const [anna, berta] = [await live(engine, 'annabella'), await live(engine, 'berthilde')]
    await expect
      .poll(() => rowsOf(file).some(row => row.includes('webhook-delivery') && row.includes(anna.sessionId)))
      .toBe(true)
    if (!isDown)
      await expect
        .poll(() =>
          rowsOf(file).some(row => row.startsWith('copies') && row.includes(`msg_on_phone_annabella`)),
        )
        .toBe(true)
    const before = found(file, berta.traces)
    const tables = new Set(found(file, anna.traces).map(row => row.split(' ')[0]))
    expect([...tables]).toEqual(
      expect.arrayContaining(['sessions', 'messages', 'events', 'keys', 'kept_values']),
    )

    const { status: answered, body } = await engine.ask('DELETE', `/visitors/${anna.visitorId}`)
    expect(answered).toBe(200)
    expect(body).toMatchObject({ visitorId: anna.visitorId, sessions: [anna.sessionId] })
    expect(body.messages).toBeGreaterThan(4)
    expect(found(file, anna.traces)).toEqual([])
    expect(found(file, berta.traces).length).toBeGreaterThanOrEqual(before.length - 5)

    const again = await engine.ask('DELETE', `/visitors/${anna.visitorId}`)
    expect([again.status, again.body.code]).toEqual([404, 'VISITOR_NOT_FOUND'])
    const write = { type: 'send', id: 'msg_too_late_now', content: 'Am I still here?' }
    const late = await engine.ask('POST', '/widget/commands', write, {
      authorization: `Bearer ${anna.token}`,
    })
    expect(late.status).toBe(401)
    const berthas = await engine.ask('POST', '/widget/commands', write, {
      authorization: `Bearer ${berta.token}`,
    })
    expect(berthas.status).toBe(200)
  })

  it('names the threads that stay on the platforms', async () => {
    const { engine, file } = await setScene(204)
    const { visitorId, sessionId } = await live(engine, 'annabella')
    await expect.poll(() => rowsOf(file).some(row => row.startsWith('threads'))).toBe(true)
    const { body } = await engine.ask('DELETE', `/visitors/${visitorId}`)
    expect(body.threads).toEqual([{ bridgeId: 'held', threadId: `thread-of-${sessionId}` }])
  })

  it('lets an open page go, and tells it nothing more', async () => {
    const { engine } = await setScene(204)
    const { token, visitorId } = await live(engine, 'annabella')
    const request = new Request('http://shop.example/widget/stream?after=0', {
      headers: { authorization: `Bearer ${token}` },
    })
    const response = await engine.pp.fetch(request)
    const reader = response.body!.getReader()
    await reader.read()
    await engine.pp.eraseVisitor(visitorId)
    for (let isOpen = true; isOpen; ) isOpen = !(await reader.read()).done
    const back = await engine.pp.fetch(request)
    expect(back.status).toBe(401)
  })

  it('is not undone by a delivery that was under way', async () => {
    const { engine, file, platform } = await setScene(204)
    const release = Promise.withResolvers<void>()
    platform.hold = release.promise
    const anna = await live(engine, 'annabella')
    await expect.poll(() => platform.sends).toBeGreaterThan(0)
    await engine.ask('DELETE', `/visitors/${anna.visitorId}`)
    expect(found(file, anna.traces)).toEqual([])
    release.resolve()
    // Whoever comes next in line shows that the pump has ended with the one before.
    platform.hold = Promise.resolve()
    const berta = await live(engine, 'berthilde')
    await expect
      .poll(() => rowsOf(file).some(row => row.startsWith('copies') && row.includes('berthilde')))
      .toBe(true)
    expect(berta.sessionId).not.toBe(anna.sessionId)
    await engine.pp.stop()
    expect(found(file, anna.traces)).toEqual([])
  })

  it('reaches the other engine on the same file', async () => {
    const { engine, file } = await setScene(204)
    const other = await openEngine(file)
    const { token, visitorId, sessionId } = await live(engine, 'annabella')
    const write = { type: 'send', id: 'msg_over_there_1', content: 'Hello over there' }
    const headers = { authorization: `Bearer ${token}` }
    expect((await other.ask('POST', '/widget/commands', write, headers)).status).toBe(200)
    await engine.ask('DELETE', `/visitors/${visitorId}`)
    const late = await other.ask('POST', '/widget/commands', { ...write, id: 'msg_over_there_2' }, headers)
    expect([401, 404]).toContain(late.status)
    expect((await other.ask('GET', `/sessions/${sessionId}`)).status).toBe(404)
    expect(found(file, ['msg_over_there'])).toEqual([])
  })
})

describe('the export of a visitor', () => {
  it('holds what the team alone sees, what waits, and what stands on the platforms', async () => {
    const { engine, file, platform } = await setScene(500)
    const { visitorId, sessionId, traces } = await live(engine, 'annabella')
    await expect.poll(() => rowsOf(file).some(row => row.startsWith('copies'))).toBe(true)
    await platform.inbox?.receive({
      type: 'message',
      threadId: `thread-of-${sessionId}`,
      platformId: 'note-1',
      author: { id: 'operator-1', name: 'Maya' },
      text: '// a note',
    })
    const { status, text, body } = await engine.ask('GET', `/visitors/${visitorId}/export`)
    expect(status).toBe(200)
    const [session] = body.sessions as {
      session: object
      messages: { audience: string; content: string }[]
      threads: object[]
      copies: object[]
      jobs: { kind: string }[]
    }[]
    expect(session?.session).toMatchObject({
      id: sessionId,
      visitorId,
      identity: { customerId: 'cust-annabella' },
    })
    expect(session?.messages.map(({ content }) => content)).toEqual(
      expect.arrayContaining(['I am annabella', 'Good day annabella', 'From the phone of annabella']),
    )
    expect(session?.messages.some(({ audience }) => audience === 'team')).toBe(true)
    expect(text).toContain('Hat of annabella')
    expect(session?.threads).toEqual([
      { bridgeId: 'held', threadId: `thread-of-${sessionId}`, closed: false },
    ])
    expect(session?.copies.length).toBeGreaterThan(0)
    expect(session?.jobs.some(({ kind }) => kind.startsWith('webhook:'))).toBe(true)
    // Neither a token nor a hash of one.
    for (const secret of traces.filter(trace => /^ppv_|^[0-9a-f]{64}$/.test(trace)))
      expect(text).not.toContain(secret)
  })
})
