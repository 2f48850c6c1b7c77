import { switchAi } from '../conversation/ai-state.ts'
import { forgetDevices } from '../conversation/devices.ts'
import { identifyByHost } from '../conversation/identify.ts'
import { close, reopen } from '../conversation/lifecycle.ts'
import type { ServerApi } from '../protocol/api-types.ts'
import type { ApiContext } from './api-context.ts'
import { changeOwnSession } from './change.ts'
import { emitEvent } from './emit-event.ts'
import { deleteMessage, editMessage, listMessages, sendMessage } from './messages.ts'
import type { Scope } from './scope.ts'
import { findSession, listSessions } from './sessions.ts'
import { eraseVisitor, exportVisitor } from './visitors.ts'
import { webhookApi } from './webhooks.ts'

/** The methods of the server API, for one caller. What comes in was checked against its schema before. */
export function serverApi(context: ApiContext, scope: Scope): ServerApi {
  return {
    sessions: (query = {}) => listSessions(context, scope, query),
    session: (sessionId, options = {}) => findSession(context, scope, sessionId, options),
    closeSession: (sessionId, options) =>
      changeOwnSession(context, scope, sessionId, { request: ['close'], options }, close),
    reopenSession: (sessionId, options) =>
      changeOwnSession(context, scope, sessionId, { request: ['reopen'], options }, reopen),
    messages: (sessionId, query = {}) => listMessages(context, scope, sessionId, query),
    sendMessage: (sessionId, message, options) => sendMessage(context, scope, sessionId, message, options),
    editMessage: (sessionId, messageId, changes) =>
      editMessage(context, scope, sessionId, messageId, changes),
    deleteMessage: (sessionId, messageId) => deleteMessage(context, scope, sessionId, messageId),
    identify: (sessionId, identity, options) =>
      changeOwnSession(context, scope, sessionId, { request: ['identify', identity], options }, draft =>
        identifyByHost(context.conversation, draft, identity),
      ),
    setAi: (sessionId, { enabled }, options) =>
      changeOwnSession(context, scope, sessionId, { request: ['ai', enabled], options }, draft =>
        switchAi(context.conversation, draft, enabled),
      ),
    emitEvent: (sessionId, name, data, options) =>
      emitEvent(context, scope, sessionId, data === undefined ? { name } : { name, data }, options),
    ...webhookApi(context, scope),
    eraseVisitor: (visitorId, options = {}) => eraseVisitor(context, scope, visitorId, options),
    exportVisitor: (visitorId, options = {}) => exportVisitor(context, scope, visitorId, options),
    health: () => context.health(),
  }
}

/** Makes every token of a session useless; its visitor starts a new one. */
export async function revokeToken(context: ApiContext, scope: Scope, sessionId: string): Promise<void> {
  await changeOwnSession(context, scope, sessionId, { request: ['revoke'] }, forgetDevices)
}
