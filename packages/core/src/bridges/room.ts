import type { Budget } from '../outbox/budget.ts'
import type { Progress } from './progress.ts'

/** The platform takes no more right now. */
export class OutOfBudget extends Error {
  override readonly name = 'OutOfBudget'
  readonly waitMs: number

  constructor(waitMs: number) {
    super(`The platform takes no more for ${waitMs} ms.`)
    this.waitMs = waitMs
  }
}

/**
 * Called before each act on the platform: stores what was done so far, and takes what the act costs out of the
 * budget at once, so that lanes side by side cannot overspend it.
 * @throws OutOfBudget
 */
export type Room = (cost: number) => Promise<void>

export function createRoom(budget: Budget, progress: Progress): Room {
  return async cost => {
    await progress.flush()
    const wait = cost > 0 ? budget.waitMs(cost) : budget.pausedMs()
    if (wait > 0) throw new OutOfBudget(wait)
    budget.spend(cost)
  }
}
