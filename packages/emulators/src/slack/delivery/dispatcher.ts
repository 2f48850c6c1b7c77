import type { Json } from '../wire.ts'
import { makeId, type World } from '../world.ts'
import type { Carrier, Delivery, Disturbances, RetryReason } from './delivery.ts'

/** Hands events to the app until it takes them: at once, then after one and five minutes. */
export interface Dispatcher {
  push(event: Json): void
  /** Carries on with what waits. */
  wake(): void
  /** Makes everything that waits for its time due now. */
  retryNow(): void
  /** Events that the app has not acknowledged and that are not given up. */
  pending(): number
  readonly deliveries: readonly Delivery[]
  stop(): void
}

export interface DispatcherParts {
  world: World
  disturbances: Disturbances
  /** Who carries now; undefined when the app has neither Socket Mode nor a request URL. */
  carrier: () => Carrier | undefined
}

interface QueuedEvent {
  body: Json
  id: string
  name: string
  attempts: number
  reason: RetryReason | undefined
}

// The first retry is almost at once: here without any time between.
const retryDelaysMs = [0, 60_000, 300_000]
const keptDeliveries = 10_000

export function makeDispatcher({ world, disturbances, carrier }: DispatcherParts): Dispatcher {
  const { clock } = world
  const deliveries: Delivery[] = []
  let ready: QueuedEvent[] = []
  const later = new Map<QueuedEvent, unknown>()
  const underWay = new Set<QueuedEvent>()
  let isStopped = false

  const wake = (): void => {
    while (!disturbances.isHeld && !disturbances.isDown && !isStopped) {
      const next = takeNext()
      if (next === undefined) return
      void deliver(next)
    }
  }

  // Where order is disturbed, one event waits until another overtakes it.
  const takeNext = (): QueuedEvent | undefined => {
    if (disturbances.reorder > 0 && ready.length > 0) {
      if (ready.length < 2) return undefined
      disturbances.reorder--
      const [overtaking] = ready.splice(1, 1)
      return overtaking
    }
    return ready.shift()
  }

  const deliver = async (queued: QueuedEvent): Promise<void> => {
    const by = carrier()
    if (by === undefined) return
    underWay.add(queued)
    const delivery = keep({
      at: clock.now(),
      eventId: queued.id,
      event: queued.name,
      via: by.via,
      attempt: queued.attempts++,
      reason: queued.reason,
      answeredAt: undefined,
      status: undefined,
      isAcknowledged: false,
      isLost: false,
      socket: undefined,
    })
    world.changes.notify({ kind: 'delivery' })
    if (delivery.attempt === 0 && disturbances.loseFirst > 0) {
      disturbances.loseFirst--
      delivery.isLost = true
      settle(queued, by.timeoutReason)
      return
    }
    const outcome = await by.carry(queued.body, delivery)
    if (isStopped) return
    if (!outcome.isDone) {
      settle(queued, outcome.isFinal === true ? undefined : outcome.reason)
    } else {
      delivery.isAcknowledged = true
      delivery.answeredAt = clock.now()
      if (disturbances.repeat > 0) {
        disturbances.repeat--
        settle(queued, by.timeoutReason)
      } else {
        settle(queued, undefined)
      }
    }
  }

  const settle = (queued: QueuedEvent, reason: RetryReason | undefined): void => {
    underWay.delete(queued)
    const delayMs = retryDelaysMs[queued.attempts - 1]
    if (reason !== undefined && delayMs !== undefined) {
      queued.reason = reason
      if (delayMs === 0) ready.push(queued)
      else
        later.set(
          queued,
          clock.setTimeout(() => due(queued), delayMs),
        )
    }
    wake()
    world.changes.notify({ kind: 'delivery' })
  }

  const due = (queued: QueuedEvent): void => {
    clock.clearTimeout(later.get(queued))
    later.delete(queued)
    ready.push(queued)
    wake()
  }

  const keep = (delivery: Delivery): Delivery => {
    deliveries.push(delivery)
    if (deliveries.length > keptDeliveries) deliveries.shift()
    return delivery
  }

  return {
    push(event) {
      const id = makeId(world, 'Ev')
      const name = [event.type, event.subtype].filter(part => part !== undefined).join('.')
      ready.push({ body: wrap(world, event, id), id, name, attempts: 0, reason: undefined })
      wake()
    },
    wake,
    retryNow() {
      for (const queued of [...later.keys()]) due(queued)
    },
    pending: () => ready.length + later.size + underWay.size,
    deliveries,
    stop() {
      isStopped = true
      for (const handle of later.values()) clock.clearTimeout(handle)
      later.clear()
      ready = []
    },
  }
}

// The outer part of every event.
function wrap(world: World, event: Json, id: string): Json {
  const item = event.item as { channel?: string } | undefined
  const channel = item?.channel ?? (typeof event.channel === 'string' ? event.channel : '')
  return {
    token: 'emulated-verification-token',
    team_id: world.team.id,
    context_team_id: world.team.id,
    context_enterprise_id: null,
    api_app_id: world.appId,
    event,
    type: 'event_callback',
    event_id: id,
    event_time: Math.floor(world.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: world.team.id,
        user_id: world.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${Buffer.from(JSON.stringify({ et: event.type, tid: world.team.id, aid: world.appId, cid: channel })).toString('base64url')}`,
  }
}
