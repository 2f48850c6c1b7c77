import { type Clock, type Message, PocketPing, type PocketPingOptions, type Session } from '@pocketping/core'
import type { ErrorBody, StartResponse, VisitorUpdate } from '@pocketping/core/protocol'
import { afterEach, describe, expect, it } from 'vitest'

// The examples that users know from the documentation, against the real engine. What stands in the page is said here
// as the widget says it: over HTTP.

const running: PocketPing[] = []

afterEach(async () => {
  for (const pp of running.splice(0)) await pp.stop()
})

function start(options: PocketPingOptions = {}): PocketPing {
  const pp = new PocketPing(options)
  running.push(pp)
  return pp
}

/** Time that is over at once. */
function hurriedClock(): Clock {
  let now = Date.now()
  return {
    now: () => now,
    after(ms, callback) {
      const turn = setImmediate(() => {
        now += ms
        callback()
      })
      return () => clearImmediate(turn)
    },
  }
}

interface Asked {
  token?: string
  headers?: Record<string, string>
}

async function ask(
  pp: PocketPing,
  path: string,
  body: unknown,
  { token, headers }: Asked = {},
): Promise<Response> {
  const authorization = token ? { authorization: `Bearer ${token}` } : undefined
  const init = { method: 'POST', headers: { ...headers, ...authorization }, body: JSON.stringify(body) }
  return pp.fetch(new Request(`http://shop.example/pocketping${path}`, init), { mountPath: '/pocketping' })
}

/** A page whose visitor has begun to do something. */
async function visit(
  pp: PocketPing,
  body: object = {},
  headers: Record<string, string> = {},
): Promise<StartResponse> {
  const response = await ask(pp, '/widget/sessions', body, { headers })
  expect(response.status).toBe(201)
  return response.json() as Promise<StartResponse>
}

/** Everything that the page is told until it was told enough. */
async function follow(
  pp: PocketPing,
  token: string,
  isEnough: (updates: VisitorUpdate[]) => boolean,
  act: () => Promise<unknown> = async () => undefined,
): Promise<VisitorUpdate[]> {
  const headers = { authorization: `Bearer ${token}` }
  const request = new Request('http://shop.example/widget/stream?after=0', { headers })
  const reader = (await pp.fetch(request)).body?.pipeThrough(new TextDecoderStream()).getReader()
  const updates: VisitorUpdate[] = []
  let text = ''
  for (let isFirst = true; !isEnough(updates); isFirst = false) {
    const { value = '', done } = (await reader?.read()) ?? { done: true }
    if (done) throw new Error('The stream ended.')
    const events = (text + value).split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) if (event.startsWith('data: ')) updates.push(JSON.parse(event.slice(6)))
    if (isFirst) await act()
  }
  await reader?.cancel()
  return updates
}

function messagesIn(updates: VisitorUpdate[]): Message[] {
  return updates.flatMap(update => (update.type === 'changes' ? (update.messages ?? []) : []))
}

describe('custom events', () => {
  it('answers what a visitor looks at: trigger, onEvent, sendMessage', async () => {
    const pp = start({
      onEvent: (event, session) => {
        if (event.name === 'clicked_pricing') {
          return pp.sendMessage(session.id, { content: `I see you're checking our ${event.data.plan} plan!` })
        }
      },
    })
    const { token } = await visit(pp)
    const event = { type: 'event', id: 'evt_0000000001', name: 'clicked_pricing', data: { plan: 'pro' } }
    await ask(pp, '/widget/commands', event, { token })
    await ask(pp, '/widget/commands', event, { token })
    const updates = await follow(pp, token, all => messagesIn(all).length > 0)
    expect(messagesIn(updates)).toMatchObject([
      { type: 'operator', content: "I see you're checking our pro plan!" },
    ])
  })

  it('tells onEvent who it is: event.data, session.metadata', async () => {
    const seen: unknown[] = []
    const heard = Promise.withResolvers<void>()
    const pp = start({
      trustProxy: 1,
      onEvent: (event, session) => {
        seen.push(event.data, `${session.metadata.country} visitor interested in ${event.data.plan}`)
        heard.resolve()
      },
    })
    const { token } = await visit(pp, {}, { 'cf-ipcountry': 'FR', 'x-forwarded-for': '203.0.113.7' })
    const data = { plan: 'pro', source: 'homepage' }
    await ask(
      pp,
      '/widget/commands',
      { type: 'event', id: 'evt_0000000001', name: 'clicked_pricing', data },
      { token },
    )
    await heard.promise
    expect(seen).toEqual([data, 'FR visitor interested in pro'])
  })

  it('calls onEvent again when it failed', async () => {
    const calls: string[] = []
    const heard = Promise.withResolvers<void>()
    const pp = start({
      clock: hurriedClock(),
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      onEvent: event => {
        calls.push(event.id)
        if (calls.length === 1) throw new Error('The analytics are down.')
        heard.resolve()
      },
    })
    const { token } = await visit(pp)
    await ask(
      pp,
      '/widget/commands',
      { type: 'event', id: 'evt_0000000001', name: 'form_submitted' },
      { token },
    )
    await heard.promise
    expect(calls).toEqual(['evt_0000000001', 'evt_0000000001'])
  })

  it('reaches the open page from the backend: emitEvent', async () => {
    const pp = start()
    const { token, session } = await visit(pp)
    const updates = await follow(
      pp,
      token,
      all => all.some(({ type }) => type === 'event'),
      async () =>
        expect(await pp.emitEvent(session.id, 'show_discount', { percent: 10 })).toEqual({ delivered: 1 }),
    )
    expect(updates.at(-1)).toEqual({ type: 'event', name: 'show_discount', data: { percent: 10 } })
  })
})

describe('projects', () => {
  it('starts where init names the project, by id or public key', async () => {
    const projects = [
      { id: 'proj_abc123', publicKey: 'pk_live_shop' },
      { id: 'proj_def456', publicKey: 'pk_live_docs' },
    ]
    const pp = start({ projects })
    expect((await visit(pp, { projectId: 'proj_def456' })).session.projectId).toBe('proj_def456')
    expect((await visit(pp, { projectId: 'pk_live_shop' })).session.projectId).toBe('proj_abc123')
    for (const body of [{}, { projectId: 'proj_nowhere' }])
      expect((await ask(pp, '/widget/sessions', body)).status).toBe(404)
    const { sessions } = await pp.sessions({ projectId: 'proj_abc123' })
    expect(sessions.map(({ projectId }) => projectId)).toEqual(['proj_abc123'])
  })
})

describe('the JSON', () => {
  it('describes a session by the documented names', async () => {
    const pp = start({ trustProxy: 1 })
    const userAgent =
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
    const page = { url: 'https://yoursite.com/pricing', title: 'Pricing' }
    const { session } = await visit(pp, { page }, { 'user-agent': userAgent, 'cf-ipcountry': 'FR' })
    const described = (await pp.session(session.id)) as Session
    expect(described).toMatchObject({
      id: expect.stringMatching(/^sess_/),
      visitorId: expect.stringMatching(/^vis_/),
      projectId: 'default',
      status: 'active',
      metadata: { url: page.url, pageUrl: page.url, userAgent, device: 'desktop', country: 'FR' },
    })
    expect(described.metadata.browser).toMatch(/^Chrome/)
    for (const time of [described.createdAt, described.lastActivity])
      expect(new Date(time).toISOString()).toBe(time)
    expect((await pp.closeSession(session.id)).status).toBe('closed')
  })

  it('describes a message by the documented names', async () => {
    const pp = start()
    const { session } = await visit(pp)
    const message = await pp.sendMessage(session.id, {
      content: 'Thanks for reaching out!',
      type: 'operator',
    })
    expect(message).toMatchObject({
      id: expect.stringMatching(/^msg_/),
      sessionId: session.id,
      content: 'Thanks for reaching out!',
      type: 'operator',
    })
    expect(new Date(message.createdAt).toISOString()).toBe(message.createdAt)
  })

  it('describes an error by error, message and code', async () => {
    const pp = start()
    const response = await ask(pp, '/widget/commands', { type: 'close' })
    expect(response.status).toBe(401)
    const body = (await response.json()) as ErrorBody
    expect(body).toEqual({ error: 'Unauthorized', message: expect.any(String), code: 'UNAUTHORIZED' })
    await expect(pp.closeSession('sess_nowhere')).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
      status: 404,
    })
  })
})
