import { type Bridge, type BridgeCapabilities, BridgeError } from '../../contracts/bridge.ts'
import { PocketPingError } from '../../protocol/errors.ts'
import type { BridgeFrame } from './frames.ts'
import { createSeat, type Seat } from './seat.ts'
import { toResponse, toWebhookCall } from './webhook.ts'

/** Options of `remoteBridge()`. */
export interface RemoteBridgeOptions {
  /** Milliseconds for which the process's answer to a call is awaited. Default 60,000. */
  timeoutMs?: number
}

// Nothing is decided by these: until the process has said what its bridge can do, nothing is delivered.
const UNKNOWN: BridgeCapabilities = { maxLength: 1000, edits: false, removals: false, commandPrefixes: ['/'] }

const DEFAULT_TIMEOUT_MS = 60_000

// Anybody may post there, and only the process finds out who it was: strangers must not fill its connection.
const MAX_WEBHOOKS = 50

const seats = new WeakMap<Bridge, Seat>()

/** The seat of a bridge that runs in a process of its own; `undefined` for every other one. */
export function seatOf(bridge: Bridge): Seat | undefined {
  return seats.get(bridge)
}

/**
 * Stands in the engine's `bridges` for a bridge in a process of its own, which connects with `runBridge()` of
 * `@pocketping/core/node`. `id` is that bridge's id, e.g. `telegram`. While no such process is connected, deliveries
 * wait in the storage.
 * @throws PocketPingError `INVALID_OPTIONS`
 */
export function remoteBridge(id: string, options: RemoteBridgeOptions = {}): Bridge {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options
  if (typeof id !== 'string' || !/^[\w.-]{1,64}$/.test(id))
    throw invalid('id: must be the id of the bridge that the process runs, e.g. "telegram"')
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1000 || timeoutMs > 600_000)
    throw invalid('timeoutMs: must be 1000 to 600000 milliseconds')

  // What the process said last stands on the object itself: whoever asks it, asks at the moment of need.
  const become = ({ capabilities, allowedOperators, has }: BridgeFrame): void => {
    bridge.capabilities = capabilities
    if (allowedOperators) bridge.allowedOperators = allowedOperators
    else delete bridge.allowedOperators
    if (has.includes('react')) bridge.react = react
    else delete bridge.react
    if (has.includes('typing')) bridge.typing = typing
    else delete bridge.typing
    takesCalls = has.includes('handleWebhook')
  }
  const seat = createSeat(id, timeoutMs, become)
  let takesCalls = true
  let webhooks = 0

  const react: NonNullable<Bridge['react']> = async (threadId, platformId, mark) => {
    await seat.call({ method: 'react', threadId, platformId, mark })
  }
  const typing: NonNullable<Bridge['typing']> = async threadId => {
    await seat.call({ method: 'typing', threadId })
  }

  const bridge: Changing<Bridge> = {
    id,
    capabilities: UNKNOWN,
    async start() {
      await seat.call({ method: 'start' })
    },
    async stop() {
      // A process that is away ends receiving by itself.
      if (seat.isTaken) await seat.call({ method: 'stop' }).catch(unlessAway)
    },
    openThread: (card, key) => seat.call({ method: 'openThread', card, key }),
    async updateThread(threadId, card, cardId) {
      const call = { method: 'updateThread', threadId, card, ...(cardId ? { cardId } : {}) } as const
      return (await seat.call(call)) ?? undefined
    },
    async closeThread(threadId) {
      await seat.call({ method: 'closeThread', threadId })
    },
    async reopenThread(threadId) {
      await seat.call({ method: 'reopenThread', threadId })
    },
    send: (threadId, post, key) => seat.call({ method: 'send', threadId, post, key }),
    edit: (threadId, platformIds, post) => seat.call({ method: 'edit', threadId, platformIds, post }),
    async remove(threadId, platformIds) {
      await seat.call({ method: 'remove', threadId, platformIds })
    },
    // Always there: the platform is asked to come back for a process that is away, and may take calls.
    async handleWebhook(request) {
      if (!seat.isTaken)
        throw new PocketPingError('NOT_STARTED', 'Not ready yet. Try again.', { retryAfterMs: 5000 })
      if (!takesCalls) throw new PocketPingError('NOT_FOUND', 'There is nothing here.')
      if (webhooks >= MAX_WEBHOOKS)
        throw new PocketPingError('RATE_LIMITED', 'Too much at once. Try again.', { retryAfterMs: 5000 })
      webhooks += 1
      try {
        const call = { method: 'handleWebhook', request: await toWebhookCall(request) } as const
        return toResponse(await seat.call(call))
      } finally {
        webhooks -= 1
      }
    },
  }
  seats.set(bridge, seat)
  return bridge
}

type Changing<Type> = { -readonly [Key in keyof Type]: Type[Key] }

function unlessAway(error: unknown): void {
  const isAway =
    error instanceof BridgeError && (error.kind === 'unavailable' || error.kind === 'rate-limited')
  if (!isAway) throw error
}

function invalid(message: string): PocketPingError {
  return new PocketPingError('INVALID_OPTIONS', `remoteBridge(): ${message}`)
}
