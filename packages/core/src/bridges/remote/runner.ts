import type { Bridge } from '../../contracts/bridge.ts'
import type { Clock } from '../../contracts/clock.ts'
import type { Logger } from '../../contracts/logger.ts'
import { backoffMs } from '../../outbox/backoff.ts'
import { ERROR_STATUS, type ErrorCode, PocketPingError } from '../../protocol/errors.ts'
import { createCarryOut } from './carry-out.ts'
import type { RefusalFrame } from './frames.ts'
import { createReceiving } from './receiving.ts'
import { createRemoteInbox } from './remote-inbox.ts'
import { createVisit, type Visit, type Wire } from './visit.ts'

/** What a connection tells of itself. `closed` comes once, also where it never opened, and never from inside of `Dial`. */
export interface WireEvents {
  opened(): void
  message(text: string): void
  closed(reason: string): void
}

/** Connects to the engine. */
export type Dial = (events: WireEvents) => Wire

interface RunnerOptions {
  bridge: Bridge
  apiKey: string
  dial: Dial
  clock: Clock
  logger: Logger
  random?: () => number
}

/** A bridge at work in this process. */
export interface RunningBridge {
  /**
   * Resolves when the engine has taken the bridge for the first time. Rejects with a `PocketPingError` where it refuses
   * the key or does not know the bridge: that is logged and tried again all the same, so nobody has to wait for this.
   */
  readonly connected: Promise<void>
  /** Ends in good order: stops receiving, answers what the engine has asked, says goodbye. */
  stop(): Promise<void>
}

// Somebody has to put it right; nobody should have to restart us then.
const REFUSED_MS = 60_000

// Another process has the seat, for as long as it lives.
const BUSY_MS = 5000

const LONGEST_MS = 30_000

// What is under way at the end may take so long.
const PATIENCE_MS = 10_000

const CONNECT_MS = 20_000

const PASSING = new Set(['BRIDGE_BUSY', 'RATE_LIMITED', 'NOT_STARTED', 'INTERNAL'])

/** Keeps a bridge connected to its engine until it is stopped. */
export function createRunner(options: RunnerOptions): RunningBridge {
  const { bridge, apiKey, dial, clock, logger, random = Math.random } = options
  const inbox = createRemoteInbox(logger)
  const receiving = createReceiving({ bridge, inbox, clock })
  const carryOut = createCarryOut(bridge, inbox, receiving)
  const first = Promise.withResolvers<void>()
  // It is logged; whoever does not wait for it must not end of it.
  first.promise.catch(() => undefined)
  let current: { visit: Visit; wire: Wire; closed: Promise<void> } | undefined
  let cancelTimer: (() => void) | undefined
  let attempts = 0
  let lastTrouble = ''
  let stopping: Promise<void> | undefined

  const complain = (trouble: string, how: 'warn' | 'error'): void => {
    // Said once, however often the same is tried again.
    if (trouble !== lastTrouble) logger[how](trouble, { bridge: bridge.id })
    lastTrouble = trouble
  }

  const connect = (): void => {
    const closed = Promise.withResolvers<void>()
    let refusal: RefusalFrame | undefined
    const cancelConnect = clock.after(CONNECT_MS, () => wire.close(4408, 'No answer'))

    const again = (reason: string): number => {
      if (!refusal) {
        complain(`The engine cannot be reached: ${reason}. Trying again`, 'warn')
        attempts += 1
        return Math.min(backoffMs(attempts - 1, random), LONGEST_MS)
      }
      const { code, message } = refusal.error
      const isPassing = PASSING.has(code)
      complain(`The engine refuses this bridge: ${message}`, isPassing ? 'warn' : 'error')
      if (!isPassing) first.reject(new PocketPingError(isCode(code) ? code : 'INTERNAL', message))
      const ms = isPassing ? Math.max(BUSY_MS, refusal.retryAfterMs ?? 0) : REFUSED_MS
      return Math.round(ms * (0.75 + random() / 2))
    }

    const wire = dial({
      opened: () => visit.opened(),
      message: text => visit.receive(text),
      closed(reason) {
        cancelConnect()
        visit.closed()
        if (stopping !== undefined) inbox.giveUp()
        else receiving.away()
        current = undefined
        closed.resolve()
        if (stopping === undefined) cancelTimer = clock.after(again(reason), connect)
      },
    })
    const visit = createVisit({
      wire,
      apiKey,
      bridge,
      inbox,
      carryOut,
      clock,
      logger,
      onReady() {
        cancelConnect()
        attempts = 0
        lastTrouble = ''
        logger.info('Connected to the engine', { bridge: bridge.id })
        first.resolve()
      },
      onRefused(said) {
        refusal = said
      },
    })
    current = { visit, wire, closed: closed.promise }
  }

  const patience = (): Promise<void> => new Promise(resolve => void clock.after(PATIENCE_MS, resolve))

  const end = async (): Promise<void> => {
    cancelTimer?.()
    // First, so that the engine asks nothing more of a bridge that ends.
    const left = current?.visit.leave()
    const stopped = receiving.stop()
    await Promise.race([Promise.allSettled([stopped, left]), patience()])
    if (current) {
      const { wire, closed } = current
      wire.close(1000, 'stopping')
      await closed
    }
    // What still waits for the engine will not hear of it any more.
    inbox.giveUp()
    first.reject(new Error('runBridge() was stopped before the engine had taken the bridge.'))
    await Promise.race([stopped, patience()])
  }

  connect()
  return {
    connected: first.promise,
    stop() {
      stopping ??= end()
      return stopping
    },
  }
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_STATUS, code)
}
