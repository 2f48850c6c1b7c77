import { ERROR_STATUS, PocketPingError } from '../protocol/errors.ts'
import { parseJson } from '../protocol/json.ts'
import { MAX_FRAME_BYTES } from '../protocol/limits.ts'
import { toErrorUpdate } from '../realtime/visitor-desk.ts'
import type { HttpRequest, HttpResponse } from './http-request.ts'

const JSON_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  // Conversations are nobody's to keep, and nothing here is ever a page.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const

/** A JSON answer. */
export function json(body: unknown, status = 200): HttpResponse {
  return { status, headers: { ...JSON_HEADERS }, body: JSON.stringify(body) }
}

/** The answer to a request that failed; what is unexpected tells no detail. */
export function failure(thrown: unknown): HttpResponse {
  const { error, retryAfterMs } = toErrorUpdate(thrown)
  const answer = json(error, ERROR_STATUS[error.code])
  if (retryAfterMs !== undefined) answer.headers['retry-after'] = String(Math.ceil(retryAfterMs / 1000))
  if (answer.status === 401) answer.headers['www-authenticate'] = 'Bearer'
  return answer
}

/** Reads a JSON body. @throws PocketPingError `INVALID_JSON`, `BAD_REQUEST`, `BODY_TOO_LARGE` */
export async function readJson(request: HttpRequest): Promise<unknown> {
  return parseJson(await request.text(MAX_FRAME_BYTES))
}

/** The token of an `Authorization: Bearer` header; '' where there is none. */
export function bearer(request: HttpRequest): string {
  return /^Bearer +(\S+)$/i.exec(request.header('authorization') ?? '')?.[1] ?? ''
}

/** A whole number of the query; `fallback` where it is absent. @throws PocketPingError `BAD_REQUEST` */
export function count(request: HttpRequest, name: string, fallback: number): number {
  const value = request.query.get(name)
  if (value === null) return fallback
  if (!/^\d{1,15}$/.test(value)) throw new PocketPingError('BAD_REQUEST', `${name}: must be a whole number.`)
  return Number(value)
}
