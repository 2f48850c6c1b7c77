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
  stop(): Promise<void>
}

/**
 * Holds the lease of a bridge's long-lived connection and starts it; hands it back at the end. A bridge that cannot
 * start is tried again for ever: what is wrong is said in the log, and may be put right on the platform.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { bridge, inbox, storage, clock, logger, holder, leaseMs } = options
  const name = `bridge:${bridge.id}`
  let state: 'idle' | 'held' | 'receiving' = 'idle'
  let isStopped = false
  let attempts = 0
  let cancelTimer: (() => void) | undefined
  let turn: Promise<void> = Promise.resolve()

  const step = async (): Promise<number> => {
    const isOurs = await storage.lease({ name, holder, now: clock.now(), leaseMs })
    if (!isOurs) {
      if (state === 'receiving') await bridge.stop()
      state = 'idle'
      return leaseMs / 3
    }
    if (state === 'receiving') {
      attempts = 0
      return leaseMs / 3
    }
    state = 'held'
    await bridge.start(inbox)
    state = 'receiving'
    attempts = 0
    logger.info('Receiving', { bridge: bridge.id })
    return leaseMs / 3
  }

  const tick = (): void => {
    turn = step()
      .catch((error: unknown) => {
        const isOurFault = error instanceof BridgeError && error.kind === 'misconfigured'
        const reason = error instanceof Error ? error.message : String(error)
        const advice = isOurFault ? 'A bridge is not set up' : 'A bridge could not start'
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
    async stop() {
      isStopped = true
      cancelTimer?.()
      await turn
      try {
        await bridge.stop()
      } finally {
        await storage.lease({ name, holder, now: clock.now(), leaseMs: 0 })
      }
    },
  }
}
