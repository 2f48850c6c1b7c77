import { ERROR_STATUS, type ErrorBody, type ErrorCode, PocketPingError } from '../protocol/errors.ts'
import type { ClientResponse } from './platform.ts'

/** How one attempt of a call went. */
export type Outcome = { value: object } | { error: PocketPingError; isPassing: boolean }

// Also those with which a proxy says that the engine is just being restarted.
const PASSING = new Set([429, 502, 503, 504])

/** Reads the answer to a call. `base` is for the message where it is not the engine who answers. */
export async function readAnswer(response: ClientResponse, base: string): Promise<Outcome> {
  const { status, headers } = response
  const body = parse(await response.text())
  if (status >= 200 && status < 300 && body) return { value: body }
  const isPassing = PASSING.has(status)
  const retryAfterMs = secondsOf(headers.get('retry-after'))
  const options = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (isErrorBody(body)) return { error: toError(body, { status, ...options }), isPassing }
  return { error: new PocketPingError('UNREACHABLE', whyNot(status, base), options), isPassing }
}

/** The error that the engine tells, also by a code that this version does not know. */
export function toError(
  { code, message }: ErrorBody,
  { status = 500, ...options }: { status?: number; retryAfterMs?: number } = {},
): PocketPingError {
  const known: ErrorCode = status < 500 ? 'BAD_REQUEST' : 'INTERNAL'
  return new PocketPingError(Object.hasOwn(ERROR_STATUS, code) ? code : known, message, options)
}

function whyNot(status: number, base: string): string {
  // A browser tells no more of a redirect than that there was one.
  if (status === 0 || (status >= 300 && status < 400))
    return `${base} redirects elsewhere (${status}). Give createClient() the address it leads to, e.g. with https.`
  return `${base} answered ${status}, but not as the engine does. Check that url is where the engine is mounted, and the proxies in front of it.`
}

function parse(text: string): object | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : undefined
  } catch {
    return undefined
  }
}

function isErrorBody(body: object | undefined): body is ErrorBody {
  const { error, code, message } = (body ?? {}) as Partial<Record<keyof ErrorBody, unknown>>
  return [error, code, message].every(part => typeof part === 'string')
}

function secondsOf(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) * 1000 : undefined
}
