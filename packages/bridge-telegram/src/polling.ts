import type { Clock, Logger } from '@pocketping/core'
import { pause } from '@pocketping/core/bridge-kit'
import { GrammyError } from 'grammy'
import type { TelegramClient } from './client.ts'
import { toBridgeError } from './errors.ts'
import { createUpdateLanes } from './update-lanes.ts'

const FIRST_BACKOFF_MS = 1000
const LONGEST_BACKOFF_MS = 60_000

// Telegram slows down who asks for the same updates again within 3 seconds.
const HELD_UP_MS = 4000

export interface PollingOptions {
  client: TelegramClient
  clock: Clock
  logger: Logger
  /** Takes one update; resolves once it is stored, rejects to have it tried again. */
  deliver(update: unknown): Promise<void>
}

/** Receives updates until it is stopped. */
export interface Polling {
  /** Ends at once: what is not stored stays unconfirmed, and Telegram tells it again to whoever asks next. */
  stop(): Promise<void>
}

/**
 * Asks Telegram for updates again and again. An update is confirmed by asking from a higher `offset`, and we do so
 * only once it and all before it are stored: grammY's own polling confirms what it has merely fetched.
 */
export function startPolling(options: PollingOptions): Polling {
  const { client, clock, logger } = options
  const controller = new AbortController()
  const { signal } = controller
  const lanes = createUpdateLanes({ ...options, signal })
  let failures = 0

  const ask = async (): Promise<void> => {
    const updates = await client.getUpdates(lanes.offset(), signal)
    failures = 0
    lanes.add(updates)
    // One conversation that cannot be stored holds up the confirmation, but not for ever the others.
    await pause(clock, HELD_UP_MS, signal, lanes.settled())
  }

  const recover = async (error: unknown): Promise<void> => {
    const { kind, message, retryAfterMs } = toBridgeError(error)
    const isConflict = error instanceof GrammyError && error.error_code === 409
    const log = isConflict || kind === 'misconfigured' ? logger.error : logger.warn
    log.call(logger, isConflict ? `${message} ${CONFLICT}` : message)
    const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS)
    failures += 1
    await pause(clock, retryAfterMs ?? backoffMs, signal)
  }

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await ask()
      } catch (error) {
        if (!signal.aborted) await recover(error)
      }
    }
  }

  const running = run()
  return {
    async stop() {
      controller.abort()
      await running
    },
  }
}

const CONFLICT =
  'Somebody else receives with this token: another program, or a webhook. Give each its own bot. Trying again.'
