import type { Clock } from '@pocketping/core'
import { pause } from '@pocketping/core/bridge-kit'

// Discord allows one sign-in in five seconds, and a thousand a day.
const FIRST_GAP_MS = 5000
const LONGEST_GAP_MS = 300_000

// A session that lived this long was a good one.
const SETTLED_MS = 600_000

/** Lets sessions of the gateway begin, slower and slower where they do not last. */
export interface IdentifyPace {
  waitForIdentify(shardId: number, signal: AbortSignal): Promise<void>
}

export function createIdentifyPace(clock: Clock): IdentifyPace {
  let latest: number | undefined
  let tries = 0
  let turn: Promise<void> = Promise.resolve()

  const waitTurn = async (signal: AbortSignal): Promise<void> => {
    const age = latest === undefined ? Number.POSITIVE_INFINITY : clock.now() - latest
    tries = age > SETTLED_MS ? 0 : tries + 1
    if (tries > 0) await pause(clock, Math.min(FIRST_GAP_MS * 2 ** (tries - 1), LONGEST_GAP_MS), signal)
    if (signal.aborted) throw new Error('The connection ended before its session began.')
    latest = clock.now()
  }

  return {
    waitForIdentify(_shardId, signal) {
      const mine = turn.then(() => waitTurn(signal))
      // Whoever waits for it is told; the next in turn goes on all the same.
      turn = mine.catch(() => undefined)
      return mine
    },
  }
}
