import type { Clock } from './clock.ts'
import type { Disturbances } from './disturbances.ts'
import { type ApiError, conflict } from './errors.ts'
import type { QueuedUpdate, Updates } from './updates.ts'
import type { Json } from './wire.ts'

/** `getUpdates`: at most one call waits at a time. Follows process_get_updates_query and do_get_updates of the server. */
export interface LongPoll {
  /** Answers now or waits up to `timeout` seconds; rejects with 409 when a newer call takes over. */
  get(offset: number, limit: number, timeout: number): Promise<Json[]>
  /** Fails the waiting call with this conflict. */
  abort(reason: string): void
  /** Resolves when the next 409 may be answered: a second one within 3 seconds is held back for 3. */
  pauseBeforeConflict(): Promise<void>
  /** Forgets the waiting call without an answer, because its connection is gone. */
  abandon(): void
  /** Tells the waiting call that something has arrived. */
  wake(): void
}

interface Waiting {
  offset: number
  limit: number
  timer: unknown
  resolve: (updates: Json[]) => void
  reject: (error: ApiError) => void
}

export function makeLongPoll(clock: Clock, updates: Updates, disturbances: Disturbances): LongPoll {
  let waiting: Waiting | undefined
  let previous = { offset: Number.NaN, at: Number.NEGATIVE_INFINITY }
  let nextConflictAt = Number.NEGATIVE_INFINITY
  let isWaking = false
  let lastDelivered: QueuedUpdate[] = []

  // Where reading starts: offset ≤ 0 is the head of the queue, and so is one too far ahead of its end.
  const startOf = (offset: number): number => {
    if (offset < 0) updates.keepLast(-offset)
    if (offset <= 0 || offset > updates.tail() + 10) return updates.head()
    return offset
  }

  const read = (offset: number, limit: number): Json[] => {
    const isConfirming = lastDelivered.some(update => update.id < offset)
    if (isConfirming && disturbances.repeat > 0) {
      disturbances.repeat--
      const again = lastDelivered.slice(0, limit)
      return again.map(update => update.json)
    }
    updates.confirm(offset)
    const found = updates.read(offset, limit)
    if (found.length > 0) lastDelivered = found
    if (found.length > 1 && disturbances.reorder > 0) {
      disturbances.reorder--
      return found.toReversed().map(update => update.json)
    }
    return found.map(update => update.json)
  }

  const settle = (): Waiting | undefined => {
    const settled = waiting
    waiting = undefined
    if (settled !== undefined) clock.clearTimeout(settled.timer)
    return settled
  }

  const pauseBeforeConflict = (): Promise<void> => {
    if (clock.now() >= nextConflictAt) {
      nextConflictAt = clock.now() + 3000
      return Promise.resolve()
    }
    return new Promise(resolve => clock.setTimeout(resolve, 3000))
  }

  const abort = (reason: string): void => {
    const settled = settle()
    if (settled !== undefined) void pauseBeforeConflict().then(() => settled.reject(conflict(reason)))
  }

  // The server gathers for a moment what arrives together; one turn of the event loop stands for its 1–2 ms.
  const wake = (): void => {
    if (waiting === undefined || isWaking) return
    isWaking = true
    setImmediate(() => {
      isWaking = false
      const settled = settle()
      settled?.resolve(read(settled.offset, settled.limit))
    })
  }

  return {
    get(offset, limit, timeout) {
      const now = clock.now()
      const isSame = offset === previous.offset
      // A client that asks the same again and again is slowed down.
      const seconds = isSame && now < previous.at + 3000 ? Math.max(3, timeout) : timeout
      const most = isSame && now < previous.at + 500 ? 1 : limit
      previous = { offset, at: now }

      const start = startOf(offset)
      const found = read(start, most)
      // Only a call that has to wait pushes an older one out.
      if (found.length > 0 || seconds === 0) return Promise.resolve(found)
      abort('terminated by other getUpdates request; make sure that only one bot instance is running')
      return new Promise((resolve, reject) => {
        const timer = clock.setTimeout(() => settle()?.resolve([]), seconds * 1000)
        waiting = { offset: start, limit: most, timer, resolve, reject }
      })
    },
    abort,
    pauseBeforeConflict,
    abandon() {
      settle()
    },
    wake,
  }
}
