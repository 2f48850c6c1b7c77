import { apiPaths } from '../protocol/api-paths.ts'
import type { ServerApi } from '../protocol/api-types.ts'
import { ERROR_STATUS, type ErrorCode } from '../protocol/errors.ts'
import { CREATING, OPEN } from './api-routes.ts'

/** One call as its description names it. */
export interface Operation {
  tag: 'Sessions' | 'Messages' | 'Webhooks' | 'Visitors' | 'Health'
  summary: string
  /** Names of the schemas of what it takes as a body, and of what it answers. */
  body?: string
  answer: string
  /** What it is refused with, beside what every call is. */
  refusals?: readonly ErrorCode[]
}

/** What is to be said of each call, in the order of the documentation. */
export const operations: { readonly [Name in keyof ServerApi]: Operation } = {
  sessions: {
    tag: 'Sessions',
    summary: 'A page of sessions, newest activity first.',
    answer: 'SessionPage',
    refusals: ['PROJECT_NOT_FOUND'],
  },
  session: {
    tag: 'Sessions',
    summary: 'One session; with `include=messages` the newest 100 messages too.',
    answer: 'SessionWithMessages',
    refusals: ['SESSION_NOT_FOUND'],
  },
  closeSession: {
    tag: 'Sessions',
    summary: 'Ends a conversation; a closed one stays as it is.',
    answer: 'Session',
    refusals: ['SESSION_NOT_FOUND'],
  },
  reopenSession: {
    tag: 'Sessions',
    summary: 'Takes a conversation up again; an active one stays as it is.',
    answer: 'Session',
    refusals: ['SESSION_NOT_FOUND'],
  },
  messages: {
    tag: 'Messages',
    summary: 'Messages in the order they were written, without operators’ notes.',
    answer: 'MessagePage',
    refusals: ['SESSION_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
  },
  sendMessage: {
    tag: 'Messages',
    summary: 'Says something to the visitor; operators see it in their threads.',
    body: 'SendMessage',
    answer: 'Message',
    refusals: ['SESSION_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
  },
  editMessage: {
    tag: 'Messages',
    summary: 'Changes what was said to the visitor.',
    body: 'EditMessage',
    answer: 'Message',
    refusals: ['SESSION_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'MESSAGE_DELETED', 'MESSAGE_NOT_EDITABLE'],
  },
  deleteMessage: {
    tag: 'Messages',
    summary: 'Takes back a message, a visitor’s too; an empty place stays.',
    answer: 'Message',
    refusals: ['SESSION_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
  },
  identify: {
    tag: 'Sessions',
    summary: 'Says who the visitor is; it counts as verified. What is not named stays as it was.',
    body: 'Identity',
    answer: 'Session',
    refusals: ['SESSION_NOT_FOUND', 'IDENTITY_MISMATCH'],
  },
  setAi: {
    tag: 'Sessions',
    summary: 'Switches the AI on or off for one conversation.',
    body: 'AiSwitch',
    answer: 'Session',
    refusals: ['SESSION_NOT_FOUND'],
  },
  emitEvent: {
    tag: 'Sessions',
    summary: 'Sends a custom event to the visitor’s open pages; it is not kept for later.',
    body: 'EmitEvent',
    answer: 'Emitted',
    refusals: ['SESSION_NOT_FOUND'],
  },
  createWebhook: {
    tag: 'Webhooks',
    summary: 'Subscribes an address to what happens. The secret is given this once.',
    body: 'NewWebhook',
    answer: 'WebhookWithSecret',
    refusals: ['PROJECT_NOT_FOUND', 'TOO_MANY_WEBHOOKS'],
  },
  webhooks: {
    tag: 'Webhooks',
    summary: 'A project’s webhooks, oldest first.',
    answer: 'WebhookList',
    refusals: ['PROJECT_NOT_FOUND'],
  },
  webhook: {
    tag: 'Webhooks',
    summary: 'One webhook.',
    answer: 'Webhook',
    refusals: ['WEBHOOK_NOT_FOUND'],
  },
  updateWebhook: {
    tag: 'Webhooks',
    summary: 'Changes a webhook, or takes up one again that was disabled.',
    body: 'WebhookChanges',
    answer: 'Webhook',
    refusals: ['WEBHOOK_NOT_FOUND'],
  },
  deleteWebhook: {
    tag: 'Webhooks',
    summary: 'Removes a webhook with everything that waits for it.',
    answer: 'Deleted',
    refusals: ['WEBHOOK_NOT_FOUND'],
  },
  webhookDeliveries: {
    tag: 'Webhooks',
    summary: 'How the latest 100 calls went, newest first.',
    answer: 'DeliveryList',
    refusals: ['WEBHOOK_NOT_FOUND'],
  },
  testWebhook: {
    tag: 'Webhooks',
    summary: 'Calls the webhook once, now, with the event `webhook.test`; a failure is an answer.',
    answer: 'Delivery',
    refusals: ['WEBHOOK_NOT_FOUND'],
  },
  eraseVisitor: {
    tag: 'Visitors',
    summary: 'Removes everything that is kept of a visitor. Threads on the platforms are named, and stay.',
    answer: 'Erasure',
    refusals: ['VISITOR_NOT_FOUND', 'PROJECT_NOT_FOUND'],
  },
  exportVisitor: {
    tag: 'Visitors',
    summary: 'Everything that is kept of a visitor.',
    answer: 'VisitorExport',
    refusals: ['VISITOR_NOT_FOUND', 'PROJECT_NOT_FOUND'],
  },
  health: {
    tag: 'Health',
    summary: 'How the engine is doing: what waits, and whether the platforms are reached.',
    answer: 'Health',
  },
}

/** Every code that a call may be refused with, by its HTTP status. */
export function refusalsOf(name: keyof ServerApi): Map<number, ErrorCode[]> {
  const { method, repeatable } = apiPaths[name]
  const codes: ErrorCode[] = ['BAD_REQUEST']
  if (method !== 'GET') codes.push('INVALID_JSON')
  if (!OPEN.has(name)) codes.push('UNAUTHORIZED')
  codes.push(...(operations[name].refusals ?? []))
  if (method !== 'GET') codes.push('BODY_TOO_LARGE')
  if (repeatable) codes.push('IDEMPOTENCY_MISMATCH')
  codes.push('RATE_LIMITED', 'INTERNAL', 'NOT_STARTED')
  return Map.groupBy(codes, code => ERROR_STATUS[code])
}

/** The HTTP status of a call that went well. */
export function successOf(name: keyof ServerApi): 200 | 201 {
  return CREATING.has(name) ? 201 : 200
}
