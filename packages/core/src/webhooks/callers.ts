import type { OutgoingFetch } from '../contracts/outgoing.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { webhookKind } from '../conversation/lanes.ts'
import { createPump, type Pump } from '../outbox/pump.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import { deliver } from './deliver.ts'
import type { DeliveryLog } from './delivery-log.ts'
import type { Subscription } from './subscription.ts'
import type { Subscriptions } from './subscriptions.ts'

/** What calls webhooks: each has a pump of its own, so that a slow one holds up no other. */
export interface Callers {
  /** Begins, goes on or ends with one, as it stands now. */
  follow(webhookId: string, now: Subscription | undefined, before: Subscription | undefined): void
  wake(webhookId: string): void
  /** A call that was not for an event went well. */
  noteSuccess(webhookId: string): void
  stop(): Promise<void>
}

interface CallersOptions {
  conversation: ConversationContext
  subscriptions: Subscriptions
  deliveries: DeliveryLog
  fetch: OutgoingFetch
  leaseMs: number
  /** Aborted where calls that hang are cut. */
  controller: AbortController
}

interface Caller {
  pump: Pump
  breaker: Breaker
}

// Less than a pump waits for what is running, so that what was cut is put back in good order.
const CUT_AFTER_MS = 5000

export function createCallers(options: CallersOptions): Callers {
  const { conversation, subscriptions, deliveries, fetch, leaseMs, controller } = options
  const { storage, clock, logger } = conversation
  const { signal } = controller
  const callers = new Map<string, Caller>()
  const ending = new Set<Promise<void>>()
  let isStopped = false

  const begin = (webhookId: string): Caller => {
    const breaker = createBreaker(clock)
    const context = { conversation, fetch, subscriptions, deliveries, breaker, signal }
    const pump = createPump({
      storage,
      clock,
      logger,
      leaseMs,
      kind: webhookKind(webhookId),
      concurrency: breaker.width,
      pauseMs() {
        // Asked every few seconds: a process that has nothing else to do hears of changes too.
        subscriptions.refresh()
        return breaker.pauseMs()
      },
      handle: job => deliver(context, webhookId, job),
    })
    const caller = { pump, breaker }
    callers.set(webhookId, caller)
    return caller
  }

  const end = (webhookId: string): void => {
    const stopped = callers.get(webhookId)?.pump.stop()
    callers.delete(webhookId)
    if (!stopped) return
    ending.add(stopped)
    void stopped.finally(() => ending.delete(stopped))
  }

  return {
    follow(webhookId, now, before) {
      if (isStopped) return
      if (!now) return end(webhookId)
      // Also for one that is disabled: what another process queued meanwhile is met and dropped.
      const { pump, breaker } = callers.get(webhookId) ?? begin(webhookId)
      if (now.url !== before?.url || now.enabled !== before.enabled) breaker.reset()
      pump.wake()
    },
    wake: webhookId => callers.get(webhookId)?.pump.wake(),
    noteSuccess(webhookId) {
      const caller = callers.get(webhookId)
      caller?.breaker.succeed()
      caller?.pump.wake()
    },
    async stop() {
      isStopped = true
      const cancel = clock.after(CUT_AFTER_MS, () => controller.abort())
      for (const webhookId of [...callers.keys()]) end(webhookId)
      await Promise.all(ending)
      cancel()
    },
  }
}
