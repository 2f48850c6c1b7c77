import type { Clock, Logger } from '@pocketping/core'
import { createLanes, pause } from '@pocketping/core/bridge-kit'
import { describe } from './errors.ts'

const FIRST_BACKOFF_MS = 500
const LONGEST_BACKOFF_MS = 30_000

export interface UpdateLanesOptions {
  clock: Clock
  logger: Logger
  signal: AbortSignal
  deliver(update: unknown): Promise<void>
}

/** Updates on their way into storage: those of one topic one after another, those of different topics side by side. */
export interface UpdateLanes {
  /** Takes what Telegram told; what is on its way already is known by its id. */
  add(updates: readonly Update[]): void
  /** First update that Telegram must tell again to whoever asks next; 0 before the first. */
  offset(): number
  /** Resolves once all that was added is stored. */
  settled(): Promise<unknown>
}

interface Update {
  update_id: number
  message?: Placed
  edited_message?: Placed
}

interface Placed {
  chat: { id: number }
  message_thread_id?: number
}

export function createUpdateLanes({ clock, logger, signal, deliver }: UpdateLanesOptions): UpdateLanes {
  /** From the oldest unconfirmed one on: true once stored. */
  const window = new Map<number, boolean>()
  const lanes = createLanes()
  let offset = 0

  const store = async (update: Update): Promise<void> => {
    for (
      let backoffMs = FIRST_BACKOFF_MS;
      !signal.aborted;
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)
    ) {
      try {
        await deliver(update)
        if (!signal.aborted) confirm(update.update_id)
        return
      } catch (error) {
        if (signal.aborted) return
        logger.warn('An update from Telegram could not be stored and is tried again', {
          error: describe(error),
        })
        await pause(clock, backoffMs, signal)
      }
    }
  }

  const confirm = (id: number): void => {
    window.set(id, true)
    for (const [first, isStored] of window) {
      if (!isStored) break
      window.delete(first)
      offset = first + 1
    }
  }

  return {
    add(updates) {
      for (const update of updates.toSorted((left, right) => left.update_id - right.update_id)) {
        const id = update.update_id
        if (id < offset || window.has(id)) continue
        window.set(id, false)
        void lanes.run(laneOf(update), () => store(update))
      }
    },
    offset: () => offset,
    settled: lanes.settled,
  }
}

// A reaction names no topic, and hurries nobody.
function laneOf({ message, edited_message: edited }: Update): string {
  const placed = message ?? edited
  return placed ? `${placed.chat.id}:${placed.message_thread_id ?? 0}` : ''
}
