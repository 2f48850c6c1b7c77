import type { JsonObject } from '../protocol/json.ts'

const session: JsonObject = {
  id: 'sess_abc123',
  visitorId: 'vis_xyz789',
  projectId: 'proj_def456',
  status: 'active',
  createdAt: '2024-01-15T10:30:00Z',
  lastActivity: '2024-01-15T10:35:00Z',
  seq: 2,
  receipts: { delivered: 1, seen: 1, received: 2, read: 2 },
  metadata: { pageUrl: 'https://example.com/pricing', userAgent: 'Mozilla/5.0...' },
}

const messages: JsonObject[] = [
  {
    id: 'msg_001',
    sessionId: 'sess_abc123',
    content: 'Hello, I have a question',
    type: 'visitor',
    createdAt: '2024-01-15T10:30:00Z',
    seq: 1,
    order: 1,
  },
  {
    id: 'msg_002',
    sessionId: 'sess_abc123',
    content: 'Hi! How can I help?',
    type: 'operator',
    createdAt: '2024-01-15T10:31:00Z',
    seq: 2,
    order: 2,
  },
]

/** The examples of the documentation, by the name of the schema that takes them. */
export const examples: Readonly<Record<string, JsonObject>> = {
  SessionPage: { sessions: [session] },
  SessionWithMessages: session,
  Session: session,
  MessagePage: { messages },
  Message: {
    id: 'msg_003',
    sessionId: 'sess_abc123',
    content: 'Thanks for reaching out!',
    type: 'operator',
    createdAt: '2024-01-15T10:35:00Z',
    seq: 3,
    order: 3,
  },
  SendMessage: { content: 'Thanks for reaching out!', type: 'operator' },
  EditMessage: { content: 'Thank you for reaching out!' },
  Identity: {
    email: 'user@example.com',
    name: 'John Doe',
    customerId: 'cust_123',
    metadata: { plan: 'pro', company: 'Acme Inc' },
  },
  AiSwitch: { enabled: false },
  EmitEvent: { name: 'order-shipped', data: { orderId: 1234 } },
  Emitted: { delivered: 1 },
  NewWebhook: {
    url: 'https://yoursite.com/webhook',
    events: ['session.created', 'message.created', 'session.closed'],
  },
  WebhookChanges: { enabled: true },
  Error: { error: 'Not found', message: 'Session not found', code: 'SESSION_NOT_FOUND' },
}
