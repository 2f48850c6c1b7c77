import { AiError, type Clock } from '@pocketping/core'
import { pause } from '@pocketping/core/bridge-kit'
import type { Settings } from './options.ts'
import { readProblem, toAiError } from './problem.ts'

const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 8000

/** One piece of work with all its tries: until when, and how often. */
export interface Deadline {
  /** Aborted when the time is over, or who asked needs it no more. */
  readonly signal: AbortSignal
  /** Waits until the work may be tried again. Throws as an `AiError` what ended it, where it may not. */
  again(error: unknown): Promise<void>
  /** Says what ended the work. */
  explain(error: unknown): AiError
  /** Lets go of the timer, and of the connection where it still stands. */
  end(): void
}

/** Starts the time. */
export function startDeadline(settings: Settings, outer: AbortSignal | undefined): Deadline {
  const { clock, timeoutMs, maxRetries } = settings
  const controller = new AbortController()
  const endsAt = clock.now() + timeoutMs
  let isOver = false
  let tries = 0

  const abort = (): void => controller.abort()
  const cancel = clock.after(timeoutMs, () => {
    isOver = true
    abort()
  })
  outer?.addEventListener('abort', abort, { once: true })
  if (outer?.aborted) abort()

  const explain = (error: unknown): AiError => {
    if (!isOver) return toAiError(error, settings)
    const { host } = new URL(settings.baseURL)
    return new AiError(
      'timeout',
      `openaiProvider(): ${host} did not answer within ${timeoutMs} ms (timeoutMs).`,
    )
  }

  return {
    signal: controller.signal,
    explain,
    async again(error) {
      const failure = explain(error)
      if (!isTemporary(failure) || tries >= maxRetries) throw failure
      const delayMs = delayOf(error, tries, clock)
      // What it would have to wait for longer than it has is not waited for: a person is told at once.
      if (delayMs === undefined || clock.now() + delayMs >= endsAt) throw failure
      tries += 1
      await pause(clock, delayMs, controller.signal)
    },
    end() {
      cancel()
      outer?.removeEventListener('abort', abort)
      abort()
    },
  }
}

function isTemporary({ kind }: AiError): boolean {
  return kind === 'rate-limited' || kind === 'unavailable'
}

/** How long to wait: as long as the server says, else longer each time. Undefined: it says not to come again. */
function delayOf(error: unknown, tries: number, clock: Clock): number | undefined {
  const { header } = readProblem(error)
  if (header('x-should-retry') === 'false') return undefined
  const asked = readDelay(header('retry-after-ms'), 1) ?? readDelay(header('retry-after'), 1000)
  if (asked !== undefined) return asked
  const date = Date.parse(header('retry-after') ?? '')
  if (Number.isFinite(date)) return Math.max(0, date - clock.now())
  // Up to a quarter less, so that many who failed together do not come back together.
  return Math.min(FIRST_DELAY_MS * 2 ** tries, MAX_DELAY_MS) * (1 - Math.random() / 4)
}

function readDelay(value: string | undefined, unitMs: number): number | undefined {
  return value !== undefined && /^\d{1,9}(\.\d{1,9})?$/.test(value) ? Number(value) * unitMs : undefined
}
