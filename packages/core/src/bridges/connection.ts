import { type Bridge, BridgeError, type Inbox } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { Storage } from '../contracts/storage.ts'
import { backoffMs } from '../outbox/backoff.ts'

interface ConnectionOptions {
  bridge: Bridge
  inbox: Inbox
  storage: Storage
  clock: Clock
  logger: Logger
  /** This process, among those that share the storage. */
  holder: string
  leaseMs: number
}

/** Keeps one bridge receiving in one of all processes. */
export interface Connection {
  /** Resolves after the first try: receiving, held by another process, or failed and logged. */
  start(): Promise<void>
  /** The bridge can receive no more by itself: it is stopped, and started again after a while. */
  ended(error: Error): void
  stop(): Promise<void>
}

const STEADY_MS = 600_000

/**
 * Holds the lease of a bridge's long-lived connection and starts it; hands it back at the end. A bridge that cannot
 * start is tried again for ever: what is wrong is said in the log, and may be put right on the platform.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { bridge, inbox, storage, clock, logger, holder, leaseMs } = options
  const name = `bridge:${bridge.id}`
  let state: 'idle' | 'held' | 'receiving' = 'idle'
  let isStopped = false
  let hasEnded: Error | undefined
  let attempts = 0
  let receivingSince = 0
  let cancelTimer: (() => void) | undefined
  let turn: Promise<void> = Promise.resolve()

  const step = async (): Promise<number> => {
    const isOurs = await storage.lease({ name, holder, now: clock.now(), leaseMs })
    if (!isOurs) {
      if (state === 'receiving') await bridge.stop()
      state = 'idle'
      return leaseMs / 3
    }
    if (hasEnded) {
      const error = hasEnded
      hasEnded = undefined
      state = 'held'
      await bridge.stop()
      throw error
    }
    if (state === 'receiving') {
      // One that ends soon after each start is tried less and less often.
      if (clock.now() - receivingSince > STEADY_MS) attempts = 0
      return leaseMs / 3
    }
    state = 'held'
    hasEnded = undefined
    await bridge.start(inbox)
    state = 'receiving'
    receivingSince = clock.now()
    logger.info('Receiving', { bridge: bridge.id })
    return leaseMs / 3
  }

  const tick = (): void => {
    turn = step()
      .catch((error: unknown) => {
        const isOurFault = error instanceof BridgeError && error.kind === 'misconfigured'
        const reason = error instanceof Error ? error.message : String(error)
        const advice = isOurFault ? 'A bridge is not set up' : 'A bridge does not receive'
        logger.error(advice, { bridge: bridge.id, reason })
        attempts += 1
        // What is held is renewed before it lapses, however often that failed.
        return state === 'receiving' ? leaseMs / 3 : Math.max(leaseMs / 3, backoffMs(attempts))
      })
      .then(ms => {
        if (!isStopped) cancelTimer = clock.after(ms, tick)
      })
  }

  return {
    async start() {
      tick()
      await turn
    },
    ended(error) {
      if (state !== 'idle') hasEnded = error
    },
    async stop() {
      isStopped = true
      cancelTimer?.()
      // A start under way may hang; a bridge that is told to stop gives it up. What goes wrong is told by the second call.
      const givenUp = state === 'held' ? [Promise.allSettled([bridge.stop()])] : []
      await Promise.race([turn, ...givenUp])
      try {
        await bridge.stop()
      } finally {
        await storage.lease({ name, holder, now: clock.now(), leaseMs: 0 })
      }
    },
  }
}
