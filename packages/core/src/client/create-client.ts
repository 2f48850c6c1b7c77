import type { ServerApi } from '../protocol/api-types.ts'
import { type ErrorCode, PocketPingError } from '../protocol/errors.ts'
import { createCall } from './call.ts'
import { type ClientEvent, iterateEvents } from './events.ts'
import { type ClientOptions, readOptions } from './settings.ts'
import { createSubscription } from './subscription.ts'
import type { EventsOptions, SubscribeOptions, Subscription } from './subscription-types.ts'

/** The API of an engine in another process. */
export interface PocketPingClient extends ServerApi {
  /**
   * Follows what happens, in order and without an end: connects again whenever the connection is lost.
   * @throws PocketPingError `INVALID_OPTIONS`
   */
  subscribe(options: SubscribeOptions): Subscription
  /** The same as an iteration, which ends with the loop or the signal. Throws where the key is refused. */
  events(options?: EventsOptions): AsyncGenerator<ClientEvent, void>
}

/**
 * Makes a client of the server API. It does nothing before its first call.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix
 */
export function createClient(options: ClientOptions): PocketPingClient {
  const settings = readOptions(options)
  const call = createCall(settings)
  const subscribe = (how: SubscribeOptions): Subscription => createSubscription(settings, how)
  return {
    sessions: query => call('sessions', [], query),
    session: (id, query) => unless('SESSION_NOT_FOUND', call('session', [id], query)),
    closeSession: (id, how) => call('closeSession', [id], undefined, how),
    reopenSession: (id, how) => call('reopenSession', [id], undefined, how),
    messages: (id, query) => call('messages', [id], query),
    sendMessage: (id, message, how) => call('sendMessage', [id], message, how),
    editMessage: (id, messageId, changes) => call('editMessage', [id, messageId], changes),
    deleteMessage: (id, messageId) => call('deleteMessage', [id, messageId]),
    identify: (id, identity, how) => call('identify', [id], identity, how),
    setAi: (id, ai, how) => call('setAi', [id], ai, how),
    emitEvent: (id, name, data, how) => call('emitEvent', [id], { name, data }, how),
    createWebhook: (webhook, how) => call('createWebhook', [], webhook, how),
    webhooks: query => call('webhooks', [], query),
    webhook: id => unless('WEBHOOK_NOT_FOUND', call('webhook', [id])),
    updateWebhook: (id, changes) => call('updateWebhook', [id], changes),
    deleteWebhook: id => call('deleteWebhook', [id]),
    webhookDeliveries: id => call('webhookDeliveries', [id]),
    testWebhook: (id, how) => call('testWebhook', [id], undefined, how),
    eraseVisitor: (id, query) => call('eraseVisitor', [id], query),
    exportVisitor: (id, query) => call('exportVisitor', [id], query),
    health: () => call('health', []),
    subscribe,
    events: how => iterateEvents(subscribe, how),
  }
}

/** What there is not is undefined, not an error. */
async function unless<Value>(code: ErrorCode, answer: Promise<Value>): Promise<Value | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof PocketPingError && error.code === code) return undefined
    throw error
  }
}
