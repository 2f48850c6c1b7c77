import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import {
  type AckUpdate,
  type AiUpdate,
  type ChangesUpdate,
  type CloseCommand,
  commandSchemas,
  type DeleteCommand,
  type EditCommand,
  type ErrorUpdate,
  type EventCommand,
  type EventUpdate,
  type ForgetCommand,
  type HandoffCommand,
  type HelloFrame,
  helloFrameSchema,
  type IdentifyCommand,
  type Identity,
  identitySchema,
  type Message,
  messageSchema,
  type Page,
  type PageCommand,
  type PollResponse,
  pollResponseSchema,
  type ReadCommand,
  type SendCommand,
  type Session,
  type StartRequest,
  type StartResponse,
  sessionSchema,
  startRequestSchema,
  startResponseSchema,
  type TypingCommand,
  type TypingUpdate,
  type VisitorSession,
  visitorSessionSchema,
  visitorUpdateSchema,
} from './index.ts'

const time = '2026-01-05T09:00:00.000Z'
const page: Required<Page> = { url: 'https://shop.example/a', title: 'A', referrer: 'https://search.example' }
const identity: Required<Identity> = {
  email: 'ann@example.com',
  name: 'Ann',
  customerId: 'c-7',
  metadata: { plan: 'pro', seats: 3, tags: ['a', null, true], deep: { er: 1.5 } },
}
const message: Required<Message> = {
  id: 'msg_00000001',
  sessionId: 'sess_1',
  type: 'operator',
  content: 'Hello',
  createdAt: time,
  seq: 4,
  order: 2,
  editedAt: time,
  deletedAt: time,
  replyTo: 'msg_00000000',
  author: { name: 'Ada', avatarUrl: 'https://shop.example/ada.png' },
  code: 'session.closed',
  sources: [{ title: 'Returns', url: 'https://shop.example/help#returns' }],
}
const visitorSession: Required<VisitorSession> = {
  id: 'sess_1',
  visitorId: 'vis_1',
  projectId: 'default',
  status: 'active',
  createdAt: time,
  lastActivity: time,
  seq: 4,
  receipts: { delivered: 1, seen: 2, received: 3, read: 4 },
  operator: { name: 'Ada', avatarUrl: 'https://shop.example/ada.png' },
  availability: { open: false, backAt: time },
  aiAnswers: true,
}
const { availability: _, aiAnswers: __, ...sessionAsVisitor } = visitorSession
const session: Required<Session> = {
  ...sessionAsVisitor,
  identity: { ...identity, verified: ['customerId', 'email'] },
  claimedBy: { name: 'Ada' },
  isBlocked: true,
  needsReview: true,
  ai: { enabled: false },
  metadata: {
    pageUrl: page.url,
    url: page.url,
    pageTitle: page.title,
    referrer: page.referrer,
    userAgent: 'Mozilla/5.0',
    browser: 'Chrome 141',
    os: 'macOS',
    device: 'desktop',
    language: 'de-CH',
    timeZone: 'Europe/Zurich',
    country: 'CH',
  },
}

function sameAgain(schema: z.ZodType, filled: unknown): void {
  expect(schema.parse(filled)).toEqual(filled)
  expect(schema.parse(JSON.parse(JSON.stringify(filled)))).toEqual(filled)
}

describe('a wire type comes out of its schema as it went in:', () => {
  it('Message', () => sameAgain(messageSchema, message))
  it('VisitorSession', () => sameAgain(visitorSessionSchema, visitorSession))
  it('Session', () => sameAgain(sessionSchema, session))
  it('Identity', () => sameAgain(identitySchema, identity))

  it('StartRequest', () => {
    const filled: Required<StartRequest> = {
      projectId: 'default',
      page,
      language: 'de-CH',
      timeZone: 'Europe/Zurich',
    }
    sameAgain(startRequestSchema, filled)
  })

  it('StartResponse', () => {
    const filled: Required<StartResponse> = { token: 'ppv_x', session: visitorSession }
    sameAgain(startResponseSchema, filled)
  })

  it('HelloFrame', () => {
    const filled: Required<HelloFrame> = { type: 'hello', token: 'ppv_x', after: 7 }
    sameAgain(helloFrameSchema, filled)
  })

  it('PollResponse', () => {
    const filled: Required<PollResponse> = { updates: [{ type: 'typing', active: true }] }
    sameAgain(pollResponseSchema, filled)
  })
})

describe('a command comes out of its schema as it went in:', () => {
  const id = 'msg_00000001'
  const send: Required<SendCommand> = { type: 'send', id, content: 'Hello', replyTo: 'msg_00000000' }
  const edit: Required<EditCommand> = { type: 'edit', id, content: 'Hi' }
  const remove: Required<DeleteCommand> = { type: 'delete', id }
  const typing: Required<TypingCommand> = { type: 'typing', active: false }
  const read: Required<ReadCommand> = { type: 'read', received: 3, read: 2 }
  const event: Required<EventCommand> = {
    type: 'event',
    id: 'evt_00000001',
    name: 'cart',
    data: { items: 2 },
  }
  const identify: Required<IdentifyCommand> = { type: 'identify', identity, proof: { token: 'a.b.c' } }
  const visit: Required<PageCommand> = { type: 'page', page }
  const handoff: Required<HandoffCommand> = { type: 'handoff' }
  const close: Required<CloseCommand> = { type: 'close' }
  const forget: Required<ForgetCommand> = { type: 'forget' }
  const commands = [send, edit, remove, typing, read, event, identify, visit, handoff, close, forget]

  it.for(commands)('$type', command => sameAgain(commandSchemas[command.type], command))

  it('each of them', () => {
    expect(commands.map(({ type }) => type)).toEqual(Object.keys(commandSchemas))
  })
})

describe('an update comes out of its schema as it went in:', () => {
  const changes: Required<ChangesUpdate> = {
    type: 'changes',
    seq: 4,
    session: visitorSession,
    messages: [message],
    older: true,
  }
  const typing: Required<TypingUpdate> = { type: 'typing', active: true, author: { name: 'Ada' } }
  const event: Required<EventUpdate> = { type: 'event', name: 'offer', data: { off: 10 } }
  const ai: Required<AiUpdate> = { type: 'ai', id: 'msg_1', content: 'You may', author: { name: 'AI' } }
  const ack: Required<AckUpdate> = { type: 'ack', ref: '1', seq: 4, message }
  const error: Required<ErrorUpdate> = {
    type: 'error',
    ref: '1',
    error: { error: 'Too many requests', message: 'Try again in 3 s.', code: 'RATE_LIMITED' },
    retryAfterMs: 3000,
  }

  it.for([changes, typing, event, ai, ack, error])('$type', update => sameAgain(visitorUpdateSchema, update))
})
