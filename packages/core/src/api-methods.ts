import { parse } from './conversation/parse.ts'
import { inputSchemas } from './protocol/api-schemas.ts'
import type * as Api from './protocol/api-types.ts'
import type { JsonObject } from './protocol/json.ts'
import type { Message } from './protocol/message.ts'
import type { Identity, Session } from './protocol/session.ts'

/**
 * The methods of the server API on the engine itself: the same names and types as over HTTP and in the client, and
 * the same checks. All of them reject with a `PocketPingError`, `BAD_REQUEST` naming the field.
 */
export abstract class ApiMethods implements Api.ServerApi {
  /** What they go to, once it is ready. */
  protected abstract api(): Promise<Api.ServerApi>

  /** A page of sessions, newest activity first. @throws PocketPingError `PROJECT_NOT_FOUND` */
  async sessions(query: Api.SessionsQuery = {}): Promise<Api.SessionPage> {
    return (await this.api()).sessions(checked('sessions', query))
  }

  /** The session with this id, if there is one. */
  async session(
    sessionId: string,
    options: Api.SessionOptions = {},
  ): Promise<Api.SessionWithMessages | undefined> {
    return (await this.api()).session(sessionId, checked('session', options))
  }

  /** Ends a conversation; a closed one stays as it is. @throws PocketPingError `SESSION_NOT_FOUND` */
  async closeSession(sessionId: string, options?: Api.CallOptions): Promise<Session> {
    return (await this.api()).closeSession(sessionId, options)
  }

  /** Takes a conversation up again; an active one stays as it is. @throws PocketPingError `SESSION_NOT_FOUND` */
  async reopenSession(sessionId: string, options?: Api.CallOptions): Promise<Session> {
    return (await this.api()).reopenSession(sessionId, options)
  }

  /** Messages in the order they were written, without operators' notes. @throws PocketPingError `SESSION_NOT_FOUND`, `MESSAGE_NOT_FOUND` */
  async messages(sessionId: string, query: Api.MessagesQuery = {}): Promise<Api.MessagePage> {
    return (await this.api()).messages(sessionId, checked('messages', query))
  }

  /** Says something to a visitor; operators see it in their threads. @throws PocketPingError `SESSION_NOT_FOUND`, `MESSAGE_NOT_FOUND` of `replyTo` */
  async sendMessage(
    sessionId: string,
    message: Api.SendMessage,
    options?: Api.CallOptions,
  ): Promise<Message> {
    return (await this.api()).sendMessage(sessionId, checked('sendMessage', message), options)
  }

  /** Changes what was said to a visitor. @throws PocketPingError `MESSAGE_NOT_FOUND`, `MESSAGE_NOT_EDITABLE`, `MESSAGE_DELETED` */
  async editMessage(sessionId: string, messageId: string, changes: Api.EditMessage): Promise<Message> {
    return (await this.api()).editMessage(sessionId, messageId, checked('editMessage', changes))
  }

  /** Takes back a message, a visitor's too; an empty place stays. @throws PocketPingError `MESSAGE_NOT_FOUND` */
  async deleteMessage(sessionId: string, messageId: string): Promise<Message> {
    return (await this.api()).deleteMessage(sessionId, messageId)
  }

  /** Says who the visitor is; what your server says counts as verified. @throws PocketPingError `SESSION_NOT_FOUND` */
  async identify(sessionId: string, identity: Identity, options?: Api.CallOptions): Promise<Session> {
    return (await this.api()).identify(sessionId, checked('identify', identity), options)
  }

  /** Switches the AI on or off for one conversation. @throws PocketPingError `SESSION_NOT_FOUND` */
  async setAi(sessionId: string, ai: Api.AiSwitch, options?: Api.CallOptions): Promise<Session> {
    return (await this.api()).setAi(sessionId, checked('setAi', ai), options)
  }

  /** Sends a custom event to the visitor's open pages; it is not kept for later. Answers with how many got it. */
  async emitEvent(
    sessionId: string,
    name: string,
    data?: JsonObject,
    options?: Api.CallOptions,
  ): Promise<Api.Emitted> {
    const event = checked<Api.EmitEvent>('emitEvent', data === undefined ? { name } : { name, data })
    return (await this.api()).emitEvent(sessionId, event.name, event.data, options)
  }

  /** Subscribes an address to what happens. The secret is given this once. @throws PocketPingError `TOO_MANY_WEBHOOKS` */
  async createWebhook(webhook: Api.NewWebhook, options?: Api.CallOptions): Promise<Api.WebhookWithSecret> {
    return (await this.api()).createWebhook(checked('createWebhook', webhook), options)
  }

  /** A project's webhooks, oldest first. */
  async webhooks(query: Api.WebhooksQuery = {}): Promise<Api.WebhookList> {
    return (await this.api()).webhooks(checked('webhooks', query))
  }

  /** The webhook with this id, if there is one. */
  async webhook(webhookId: string): Promise<Api.Webhook | undefined> {
    return (await this.api()).webhook(webhookId)
  }

  /** Changes a webhook, or takes up one again that was disabled. @throws PocketPingError `WEBHOOK_NOT_FOUND` */
  async updateWebhook(webhookId: string, changes: Api.WebhookChanges): Promise<Api.Webhook> {
    return (await this.api()).updateWebhook(webhookId, checked('updateWebhook', changes))
  }

  /** Removes a webhook with everything that waits for it. @throws PocketPingError `WEBHOOK_NOT_FOUND` */
  async deleteWebhook(webhookId: string): Promise<Api.Deleted> {
    return (await this.api()).deleteWebhook(webhookId)
  }

  /** How the latest 100 calls went, newest first. @throws PocketPingError `WEBHOOK_NOT_FOUND` */
  async webhookDeliveries(webhookId: string): Promise<Api.DeliveryList> {
    return (await this.api()).webhookDeliveries(webhookId)
  }

  /** Calls a webhook once, now, with the event `webhook.test`; a failure is an answer. @throws PocketPingError `WEBHOOK_NOT_FOUND` */
  async testWebhook(webhookId: string, options?: Api.CallOptions): Promise<Api.Delivery> {
    return (await this.api()).testWebhook(webhookId, options)
  }

  /** Removes everything that is kept of a visitor. Threads on the platforms are named, and stay. @throws PocketPingError `VISITOR_NOT_FOUND` */
  async eraseVisitor(visitorId: string, options: Api.VisitorOptions = {}): Promise<Api.Erasure> {
    return (await this.api()).eraseVisitor(visitorId, checked('eraseVisitor', options))
  }

  /** Everything that is kept of a visitor. @throws PocketPingError `VISITOR_NOT_FOUND` */
  async exportVisitor(visitorId: string, options: Api.VisitorOptions = {}): Promise<Api.VisitorExport> {
    return (await this.api()).exportVisitor(visitorId, checked('exportVisitor', options))
  }

  /** How the engine is doing: what waits, and whether the platforms are reached. */
  async health(): Promise<Api.Health> {
    return (await this.api()).health()
  }
}

/** What comes from JavaScript is checked like what comes over HTTP. @throws PocketPingError `BAD_REQUEST` */
function checked<Input>(call: keyof typeof inputSchemas, input: Input): Input {
  const schema = inputSchemas[call]
  return schema ? (parse(schema, input) as Input) : input
}
