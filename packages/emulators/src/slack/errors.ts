import type { Json } from './wire.ts'

/** A refusal: HTTP 200 with `{ ok: false, error, … }`. */
export class MethodError extends Error {
  readonly details: Json

  constructor(error: string, details: Json = {}) {
    super(error)
    this.name = 'MethodError'
    this.details = details
  }
}

/** HTTP 429 with `Retry-After`; the body is `{ ok: false, error: 'ratelimited' }`. */
export class RateLimitedError extends Error {
  readonly retryAfter: number

  constructor(retryAfter: number) {
    super('ratelimited')
    this.name = 'RateLimitedError'
    this.retryAfter = retryAfter
  }
}

/** An argument that is not there. */
export function missingField(name: string): MethodError {
  const message = `[ERROR] missing required field: ${name}`
  return new MethodError('invalid_arguments', { response_metadata: { messages: [message] } })
}

/** A scope that the token lacks. */
export function missingScope(needed: string, provided: Iterable<string>): MethodError {
  return new MethodError('missing_scope', { needed, provided: [...provided].join(',') })
}
