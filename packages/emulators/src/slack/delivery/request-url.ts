import { createHmac, randomBytes } from 'node:crypto'
import type { Json } from '../wire.ts'
import type { World } from '../world.ts'
import type { Carrier, Delivery, Outcome } from './delivery.ts'

const deadlineMs = 3000
const mostRedirects = 2

/** Carries events over HTTP to the app's request URL. */
export interface RequestUrl extends Carrier {
  /** Asks a URL whether it is the app's: sends `url_verification`, expects the challenge back. */
  verify(url: string): Promise<{ isVerified: boolean; reason: string }>
}

type Answer =
  | { status: number; headers: Headers; text: string }
  | { status: undefined; reason: 'http_timeout' | 'connection_failed' }

export function makeRequestUrl(world: World, fetch: typeof globalThis.fetch): RequestUrl {
  const { clock } = world

  const post = async (url: string, body: Json, headers: Record<string, string>): Promise<Answer> => {
    const raw = JSON.stringify(body)
    const timestamp = String(Math.floor(clock.now() / 1000))
    const aborter = new AbortController()
    const timeout = clock.setTimeout(() => aborter.abort(), deadlineMs)
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': sign(world.signingSecret, timestamp, raw),
          ...headers,
        },
        body: raw,
        redirect: 'manual',
        signal: aborter.signal,
      })
      return { status: response.status, headers: response.headers, text: await response.text() }
    } catch {
      // What went wrong on the way is all that Slack knows, too: no answer in time, or none at all.
      return { status: undefined, reason: aborter.signal.aborted ? 'http_timeout' : 'connection_failed' }
    } finally {
      clock.clearTimeout(timeout)
    }
  }

  const carry = async (body: Json, delivery: Delivery): Promise<Outcome> => {
    const headers: Record<string, string> =
      delivery.attempt === 0
        ? {}
        : {
            'x-slack-retry-num': String(delivery.attempt),
            'x-slack-retry-reason': delivery.reason ?? 'unknown_error',
          }
    let url = world.app.requestUrl ?? ''
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const answer = await post(url, body, headers)
      if (answer.status === undefined) return { isDone: false, reason: answer.reason }
      delivery.status = answer.status
      delivery.answeredAt = clock.now()
      const location = answer.headers.get('location')
      if (answer.status >= 300 && answer.status <= 399 && location !== null) {
        url = new URL(location, url).href
        continue
      }
      if (answer.status >= 200 && answer.status <= 299) return { isDone: true }
      return { isDone: false, reason: 'http_error', isFinal: answer.headers.get('x-slack-no-retry') === '1' }
    }
    return { isDone: false, reason: 'too_many_redirects' }
  }

  return {
    via: 'http',
    timeoutReason: 'http_timeout',
    carry,
    async verify(url) {
      const challenge = randomBytes(24).toString('hex')
      const body = { token: 'emulated-verification-token', challenge, type: 'url_verification' }
      const answer = await post(url, body, {})
      if (answer.status === undefined) return { isVerified: false, reason: answer.reason }
      if (answer.status !== 200) return { isVerified: false, reason: `HTTP ${answer.status}` }
      const isVerified = readChallenge(answer.text, answer.headers.get('content-type') ?? '') === challenge
      return { isVerified, reason: isVerified ? '' : 'challenge_failed' }
    },
  }
}

/** Signs as Slack does: `v0=` and the HMAC-SHA256 of `v0:timestamp:body`. */
export function sign(secret: string, timestamp: string, rawBody: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${rawBody}`).digest('hex')}`
}

// The challenge may come back as text, form or JSON.
function readChallenge(text: string, contentType: string): string {
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return new URLSearchParams(text).get('challenge') ?? ''
  if (!contentType.startsWith('application/json')) return text.trim()
  try {
    const value = JSON.parse(text) as { challenge?: unknown } | null
    return String(value?.challenge)
  } catch {
    // Not JSON after all, so it is not the challenge either.
    return ''
  }
}
