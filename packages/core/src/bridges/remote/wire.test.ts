import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { InboundAuthor, PostItem, ThreadCard } from '../../contracts/bridge.ts'
import type { SessionMetadata } from '../../protocol/session.ts'
import type { BridgeCall } from './bridge-call.ts'
import {
  type BridgeFrame,
  bridgeFrameSchema,
  type EngineFrame,
  engineFrameSchema,
  type InboxCall,
  type ProcessFrame,
  processFrameSchema,
} from './frames.ts'
import { toRequest, toResponse, toWebhookAnswer, toWebhookCall } from './webhook.ts'

// Every field of every frame: one that a schema does not know would be refused, or lost on the way.

const metadata: Required<SessionMetadata> = {
  pageUrl: 'https://shop.example/a',
  url: 'https://shop.example/a',
  pageTitle: 'A',
  referrer: 'https://search.example',
  userAgent: 'Mozilla/5.0',
  browser: 'Firefox 151',
  os: 'Windows',
  device: 'desktop',
  language: 'de-CH',
  timeZone: 'Europe/Zurich',
  country: 'CH',
}
const card: Required<ThreadCard> = {
  sessionId: 'sess_1',
  visitorId: 'vis_1',
  projectName: 'Shop',
  status: 'active',
  metadata,
  identity: {
    email: 'ann@example.com',
    name: 'Ann',
    customerId: 'c-7',
    metadata: { deep: { er: [1, null] } },
  },
  createdAt: 1,
  leftAt: 2,
  claimedBy: { name: 'Ada', avatarUrl: 'https://shop.example/ada.png' },
  isBlocked: true,
  needsReview: true,
  hint: 'All of it goes to the visitor.',
}
const item: Required<PostItem> = {
  from: 'event',
  text: 'a lone surrogate \ud83d and \u0000',
  author: { name: 'Ada' },
  via: 'slack',
  edited: true,
  deleted: true,
  event: { name: 'clicked', data: { plan: 'pro' } },
  isDraft: true,
}
const post = { items: [item], replyTo: 'm1' }
const author: Required<InboundAuthor> = {
  id: 'op-1',
  name: 'Ada',
  avatarUrl: 'data:image/png;base64,AAAA',
  username: 'ada',
}
const place = { threadId: 't1', platformId: 'm1' }
const request = { method: 'POST', url: 'https://shop.example/x', headers: [], body: 'AAAA' }

const calls: { [Method in BridgeCall['method']]: BridgeCall & { method: Method } } = {
  start: { method: 'start' },
  stop: { method: 'stop' },
  openThread: { method: 'openThread', card, key: 'k' },
  updateThread: { method: 'updateThread', threadId: 't1', card, cardId: 'c1' },
  closeThread: { method: 'closeThread', threadId: 't1' },
  reopenThread: { method: 'reopenThread', threadId: 't1' },
  send: { method: 'send', threadId: 't1', post, key: 'k' },
  edit: { method: 'edit', threadId: 't1', platformIds: ['m1', 'm2'], post },
  remove: { method: 'remove', threadId: 't1', platformIds: ['m1'] },
  react: { method: 'react', threadId: 't1', platformId: 'm1', mark: 'seen' },
  typing: { method: 'typing', threadId: 't1' },
  handleWebhook: { method: 'handleWebhook', request },
}

const inboxCalls: InboxCall[] = [
  { method: 'position' },
  {
    method: 'receive',
    inbound: {
      type: 'message',
      ...place,
      author,
      text: 'Hi',
      replyTo: 'm0',
      unsupported: 'photo',
      isAddressed: true,
    },
  },
  { method: 'receive', inbound: { type: 'edit', ...place, author, text: 'Hi', isAddressed: true } },
  { method: 'receive', inbound: { type: 'delete', ...place } },
  { method: 'receive', inbound: { type: 'reaction', platformId: 'm1', author, isApproval: true } },
  {
    method: 'receive',
    inbound: { type: 'command', ...place, author, name: 'close', args: 'now', replyTo: 'm0' },
  },
  { method: 'receive', inbound: { type: 'typing', threadId: 't1', author } },
]

const answers: (ProcessFrame & EngineFrame)[] = [
  { type: 'answer', id: 1, result: ['m1'] },
  { type: 'failure', id: 2, failure: { kind: 'rate-limited', message: 'Too much', retryAfterMs: 5 } },
  { type: 'ping' },
]

const fromEngine: EngineFrame[] = [
  ...answers,
  { type: 'authenticated' },
  { type: 'ready' },
  { type: 'error', error: { error: 'Conflict', message: 'Busy', code: 'BRIDGE_BUSY' }, retryAfterMs: 5 },
  ...Object.values(calls).map((call): EngineFrame => ({ type: 'call', id: 7, call })),
]

const fromProcess: ProcessFrame[] = [
  ...answers,
  { type: 'heard', position: '1718000000.000100' },
  { type: 'ended', failure: { kind: 'misconfigured', message: 'The token was revoked.' } },
  { type: 'leaving' },
  ...inboxCalls.map((call): ProcessFrame => ({ type: 'call', id: 7, call })),
]

const introduction: Required<BridgeFrame> = {
  type: 'bridge',
  id: 'telegram',
  capabilities: {
    maxLength: 4096,
    edits: true,
    removals: true,
    budget: { messages: 20, perMs: 60_000 },
    commandPrefixes: ['/'],
  },
  allowedOperators: ['@ada'],
  has: ['react', 'typing', 'handleWebhook'],
}

function overTheWire<Frame>(schema: z.ZodType<Frame>, frame: Frame): Frame {
  return schema.parse(JSON.parse(JSON.stringify(frame)))
}

describe('the frames between an engine and a bridge’s process', () => {
  it.each(fromEngine.map(frame => [JSON.stringify(frame).slice(0, 60), frame] as const))(
    'from the engine: %s',
    (_, frame) => {
      expect(overTheWire(engineFrameSchema, frame)).toEqual(frame)
    },
  )

  it.each(fromProcess.map(frame => [JSON.stringify(frame).slice(0, 90), frame] as const))(
    'from the process: %s',
    (_, frame) => {
      expect(overTheWire(processFrameSchema, frame)).toEqual(frame)
    },
  )

  it('from the process: what it brings', () => {
    expect(overTheWire(bridgeFrameSchema, introduction)).toEqual(introduction)
  })

  it('hold nothing that the engine does not know, and little of what it does', () => {
    const frames: unknown[] = [
      { type: 'ping', extra: true },
      { type: 'heard', position: 'x'.repeat(1001) },
      { type: 'call', id: 0, call: { method: 'position' } },
      { type: 'call', id: 1, call: { method: 'close' } },
      { type: 'call', id: 1, call: { method: 'receive', inbound: { type: 'delete', ...place, by: 'me' } } },
      { type: 'call', id: 1, call: { method: 'receive', inbound: { type: 'delete', threadId: 't' } } },
      { type: 'failure', id: 1, failure: { kind: 'broken', message: '' } },
    ]
    for (const frame of frames) expect(processFrameSchema.safeParse(frame).success).toBe(false)
    expect(bridgeFrameSchema.safeParse({ ...introduction, has: ['send'] }).success).toBe(false)
  })

  it('of a newer engine are read without what this version does not know', () => {
    const newer = { ...calls.openThread, card: { ...card, mood: 'good' }, urgency: 1 }
    const frame = { type: 'call', id: 7, call: newer, trace: 'x' }
    expect(engineFrameSchema.parse(frame)).toEqual({ type: 'call', id: 7, call: calls.openThread })
  })

  it('carry a platform’s call byte by byte, and its answer', async () => {
    const body = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256)
    const headers = { 'content-type': 'application/json', 'x-signature': 'abc' }
    const call = await toWebhookCall(
      new Request('https://shop.example/b/x?y=1', { method: 'POST', headers, body }),
    )
    const request = toRequest(JSON.parse(JSON.stringify(call)))
    expect(new Uint8Array(await request.arrayBuffer())).toEqual(body)
    expect([request.url, request.headers.get('x-signature')]).toEqual(['https://shop.example/b/x?y=1', 'abc'])
    const response = toResponse(
      await toWebhookAnswer(new Response('ok', { status: 202, headers: { a: 'b' } })),
    )
    expect([response.status, response.headers.get('a'), await response.text()]).toEqual([202, 'b', 'ok'])
    expect(toResponse(await toWebhookAnswer(new Response(null, { status: 204 }))).status).toBe(204)
  })
})
