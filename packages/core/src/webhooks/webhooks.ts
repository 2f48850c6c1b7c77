import type { NewKey } from '../contracts/storage.ts'
import type { ApiEventType } from '../protocol/api-events.ts'
import type { Delivery, Webhook, WebhookChanges, WebhookWithSecret } from '../protocol/api-types.ts'

/** The subscriptions of all projects, and what calls them. */
export interface Webhooks {
  /** Reads them, and takes up what waits. Called at the start. */
  load(): Promise<void>
  /** Enabled ones of a project, as this process knows them. */
  of(projectId: string): readonly { id: string; events: readonly ApiEventType[] }[]
  /** There may be something to call one of. */
  wake(webhookId: string): void
  stop(): Promise<void>
  /** All of a project, oldest first. */
  list(projectId: string): Promise<Webhook[]>
  find(webhookId: string): Promise<Webhook | undefined>
  /** As it stands now, with its secret: what is kept of a creation is only the id. */
  withSecret(webhookId: string): Promise<WebhookWithSecret | undefined>
  /** `keyOf` gives a key to store in the same commit; `undefined` where that was there already. @throws PocketPingError */
  create(
    webhook: Pick<Webhook, 'projectId' | 'url' | 'events'>,
    keyOf: (answer: WebhookWithSecret) => NewKey | undefined,
  ): Promise<WebhookWithSecret | undefined>
  /** @throws PocketPingError `WEBHOOK_NOT_FOUND`, `BAD_REQUEST` */
  update(webhookId: string, changes: WebhookChanges): Promise<Webhook>
  /** Removes it with everything that waits for it. */
  remove(webhookId: string): Promise<void>
  deliveries(webhookId: string): Promise<Delivery[]>
  /** Calls it now, once, with an event `webhook.test`. */
  test(webhookId: string): Promise<Delivery>
}
