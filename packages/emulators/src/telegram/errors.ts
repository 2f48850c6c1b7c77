/** What the Bot API answers when it refuses: `{ ok: false, error_code, description, parameters }`. */
export class ApiError extends Error {
  readonly code: number
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined

  constructor(code: number, description: string, parameters?: ApiError['parameters']) {
    super(description)
    this.name = 'ApiError'
    this.code = code
    this.parameters = parameters
  }
}

/**
 * A 400. The server writes the first letter in lower case, unless the second is upper case or `_`, as in
 * `MESSAGE_TOO_LONG` (fail_query_with_error in the server's Client.cpp).
 */
export function badRequest(reason: string): ApiError {
  const isConstant = /^.[A-Z_]/.test(reason)
  const text = isConstant ? reason : reason.charAt(0).toLowerCase() + reason.slice(1)
  return new ApiError(400, `Bad Request: ${text}`)
}

export function forbidden(reason: string): ApiError {
  return new ApiError(403, `Forbidden: ${reason}`)
}

export function conflict(reason: string): ApiError {
  return new ApiError(409, `Conflict: ${reason}`)
}

export function tooManyRequests(retryAfter: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter })
}

/** Writing to a basic group that became a supergroup. */
export function upgraded(migrateToChatId: number): ApiError {
  return new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
    migrate_to_chat_id: migrateToChatId,
  })
}
