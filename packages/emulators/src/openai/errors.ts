/** A refusal as OpenAI words it: a status, and `{ error: { message, type, param, code } }`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly type: string
  readonly param: string | null
  readonly code: string | null

  constructor(
    status: number,
    message: string,
    {
      type = 'invalid_request_error',
      param = null,
      code = null,
    }: { type?: string; param?: string | null; code?: string | null } = {},
  ) {
    super(message)
    this.status = status
    this.type = type
    this.param = param
    this.code = code
  }

  body(): { error: { message: string; type: string; param: string | null; code: string | null } } {
    const { message, type, param, code } = this
    return { error: { message, type, param, code } }
  }
}

/** A value that is of the wrong kind. */
export function invalidType(param: string, expected: string, got: unknown): ApiError {
  const message = `Invalid type for '${param}': expected ${expected}, but got ${kindOf(got)} instead.`
  return new ApiError(400, message, { param, code: 'invalid_type' })
}

/** A value that is none of those there are. */
export function invalidValue(param: string, got: string, supported: readonly string[]): ApiError {
  const quoted = supported.map(value => `'${value}'`)
  const list = quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`
  const message = `Invalid value: '${got}'. Supported values are: ${list}.`
  return new ApiError(400, message, { param, code: 'invalid_value' })
}

/** What has to be there. */
export function missingParameter(param: string): ApiError {
  const message = `Missing required parameter: '${param}'.`
  return new ApiError(400, message, { param, code: 'missing_required_parameter' })
}

/** What a list or an object within the body may not have. */
export function unknownParameter(param: string): ApiError {
  return new ApiError(400, `Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' })
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
