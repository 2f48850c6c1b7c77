/** Every error code of the API with its HTTP status. */
export const ERROR_STATUS = {
  BAD_REQUEST: 400,
  INVALID_JSON: 400,
  UNAUTHORIZED: 401,
  ORIGIN_REFUSED: 403,
  BLOCKED: 403,
  FORBIDDEN: 403,
  IDENTITY_UNVERIFIED: 403,
  IDENTITY_REFUSED: 403,
  NOT_FOUND: 404,
  PROJECT_NOT_FOUND: 404,
  SESSION_NOT_FOUND: 404,
  MESSAGE_NOT_FOUND: 404,
  BRIDGE_NOT_FOUND: 404,
  WEBHOOK_NOT_FOUND: 404,
  VISITOR_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  IDENTITY_MISMATCH: 409,
  MESSAGE_DELETED: 409,
  MESSAGE_NOT_EDITABLE: 409,
  TOO_MANY_WEBHOOKS: 409,
  IDEMPOTENCY_MISMATCH: 422,
  BRIDGE_BUSY: 409,
  BODY_ALREADY_READ: 400,
  BODY_TOO_LARGE: 413,
  UPGRADE_REQUIRED: 426,
  RATE_LIMITED: 429,
  INVALID_OPTIONS: 500,
  CONFLICT: 500,
  INTERNAL: 500,
  NOT_STARTED: 503,
  UNREACHABLE: 503,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** The JSON body of every error answer. */
export interface ErrorBody {
  /** Short name of the HTTP status, e.g. `Not found`. */
  error: string
  /** What happened and what to do about it. */
  message: string
  code: ErrorCode
}

/** The one error class: what happened, its code, and for limits when to try again. */
export class PocketPingError extends Error {
  override readonly name = 'PocketPingError'
  readonly code: ErrorCode
  /** Milliseconds until a refused caller may try again; present on `RATE_LIMITED`. */
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }
}
