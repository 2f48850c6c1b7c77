import { z } from 'zod'
import type { Clock } from '../contracts/clock.ts'
import type { SessionRecord } from '../contracts/records.ts'
import type { Batch, Storage } from '../contracts/storage.ts'
import { API_EVENT_TYPES } from '../protocol/api-events.ts'
import type { Delivery } from '../protocol/api-types.ts'
import { isWebhookId, SUBSCRIPTIONS, subscriptionsIn } from './subscription.ts'

type Values = NonNullable<Batch['values']>

/** How the latest events stand with each webhook: ids and outcomes, never content. */
export interface DeliveryLog {
  /** What to store for one; `number` orders those of one moment. */
  note(webhookId: string, delivery: Delivery, number: number): Promise<Values>
  /** What to store where all that waits is dropped. */
  giveUp(webhookId: string): Promise<Values>
  /** What to store where the webhook is removed. */
  forget(webhookId: string): Promise<Values>
  /** Newest first. */
  list(webhookId: string): Promise<Delivery[]>
}

interface Kept {
  number: number
  delivery: Delivery
}

const keptSchema: z.ZodType<Kept> = z.strictObject({
  number: z.number(),
  delivery: z.strictObject({
    id: z.string(),
    event: z.enum([...API_EVENT_TYPES, 'webhook.test']),
    sessionId: z.string().exactOptional(),
    status: z.enum(['delivered', 'retrying', 'failed']),
    attempts: z.number(),
    at: z.string(),
    responseStatus: z.number().exactOptional(),
    error: z.string().exactOptional(),
  }),
})

const MAX_KEPT = 100

// Other processes add some too.
const READ_AGAIN_MS = 60_000

const prefixOf = (webhookId: string): string => `webhook-delivery:${webhookId}:`

/** What is there of one webhook, to know what is too much without reading it each time. */
interface Known {
  readAt: number
  /** Place of each by its key. */
  places: Map<string, Place>
}

interface Place {
  at: string
  number: number
}

export function createDeliveryLog({ storage, clock }: { storage: Storage; clock: Clock }): DeliveryLog {
  const known = new Map<string, Promise<Known>>()

  const read = async (webhookId: string): Promise<[string, Kept][]> => {
    const values = await storage.listValues(prefixOf(webhookId))
    return values.map(({ key, value }) => [key, keptSchema.parse(value)])
  }

  const readPlaces = async (webhookId: string): Promise<Known> => {
    const found = await read(webhookId)
    const places = found.map(([key, kept]): [string, Place] => [key, placeOf(kept)])
    return { readAt: clock.now(), places: new Map(places) }
  }

  const placesOf = async (webhookId: string): Promise<Map<string, Place>> => {
    const there = await known.get(webhookId)?.catch(() => undefined)
    const age = there ? clock.now() - there.readAt : Number.POSITIVE_INFINITY
    if (there && age >= 0 && age < READ_AGAIN_MS) return there.places
    const reading = readPlaces(webhookId)
    known.set(webhookId, reading)
    return (await reading).places
  }

  return {
    async note(webhookId, delivery, number) {
      const places = await placesOf(webhookId)
      const kept = { number, delivery }
      const key = prefixOf(webhookId) + delivery.id
      places.set(key, placeOf(kept))
      const values: Values[number][] = [{ key, value: { number, delivery: { ...delivery } } }]
      if (places.size <= MAX_KEPT) return values
      const oldestFirst = [...places].sort(([, one], [, other]) => inOrder(one, other))
      for (const [old] of oldestFirst.slice(0, places.size - MAX_KEPT)) {
        places.delete(old)
        values.push({ key: old })
      }
      return values
    },
    async giveUp(webhookId) {
      const waiting = (await read(webhookId)).filter(([, { delivery }]) => delivery.status === 'retrying')
      return waiting.map(([key, { number, delivery }]) => ({
        key,
        value: { number, delivery: { ...delivery, status: 'failed' } },
      }))
    },
    async forget(webhookId) {
      known.delete(webhookId)
      return (await read(webhookId)).map(([key]) => ({ key }))
    },
    async list(webhookId) {
      if (!isWebhookId(webhookId)) return []
      const found = (await read(webhookId)).map(([, kept]) => kept)
      const newestFirst = found.sort((one, other) => inOrder(placeOf(other), placeOf(one)))
      return newestFirst.slice(0, MAX_KEPT).map(({ delivery }) => delivery)
    },
  }
}

/** Keys of all that is kept of calls for one session: only webhooks of its project are called for it. */
export async function keptOfSession(
  storage: Pick<Storage, 'listValues'>,
  { id: sessionId, projectId }: Pick<SessionRecord, 'id' | 'projectId'>,
): Promise<string[]> {
  // From the storage: another process may have made one that is not known here yet.
  const all = subscriptionsIn(await storage.listValues(SUBSCRIPTIONS))
  const keys: string[] = []
  for (const { id } of all.filter(one => one.projectId === projectId))
    for (const { key, value } of await storage.listValues(prefixOf(id)))
      if (keptSchema.parse(value).delivery.sessionId === sessionId) keys.push(key)
  return keys
}

function placeOf({ number, delivery }: Kept): Place {
  return { at: delivery.at, number }
}

/** ISO times of one length are in order as texts. */
function inOrder(one: Place, other: Place): number {
  if (one.at === other.at) return one.number - other.number
  return one.at < other.at ? -1 : 1
}
