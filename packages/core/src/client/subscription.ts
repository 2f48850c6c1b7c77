import type { ApiFrame } from '../protocol/api-frames.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { ErrorUpdate } from '../protocol/updates.ts'
import { toError } from './answer.ts'
import { backoffMs } from './backoff.ts'
import { createEventQueue } from './event-queue.ts'
import type { ClientEvent } from './events.ts'
import { type Link, openLink } from './link.ts'
import { createPendingCommands, retryOf } from './pending-commands.ts'
import type { Settings } from './settings.ts'
import type { SubscribeOptions, Subscription, SubscriptionStatus } from './subscription-types.ts'

const KEY_REFUSED = 4401

const FIRST_WAIT_MS = 1000

/** Follows the events of an engine until it is closed or the key is refused. */
export function createSubscription(settings: Settings, options: SubscribeOptions): Subscription {
  const { clock, timeoutMs } = settings
  const { onError = (error: Error) => console.error(error), onStatus } = options
  const connected = Promise.withResolvers<void>()
  // Whoever does not wait for it must not end of it.
  connected.promise.catch(() => undefined)
  const pending = createPendingCommands(clock, timeoutMs)
  let status: SubscriptionStatus = 'connecting'
  let link: Link
  let attempts = 0
  let cancelWait: (() => void) | undefined
  /** What the engine said of the connection itself. */
  let refusal: PocketPingError | undefined
  let isTooMuch = false

  const guarded = (callback: () => void): void => {
    try {
      callback()
    } catch (error) {
      console.error(error)
    }
  }
  const report = (thrown: unknown): void =>
    guarded(() => onError(thrown instanceof Error ? thrown : new Error(String(thrown))))

  const become = (next: SubscriptionStatus, reason?: string): void => {
    if (next !== 'connected') pending.giveUp()
    if (status === next) return
    status = next
    guarded(() => onStatus?.(next, reason))
  }

  const queue = createEventQueue({
    after: options.after,
    handle: event => (event.type === 'gap' ? passGap(options, event) : options.onEvent(event)),
    onError: report,
    onEmpty() {
      if (!isTooMuch || status === 'closed') return
      isTooMuch = false
      connect()
    },
  })

  const end = (error: PocketPingError): void => {
    cancelWait?.()
    link.close()
    connected.reject(error)
    become('closed', error.message)
  }

  const refuse = (error: PocketPingError): void => {
    report(error)
    end(error)
  }

  const receive = (frame: ApiFrame): void => {
    if (frame.type === 'authenticated') {
      attempts = 0
      queue.begin(frame.after)
      become('connected')
      connected.resolve()
    } else if (frame.type === 'ack') {
      pending.settle(frame)
    } else if (frame.type === 'error') {
      if (isAnswer(frame)) pending.settle(frame)
      else refusal = toError(frame.error, retryOf(frame))
    } else if (isEvent(frame) && !queue.add(frame)) {
      // What waits is taken first; the engine keeps the rest so long.
      isTooMuch = true
      link.close()
      become('connecting', 'Too many events wait for onEvent')
    }
  }

  const lost = (code: number, reason: string): void => {
    if (code === KEY_REFUSED) {
      refuse(refusal ?? new PocketPingError('UNAUTHORIZED', 'The engine refuses this apiKey.'))
      return
    }
    if (refusal) report(refusal)
    const waitMs = Math.max(backoffMs(attempts, FIRST_WAIT_MS), refusal?.retryAfterMs ?? 0)
    attempts += 1
    cancelWait = clock.after(waitMs, connect)
    become('connecting', reason)
  }

  const connect = (): void => {
    refusal = undefined
    link = openLink(settings, queue.resumeAfter, { frame: receive, lost })
  }

  connect()
  return {
    get lastEventId() {
      return queue.lastEventId
    },
    connected: connected.promise,
    async send(command) {
      if (status !== 'connected')
        throw new PocketPingError(
          'UNREACHABLE',
          'There is no connection to the engine at the moment, so nothing was sent.',
        )
      return pending.ask(ref => link.send({ ...command, ref }))
    },
    close() {
      queue.clear()
      end(new PocketPingError('UNREACHABLE', 'The subscription was closed.'))
    },
  }
}

function passGap({ onGap }: SubscribeOptions, gap: Extract<ClientEvent, { type: 'gap' }>): unknown {
  if (onGap) return onGap(gap)
  const missed =
    'Events were missed that are kept no longer. Pass onGap, and read the list of sessions there.'
  throw new PocketPingError('NOT_FOUND', missed)
}

function isAnswer(frame: ErrorUpdate): frame is ErrorUpdate & { ref: string } {
  return frame.ref !== undefined
}

/** Also of types that this version does not know: what is not an event has no id. */
function isEvent(frame: ApiFrame): frame is ClientEvent {
  return 'id' in frame && typeof frame.id === 'string'
}
