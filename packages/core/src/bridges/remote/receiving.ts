import type { Bridge } from '../../contracts/bridge.ts'
import type { Clock } from '../../contracts/clock.ts'
import type { RemoteInbox } from './remote-inbox.ts'

/** Whether the bridge of this process receives; as its engine wants it. */
export interface Receiving {
  /** Begins, or goes on. @throws BridgeError as `Bridge.start` does */
  start(): Promise<void>
  /** Ends. Safe to call twice. */
  stop(): Promise<void>
  /** The engine is away: what the platform tells waits for it, for a while. */
  away(): void
}

interface ReceivingOptions {
  bridge: Bridge
  inbox: RemoteInbox
  clock: Pick<Clock, 'after'>
}

// Longer than an engine's lease: by then another engine has taken over, and perhaps another process with it.
const GRACE_MS = 30_000

export function createReceiving({ bridge, inbox, clock }: ReceivingOptions): Receiving {
  let isStarted = false
  /** It was started, or is being started, and nobody has told it to end. */
  let isWanted = false
  let isEnding = false
  let isAway = true
  let cancelGrace: (() => void) | undefined
  let turn: Promise<unknown> = Promise.resolve()

  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const mine = turn.then(act)
    // Whoever waits for it is told; the next in turn goes on all the same.
    turn = mine.catch(() => undefined)
    return mine
  }

  const keep = (): void => {
    cancelGrace?.()
    cancelGrace = undefined
  }

  const end = async (): Promise<void> => {
    isEnding = true
    try {
      const ended = bridge.stop()
      // A bridge may wait for what it handed in, and nobody is there to take it. It is not confirmed, so it comes again.
      if (isAway) inbox.giveUp()
      await ended
      isStarted = false
    } finally {
      isEnding = false
    }
  }

  const stop = (): Promise<void> => {
    isWanted = false
    keep()
    return inTurn(end)
  }

  return {
    start() {
      keep()
      isWanted = true
      isAway = false
      return inTurn(async () => {
        if (isStarted && !inbox.hasEnded) return
        if (isStarted) await bridge.stop()
        inbox.hasEnded = false
        await bridge.start(inbox)
        isStarted = true
      })
    },
    stop,
    away() {
      isAway = true
      if (isEnding) inbox.giveUp()
      if (!isWanted) return
      cancelGrace ??= clock.after(GRACE_MS, () => {
        inbox.logger.warn('The engine is away for too long: no longer receiving', { bridge: bridge.id })
        stop().catch((error: unknown) => {
          inbox.logger.error('A bridge could not stop', { bridge: bridge.id, reason: String(error) })
        })
      })
    },
  }
}
