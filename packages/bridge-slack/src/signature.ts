import { createHmac, timingSafeEqual } from 'node:crypto'

// Older calls may be somebody's who listened in.
const MAX_AGE_MS = 5 * 60_000

/** How Slack proves itself. */
export interface Signature {
  /** In seconds since 1970, as text. */
  timestamp: string
  signature: string
}

/** True where a signature was made within the last five minutes, by the clock that is given. */
export function isFresh({ timestamp }: Signature, now: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1000) <= MAX_AGE_MS
}

/** True where Slack signed this body. The comparison takes the same time whatever was sent. */
export function isSigned({ timestamp, signature }: Signature, body: Uint8Array, secret: string): boolean {
  const hmac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body)
  const expected = Buffer.from(`v0=${hmac.digest('hex')}`)
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
