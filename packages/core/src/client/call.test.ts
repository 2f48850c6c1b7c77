import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hurriedClock, TIMEOUT_MS } from '../../test/client-clock.ts'
import { type ScriptedEngine, startScriptedEngine } from '../../test/scripted-engine.ts'
import { createClient, type PocketPingClient } from './index.ts'

const KEY = 'sk_for_tests_0000000000000000'

let engine: ScriptedEngine
let client: PocketPingClient

beforeEach(async () => {
  engine = await startScriptedEngine()
  client = createClient({ url: `${engine.url}/`, apiKey: KEY, timeoutMs: TIMEOUT_MS, clock: hurriedClock() })
})

afterEach(() => engine.stop())

type Do = (api: PocketPingClient) => Promise<unknown>

const readings: [string, Do][] = [
  ['GET /sessions', api => api.sessions()],
  [
    'GET /sessions?status=active&needsReview=true&limit=5',
    api => api.sessions({ status: 'active', needsReview: true, limit: 5 }),
  ],
  ['GET /sessions/sess_1', api => api.session('sess_1')],
  ['GET /sessions/sess_1?include=messages', api => api.session('sess_1', { include: 'messages' })],
  ['GET /sessions/sess_1/messages?after=msg_1', api => api.messages('sess_1', { after: 'msg_1' })],
  ['GET /webhooks?projectId=shop', api => api.webhooks({ projectId: 'shop' })],
  ['GET /webhooks/wh_1', api => api.webhook('wh_1')],
  ['GET /webhooks/wh_1/deliveries', api => api.webhookDeliveries('wh_1')],
  ['GET /visitors/vis_1/export?projectId=shop', api => api.exportVisitor('vis_1', { projectId: 'shop' })],
  ['GET /health', api => api.health()],
  ['DELETE /sessions/sess_1/messages/msg_1', api => api.deleteMessage('sess_1', 'msg_1')],
  ['DELETE /webhooks/wh_1', api => api.deleteWebhook('wh_1')],
  ['DELETE /visitors/vis_1', api => api.eraseVisitor('vis_1')],
]

const changes: [string, unknown, Do][] = [
  [
    'PATCH /sessions/sess_1/messages/msg_1',
    { content: 'b' },
    api => api.editMessage('sess_1', 'msg_1', { content: 'b' }),
  ],
  ['PATCH /webhooks/wh_1', { enabled: true }, api => api.updateWebhook('wh_1', { enabled: true })],
]

const posts: [string, unknown, Do][] = [
  ['POST /sessions/sess_1/close', undefined, api => api.closeSession('sess_1')],
  ['POST /sessions/sess_1/reopen', undefined, api => api.reopenSession('sess_1')],
  ['POST /sessions/sess_1/messages', { content: 'a' }, api => api.sendMessage('sess_1', { content: 'a' })],
  ['POST /sessions/sess_1/identify', { name: 'Ann' }, api => api.identify('sess_1', { name: 'Ann' })],
  ['POST /sessions/sess_1/ai', { enabled: false }, api => api.setAi('sess_1', { enabled: false })],
  [
    'POST /sessions/sess_1/events',
    { name: 'n', data: { a: 1 } },
    api => api.emitEvent('sess_1', 'n', { a: 1 }),
  ],
  ['POST /sessions/sess_1/events', { name: 'n' }, api => api.emitEvent('sess_1', 'n')],
  [
    'POST /webhooks',
    { url: 'https://a.example', events: [] },
    api => api.createWebhook({ url: 'https://a.example', events: [] }),
  ],
  ['POST /webhooks/wh_1/test', undefined, api => api.testWebhook('wh_1')],
]

describe('a method of the client', () => {
  it.each(readings)('asks %s', async (request, act) => {
    const [method = '', path = ''] = request.split(' ')
    engine.script({ body: { told: true } })
    expect(await act(client)).toEqual({ told: true })
    expect(engine.seen).toMatchObject([{ method, path: `/pocketping${path}`, body: undefined }])
    expect(engine.seen[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}` })
    expect(engine.seen[0]?.headers).not.toHaveProperty('idempotency-key')
  })

  it.each(changes)('asks %s with %o', async (request, body, act) => {
    const [method = '', path = ''] = request.split(' ')
    await act(client)
    expect(engine.seen).toMatchObject([{ method, path: `/pocketping${path}`, body }])
    expect(engine.seen[0]?.headers).toMatchObject({ 'content-type': 'application/json' })
    expect(engine.seen[0]?.headers).not.toHaveProperty('idempotency-key')
  })

  it.each(posts)('asks %s with %o, and with a key of its own', async (request, body, act) => {
    const [method = '', path = ''] = request.split(' ')
    await act(client)
    await act(client)
    expect(engine.seen).toMatchObject([{ method, path: `/pocketping${path}`, body }, { body }])
    const keys = engine.seen.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(keys[1]).not.toBe(keys[0])
  })

  it('is tested in all its forms', () => {
    const { subscribe, events, ...methods } = client
    const asked = [...readings, ...changes, ...posts].map(row => row[0].replace(/\?.*/, ''))
    expect(new Set(asked).size).toBe(Object.keys(methods).length)
  })

  it('says the key of the caller', async () => {
    const options = { idempotencyKey: 'order 17' }
    await client.sendMessage('sess_1', { content: 'a' }, options)
    await client.emitEvent('sess_1', 'n', undefined, options)
    await client.closeSession('sess_1', options)
    expect(engine.seen.map(({ headers }) => headers['idempotency-key'])).toEqual(Array(3).fill('order 17'))
  })

  it.each(['', 'a\nb', 'é', 'a'.repeat(201)])('refuses the key %j', async idempotencyKey => {
    await expect(client.closeSession('sess_1', { idempotencyKey })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('idempotencyKey'),
    })
    expect(engine.seen).toEqual([])
  })

  it('leaves out of the query what is undefined', async () => {
    await client.sessions({ q: 'a&b=c d', ...({ status: undefined } as object) })
    expect(engine.seen.map(({ path }) => path)).toEqual(['/pocketping/sessions?q=a%26b%3Dc+d'])
  })

  it('encodes what stands in the path', async () => {
    await client.session('a/../b?c#d')
    expect(engine.seen.map(({ path }) => path)).toEqual(['/pocketping/sessions/a%2F..%2Fb%3Fc%23d'])
  })

  it.each(['', '.', '..', '\ud800'])('refuses the id %j, which leads elsewhere', async id => {
    const refusal = { code: 'BAD_REQUEST', message: expect.stringMatching(/^(session|message)Id: must be/) }
    await expect(client.session(id)).rejects.toMatchObject(refusal)
    await expect(client.deleteMessage('sess_1', id)).rejects.toMatchObject(refusal)
    expect(engine.seen).toEqual([])
  })

  it('refuses what cannot be written as JSON', async () => {
    const data = { big: 1n } as object as Record<string, never>
    await expect(client.emitEvent('sess_1', 'n', data)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
