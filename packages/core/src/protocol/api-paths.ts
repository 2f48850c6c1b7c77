import type { ServerApi } from './api-types.ts'

/** A method of the API as a request: `path` below the mount, with `:name` in the place of each argument before the last. */
export interface ApiPath {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  /** What the argument after those of the path is. */
  input?: 'query' | 'body'
  /** True where the same call twice would do something twice: it takes an `Idempotency-Key`. */
  repeatable?: true
}

/** Every call of the API. No schema stands here, so that a client in a browser loads none. */
export const apiPaths: { readonly [Name in keyof ServerApi]: ApiPath } = {
  sessions: { method: 'GET', path: '/sessions', input: 'query' },
  session: { method: 'GET', path: '/sessions/:sessionId', input: 'query' },
  closeSession: { method: 'POST', path: '/sessions/:sessionId/close', repeatable: true },
  reopenSession: { method: 'POST', path: '/sessions/:sessionId/reopen', repeatable: true },
  messages: { method: 'GET', path: '/sessions/:sessionId/messages', input: 'query' },
  sendMessage: {
    method: 'POST',
    path: '/sessions/:sessionId/messages',
    input: 'body',
    repeatable: true,
  },
  editMessage: { method: 'PATCH', path: '/sessions/:sessionId/messages/:messageId', input: 'body' },
  deleteMessage: { method: 'DELETE', path: '/sessions/:sessionId/messages/:messageId' },
  identify: { method: 'POST', path: '/sessions/:sessionId/identify', input: 'body', repeatable: true },
  setAi: { method: 'POST', path: '/sessions/:sessionId/ai', input: 'body', repeatable: true },
  emitEvent: { method: 'POST', path: '/sessions/:sessionId/events', input: 'body', repeatable: true },
  createWebhook: { method: 'POST', path: '/webhooks', input: 'body', repeatable: true },
  webhooks: { method: 'GET', path: '/webhooks', input: 'query' },
  webhook: { method: 'GET', path: '/webhooks/:webhookId' },
  updateWebhook: { method: 'PATCH', path: '/webhooks/:webhookId', input: 'body' },
  deleteWebhook: { method: 'DELETE', path: '/webhooks/:webhookId' },
  webhookDeliveries: { method: 'GET', path: '/webhooks/:webhookId/deliveries' },
  testWebhook: { method: 'POST', path: '/webhooks/:webhookId/test', repeatable: true },
  eraseVisitor: { method: 'DELETE', path: '/visitors/:visitorId', input: 'query' },
  exportVisitor: { method: 'GET', path: '/visitors/:visitorId/export', input: 'query' },
  health: { method: 'GET', path: '/health' },
}
