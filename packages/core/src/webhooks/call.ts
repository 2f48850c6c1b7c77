import type { Clock } from '../contracts/clock.ts'
import { OutgoingError, type OutgoingFetch } from '../contracts/outgoing.ts'
import type { WebhookPayload } from '../protocol/api-events.ts'
import { retryAfterMs } from './retries.ts'
import { sign } from './signature.ts'
import type { Subscription } from './subscription.ts'

/** How a call went. */
export interface CallResult {
  isTaken: boolean
  /** Absent where there was no answer. */
  responseStatus?: number
  /** Why it was not taken. Holds nothing of what was sent or answered. */
  error?: string
  /** How long the receiver wants to be left alone. */
  retryAfterMs?: number
}

interface Call {
  fetch: OutgoingFetch
  clock: Clock
  subscription: Pick<Subscription, 'url' | 'secret'>
  /** `webhook-id`: the same, however often it is tried. */
  id: string
  payload: WebhookPayload
  signal: AbortSignal
}

const TIMEOUT_MS = 15_000
const MAX_ANSWER_BYTES = 65_536
const MAX_REDIRECTS = 3

/** Calls a receiver once. */
export async function call(request: Call): Promise<CallResult> {
  const { fetch, clock, subscription, id, payload, signal } = request
  const body = JSON.stringify(payload)
  const timestamp = Math.floor(clock.now() / 1000)
  try {
    const { status, headers } = await fetch({
      url: subscription.url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'PocketPing',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': await sign(subscription.secret, { id, timestamp, body }),
      },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      maxRedirects: MAX_REDIRECTS,
      signal,
    })
    const answered = { isTaken: status >= 200 && status < 300, responseStatus: status }
    if (answered.isTaken) return answered
    const quietMs = retryAfterMs(headers['retry-after'], clock.now())
    const refused = { ...answered, error: `The receiver answered ${status}.` }
    return quietMs === undefined ? refused : { ...refused, retryAfterMs: quietMs }
  } catch (error) {
    // What anything else says might hold what was sent.
    const why = error instanceof OutgoingError ? error.message : 'The receiver could not be called.'
    return { isTaken: false, error: why }
  }
}
