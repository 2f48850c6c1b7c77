import { z } from 'zod'
import type { OutgoingFetch } from '../contracts/outgoing.ts'
import type { Batch, Job } from '../contracts/storage.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { describeEvent } from '../conversation/describe-event.ts'
import { type EventReference, eventReferenceSchema } from '../conversation/events.ts'
import { sessionOfLane } from '../conversation/lanes.ts'
import type { Ending } from '../outbox/pump.ts'
import type { Delivery } from '../protocol/api-types.ts'
import type { Breaker } from './breaker.ts'
import { type CallResult, call } from './call.ts'
import type { DeliveryLog } from './delivery-log.ts'
import { disable } from './disable.ts'
import { DAY_MS, retryDelayMs } from './retries.ts'
import { type Failing, failingKey } from './subscription.ts'
import type { Standing, Subscriptions } from './subscriptions.ts'

/** What calls of webhooks stand on. */
export interface DeliverContext {
  conversation: ConversationContext
  fetch: OutgoingFetch
  subscriptions: Subscriptions
  deliveries: DeliveryLog
  breaker: Breaker
  /** Aborted where calls are cut because this process ends. */
  signal: AbortSignal
}

interface Waiting {
  id: string
  /** When it happened, milliseconds since 1970. */
  at: number
  event: EventReference
}

const waitingSchema: z.ZodType<Waiting> = z.strictObject({
  id: z.string(),
  at: z.number(),
  event: eventReferenceSchema,
})

type Values = NonNullable<Batch['values']>

// So long without a single success, and nobody is there any more.
const DISABLE_AFTER_MS = 3 * DAY_MS

// After a longer silence nobody knows how it stood meanwhile.
const FORGET_AFTER_MS = 2 * DAY_MS

const GONE = 410

// What these say of waiting is meant for every call.
const BUSY = new Set([429, 503])

/** Calls a webhook for one event. */
export async function deliver(context: DeliverContext, webhookId: string, job: Job): Promise<Ending> {
  const { conversation, subscriptions, breaker, signal } = context
  const waiting = waitingSchema.parse(job.payload)
  const sessionId = sessionOfLane(job.lane)
  // Read each time: another process may have changed or removed it.
  const standing = await subscriptions.read(webhookId)
  if (!standing?.subscription.enabled) return { result: 'done' }
  const described = await describeEvent(conversation, sessionId, waiting.at, waiting.event)
  if (!described) return { result: 'done' }
  const { type: event, timestamp, ...data } = described
  const result = await call({
    fetch: context.fetch,
    clock: conversation.clock,
    subscription: standing.subscription,
    id: waiting.id,
    payload: { event, timestamp, data },
    signal,
  })
  // Says nothing of the receiver. Whoever comes next tries again.
  if (!result.isTaken && signal.aborted) return { result: 'retry' }
  const note = (status: Delivery['status']): Promise<Values> => {
    const tried = { id: waiting.id, event, sessionId, attempts: job.attempts + 1 }
    const delivery = deliveryOf(tried, status, result, conversation.clock.now())
    return context.deliveries.note(webhookId, delivery, job.number)
  }
  if (result.isTaken) {
    breaker.succeed()
    const cleared = standing.failing ? [{ key: failingKey(webhookId) }] : []
    return { result: 'done', writes: { values: [...(await note('delivered')), ...cleared] } }
  }
  breaker.fail(BUSY.has(result.responseStatus ?? 0) ? result.retryAfterMs : undefined)
  return afterFailure(context, standing, { job, waiting, result, note })
}

interface Failure {
  job: Job
  waiting: Waiting
  result: CallResult
  note(status: Delivery['status']): Promise<Values>
}

async function afterFailure(
  context: DeliverContext,
  { subscription, failing }: Standing,
  { job, waiting, result, note }: Failure,
): Promise<Ending> {
  const { clock, logger } = context.conversation
  const { id, projectId } = subscription
  const now = clock.now()
  const since = sinceWhen(failing, now)
  const reason = result.error ?? ''
  if (!failing) logger.warn('A webhook fails', { webhook: id, project: projectId, reason })
  const gone = result.responseStatus === GONE ? 'The receiver answered 410 Gone.' : undefined
  const silent = now - since >= DISABLE_AFTER_MS ? `Every call failed for three days. ${reason}` : undefined
  const why = gone ?? silent
  if (why) {
    const isDone = await disable(context, subscription, why, { job, values: await note('failed') })
    if (isDone) return { result: 'settled' }
  }
  const failed: Values = [{ key: failingKey(id), value: { since, lastAt: now } }]
  if (now - waiting.at >= DAY_MS) {
    logger.warn('An event was not taken for a day, and was given up', {
      webhook: id,
      event: waiting.id,
      reason,
    })
    return { result: 'done', writes: { values: [...failed, ...(await note('failed'))] } }
  }
  const delayMs =
    result.retryAfterMs === undefined
      ? retryDelayMs(job.attempts)
      : Math.max(retryDelayMs(0), result.retryAfterMs)
  const values = [...failed, ...(await note('retrying'))]
  return { result: 'retry', until: now + delayMs, writes: { values } }
}

function sinceWhen(failing: Failing | undefined, now: number): number {
  return failing && now - failing.lastAt <= FORGET_AFTER_MS ? failing.since : now
}

/** How one event stands after a call. */
export function deliveryOf(
  tried: Pick<Delivery, 'id' | 'event' | 'sessionId' | 'attempts'>,
  status: Delivery['status'],
  { responseStatus, error }: CallResult,
  now: number,
): Delivery {
  const delivery: Delivery = { ...tried, status, at: new Date(now).toISOString() }
  if (responseStatus !== undefined) delivery.responseStatus = responseStatus
  if (error !== undefined) delivery.error = error
  return delivery
}
