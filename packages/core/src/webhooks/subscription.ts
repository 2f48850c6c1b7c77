import { z } from 'zod'
import type { KeptValue } from '../contracts/storage.ts'
import { API_EVENT_TYPES, type ApiEventType } from '../protocol/api-events.ts'
import type { Webhook, WebhookWithSecret } from '../protocol/api-types.ts'

/** A webhook as it is kept. */
export interface Subscription {
  id: string
  /** One higher with each change: two processes never both make the same one. */
  version: number
  projectId: string
  url: string
  events: ApiEventType[]
  /** `whsec_…`. */
  secret: string
  enabled: boolean
  /** Why it was disabled, where nobody asked for it. */
  reason?: string
  /** Milliseconds since 1970. */
  createdAt: number
}

const subscriptionSchema: z.ZodType<Subscription> = z.strictObject({
  id: z.string(),
  version: z.int(),
  projectId: z.string(),
  url: z.string(),
  events: z.array(z.enum(API_EVENT_TYPES)),
  secret: z.string(),
  enabled: z.boolean(),
  reason: z.string().exactOptional(),
  createdAt: z.number(),
})

/** Since when every call of a webhook has failed, and when the last one did: milliseconds since 1970. */
export interface Failing {
  since: number
  lastAt: number
}

export const failingSchema: z.ZodType<Failing> = z.strictObject({ since: z.number(), lastAt: z.number() })

/** What the keys of all subscriptions begin with. */
export const SUBSCRIPTIONS = 'webhook:'

/** Any other text is no webhook's id, and may be what many keys begin with: it is never looked up. */
export function isWebhookId(text: string): boolean {
  return /^whk_[0-9a-f]{32}$/.test(text)
}

/** Subscriptions among the values that stand under their keys: beside one stands how its calls went. */
export function subscriptionsIn(values: readonly KeptValue[]): Subscription[] {
  return values
    .filter(({ key }) => key.indexOf(':', SUBSCRIPTIONS.length) === -1)
    .map(({ value }) => subscriptionSchema.parse(value))
}

export function subscriptionKey(webhookId: string): string {
  return `${SUBSCRIPTIONS}${webhookId}`
}

/** Beside the subscription, so that a call and somebody who changes the subscription are not in each other's way. */
export function failingKey(webhookId: string): string {
  return `${SUBSCRIPTIONS}${webhookId}:failing`
}

/** What is shown of it afterwards: never the secret. */
export function toWebhook({ id, projectId, url, events, enabled, reason, createdAt }: Subscription): Webhook {
  const webhook = { id, projectId, url, events, enabled, createdAt: new Date(createdAt).toISOString() }
  return reason === undefined ? webhook : { ...webhook, reason }
}

/** What is shown to who creates it. */
export function toWebhookWithSecret(subscription: Subscription): WebhookWithSecret {
  return { ...toWebhook(subscription), secret: subscription.secret }
}
