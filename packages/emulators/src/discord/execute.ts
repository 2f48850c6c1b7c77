import type { CallPlan } from '../shared/call-faults.ts'
import { ApiError, invalidForm, unauthorized } from './errors.ts'
import type { DiscordCall, Failure } from './faults.ts'
import type { Gateway } from './gateway/gateway.ts'
import { type Counted, type Limiter, RateLimited, type Scope } from './limits.ts'
import type { Nonces } from './nonces.ts'
import type { Body } from './request-body.ts'
import type { Route } from './routes/route.ts'
import { isSnowflake } from './snowflakes.ts'
import type { World } from './world.ts'

/** A call that was read and found to be one. */
export interface Request extends Body {
  route: Route
  method: string
  /** Verb and path. */
  line: string
  params: Record<string, string>
  query: URLSearchParams
  authorization: string | undefined
}

/** What a call came to. */
export interface Outcome {
  status: number
  /** `undefined` for 204. */
  body: unknown
  headers: Record<string, string>
  code?: number | undefined
  isHammering?: boolean
}

/** What a call is executed with. */
export interface CallParts {
  world: World
  gateway: Gateway
  limiter: Limiter
  nonces: Nonces
  plan: CallPlan<DiscordCall, Failure>
}

/** Does what a call asks, if token, limits and faults let it. */
export function executeCall(parts: CallParts, request: Request): Outcome {
  const { limiter } = parts
  const counted = countedOf(request)
  const isHammering = limiter.isBlocked(counted)
  const banned = limiter.ban()
  // So many errors are stopped before they reach Discord, and not in JSON.
  if (banned !== undefined)
    return {
      status: 429,
      body: 'error code: 1015',
      headers: { 'retry-after': String(Math.ceil(banned)) },
      isHammering: true,
    }
  let headers: Record<string, string> = {}
  try {
    checkToken(parts, request)
    headers = limiter.take(counted)
    refuse(parts, request, headers)
    checkIds(request)
    const { body, status = body === undefined ? 204 : 200 } = request.route.run({
      ...parts,
      sessionStartLimit: () => parts.gateway.sessionStartLimit(),
      path: request.params,
      query: request.query,
      body: request.body,
      files: request.files,
    })
    return { status, body, headers, isHammering }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error instanceof RateLimited) {
      headers = { ...headers, ...error.headers }
      limiter.block(counted, error)
    }
    const isShared = error instanceof RateLimited && error.scope === 'shared'
    if ([401, 403, 429].includes(error.status) && !isShared) limiter.countInvalid()
    return { status: error.status, body: error.body(), headers, code: error.code, isHammering }
  }
}

function checkToken({ world }: CallParts, { route, authorization }: Request): void {
  if (route.isOpen === true && authorization === undefined) return
  if (authorization !== `Bot ${world.token}` || world.isTokenReset) throw unauthorized()
}

/** What the faults want instead of the call. */
function refuse(
  { limiter, plan, world }: CallParts,
  request: Request,
  headers: Record<string, string>,
): void {
  const forced = request.route.verb === 'GET' ? undefined : limiter.takeForced()
  if (forced !== undefined) throw limited(forced.retryAfter, forced.scope, headers, world.clock.now())
  const planned = plan.takeFailure(request.method)
  if (planned === undefined) return
  const { status, code, message, retryAfter = 1 } = planned
  if (status === 429) throw limited(retryAfter, 'user', headers, world.clock.now())
  throw new ApiError(status, code, message)
}

/** A 429 out of turn. Where it is the bot's own limit, the headers say that its bucket is used up for so long. */
function limited(
  retryAfter: number,
  scope: Scope,
  headers: Record<string, string>,
  now: number,
): RateLimited {
  if (scope !== 'user' || !('x-ratelimit-remaining' in headers)) return new RateLimited(retryAfter, scope)
  return new RateLimited(retryAfter, scope, {
    ...headers,
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': (now / 1000 + retryAfter).toFixed(3),
    'x-ratelimit-reset-after': retryAfter.toFixed(3),
  })
}

// Ids in paths are numbers; anything else is a complaint about the form.
function checkIds({ params }: Request): void {
  for (const [name, value] of Object.entries(params)) {
    const isId = name !== 'token' && name !== 'emoji' && value !== '@me'
    if (isId && !isSnowflake(value))
      throw invalidForm(`${name}_id`, 'NUMBER_TYPE_COERCE', `Value "${value}" is not snowflake.`)
  }
}

function countedOf({ route, method, params }: Request): Counted {
  const { channel, guild, webhook, token } = params
  const major = channel ?? guild ?? (webhook === undefined ? '' : `${webhook} ${token ?? ''}`)
  return { bucket: route.bucket, route: method, major }
}
