import { type Arguments, asTexts, makeArguments } from './arguments.ts'
import type { Clock } from './clock.ts'
import type { Disturbances } from './disturbances.ts'
import { tooManyRequests } from './errors.ts'
import type { QueuedUpdate, Updates } from './updates.ts'
import type { Json } from './wire.ts'

export interface WebhookSettings {
  url: string
  secret: string
  maxConnections: number
}

/** One attempt to hand an update to the bot. `status` is undefined when no answer came. */
export interface Delivery {
  at: number
  updateId: number
  attempt: number
  status: number | undefined
}

/** Hands updates to a URL, as the server's WebhookActor does. */
export interface Webhook {
  isActive(): boolean
  isSame(settings: WebhookSettings): boolean
  /** Throws 429 when it is called more than once a second. */
  checkRate(): void
  set(settings: WebhookSettings): void
  remove(): void
  /** Looks for something to deliver. */
  wake(): void
  info(): Json
  readonly deliveries: readonly Delivery[]
}

export interface WebhookParts {
  clock: Clock
  updates: Updates
  disturbances: Disturbances
  fetch: typeof fetch
  /** Executes a method that the bot put into its answer. */
  execute: (method: string, args: Arguments) => void
}

/** How one update fares. */
interface Attempt {
  count: number
  delaySeconds: number
  notBefore: number
}

const maxRetryAfter = 3600
// A webhook that answers 410 for this long is removed.
const goneMs = 23 * 60 * 60 * 1000
const answerTimeoutMs = 60_000
const keptDeliveries = 1000

export function makeWebhook({ clock, updates, disturbances, fetch, execute }: WebhookParts): Webhook {
  let settings: WebhookSettings | undefined
  let generation = 0
  let nextSetAt = Number.NEGATIVE_INFINITY
  let lastError: { at: number; message: string } | undefined
  let goneSince: number | undefined
  let timer: unknown
  const busyLanes = new Set<string>()
  const attempts = new Map<number, Attempt>()
  const deliveries: Delivery[] = []

  const wake = (): void => {
    if (settings === undefined || disturbances.isHeld) return
    clock.clearTimeout(timer)
    let nextAt = Number.POSITIVE_INFINITY
    for (const update of firstOfEachLane()) {
      if (busyLanes.size >= settings.maxConnections) return
      const due = attempts.get(update.id)?.notBefore ?? 0
      if (due <= clock.now()) void deliver(update, settings)
      else nextAt = Math.min(nextAt, due)
    }
    if (Number.isFinite(nextAt)) timer = clock.setTimeout(wake, nextAt - clock.now())
  }

  // One chat's updates wait for each other, so one that always fails blocks the chat.
  const firstOfEachLane = (): QueuedUpdate[] => {
    const lanes = new Map<string, QueuedUpdate[]>()
    for (const update of updates.read(0, 1000)) {
      if (busyLanes.has(update.lane)) continue
      const lane = lanes.get(update.lane) ?? []
      lane.push(update)
      lanes.set(update.lane, lane)
    }
    return [...lanes.values()].map(lane => {
      const second = lane[1]
      if (second === undefined || disturbances.reorder === 0) return lane[0] as QueuedUpdate
      disturbances.reorder--
      return second
    })
  }

  const deliver = async (update: QueuedUpdate, target: WebhookSettings): Promise<void> => {
    const started = generation
    busyLanes.add(update.lane)
    const attempt = attempts.get(update.id) ?? { count: 0, delaySeconds: 1, notBefore: 0 }
    const answer = await post(update, target)
    if (started !== generation) return
    busyLanes.delete(update.lane)
    attempt.count++
    keep({ at: clock.now(), updateId: update.id, attempt: attempt.count, status: answer.status })

    if (answer.status !== undefined && answer.status >= 200 && answer.status <= 299) {
      goneSince = undefined
      if (disturbances.repeat > 0) {
        disturbances.repeat--
      } else {
        updates.drop(update.id)
        attempts.delete(update.id)
      }
      executeAnswer(answer)
    } else {
      fail(update, attempt, answer)
    }
    wake()
  }

  const fail = (update: QueuedUpdate, attempt: Attempt, answer: WebhookAnswer): void => {
    lastError = { at: clock.now(), message: answer.error }
    if (answer.status !== 410) goneSince = undefined
    else goneSince ??= clock.now()
    if (goneSince !== undefined && clock.now() > goneSince + goneMs) {
      remove()
      return
    }

    const retryAfter = Math.min(maxRetryAfter, answer.retryAfter)
    let seconds = retryAfter
    // The first retry is prompt, then the delay doubles up to one or two minutes.
    if (retryAfter === 0 && attempt.count > 1) {
      attempt.delaySeconds = Math.min(60 + (update.id % 61), attempt.delaySeconds * 2)
      seconds = attempt.delaySeconds
    }
    attempt.notBefore = clock.now() + seconds * 1000
    attempts.set(update.id, attempt)
  }

  const post = async (update: QueuedUpdate, target: WebhookSettings): Promise<WebhookAnswer> => {
    const aborter = new AbortController()
    const timeout = clock.setTimeout(() => aborter.abort(), answerTimeoutMs)
    try {
      const response = await fetch(target.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(target.secret !== '' && { 'x-telegram-bot-api-secret-token': target.secret }),
        },
        body: JSON.stringify(update.json),
        redirect: 'manual',
        signal: aborter.signal,
      })
      return {
        status: response.status,
        error: `Wrong response from the webhook: ${response.status} ${response.statusText}`,
        retryAfter: Number.parseInt(response.headers.get('retry-after') ?? '0', 10) || 0,
        contentType: response.headers.get('content-type') ?? '',
        body: await response.text(),
      }
    } catch (error) {
      const reason = aborter.signal.aborted ? 'Read timeout expired' : `Connection failed: ${causeOf(error)}`
      return { status: undefined, error: reason, retryAfter: 0, contentType: '', body: '' }
    } finally {
      clock.clearTimeout(timeout)
    }
  }

  const executeAnswer = (answer: WebhookAnswer): void => {
    const parameters = parseAnswer(answer)
    const method = (parameters.get('method') ?? '').toLowerCase()
    const isRefused = /^(?:|get.*|setwebhook|deletewebhook|close|logout)$/.test(method)
    if (!isRefused) execute(method, makeArguments(parameters, new Map()))
  }

  const keep = (delivery: Delivery): void => {
    deliveries.push(delivery)
    if (deliveries.length > keptDeliveries) deliveries.shift()
  }

  const remove = (): void => {
    settings = undefined
    generation++
    busyLanes.clear()
    attempts.clear()
    lastError = undefined
    goneSince = undefined
    clock.clearTimeout(timer)
  }

  return {
    isActive: () => settings !== undefined,
    isSame: other => settings !== undefined && JSON.stringify(settings) === JSON.stringify(other),
    checkRate() {
      if (clock.now() < nextSetAt) throw tooManyRequests(1)
      nextSetAt = clock.now() + 1000
    },
    set(next) {
      settings = next
      wake()
    },
    remove,
    wake,
    info: () => ({
      url: settings?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: updates.size(),
      ...(lastError !== undefined && {
        last_error_date: Math.floor(lastError.at / 1000),
        last_error_message: lastError.message,
      }),
      ...(settings !== undefined && { max_connections: settings.maxConnections, ip_address: '127.0.0.1' }),
      ...(updates.allowed() !== undefined && { allowed_updates: updates.allowed() }),
    }),
    deliveries,
  }
}

interface WebhookAnswer {
  status: number | undefined
  error: string
  retryAfter: number
  contentType: string
  body: string
}

function parseAnswer({ contentType, body }: WebhookAnswer): Map<string, string> {
  if (contentType.startsWith('application/x-www-form-urlencoded')) return new Map(new URLSearchParams(body))
  if (!contentType.startsWith('application/json')) return new Map()
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? asTexts(value as Record<string, unknown>) : new Map()
  } catch {
    return new Map()
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? cause.message : String(cause)
}
