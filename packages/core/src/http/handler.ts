import { PocketPingError } from '../protocol/errors.ts'
import { failure } from './answers.ts'
import type { HttpContext } from './http-context.ts'
import type { HttpRequest, HttpResponse } from './http-request.ts'
import { corsHeaders, isAllowedOrigin } from './origins.ts'
import { matchRoutes } from './route-table.ts'

/** Answers every request below the mount. Never throws. */
export async function handle(context: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  return makeReadable(context, request, await answerSafely(context, request))
}

/** The answer while the engine is not ready. */
export function refuseForNow(context: HttpContext, request: HttpRequest): HttpResponse {
  const error = new PocketPingError('NOT_STARTED', 'Not ready yet. Try again.', { retryAfterMs: 5000 })
  return makeReadable(context, request, failure(error))
}

/** Pages of other origins are let read answers only where a project lists them; scripts are for everybody. */
function makeReadable(
  { projects, trustProxy }: HttpContext,
  request: HttpRequest,
  answer: HttpResponse,
): HttpResponse {
  const origin = request.header('origin')
  const isForAll = 'access-control-allow-origin' in answer.headers
  if (origin && !isForAll && isAllowedOrigin(request, projects.allowedOrigins, trustProxy))
    Object.assign(answer.headers, corsHeaders(origin))
  return answer
}

async function answerSafely(context: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  try {
    return await dispatch(context, request)
  } catch (error) {
    const answer = failure(error)
    if (answer.status === 500) {
      const errorId = crypto.randomUUID().slice(0, 8)
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      const { method, path } = request
      context.logger.error('A request failed', { errorId, method, path, reason })
      answer.headers['x-error-id'] = errorId
    }
    return answer
  }
}

async function dispatch(context: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const { method, path } = request
  const { matching, parameters } = matchRoutes(path)
  if (matching.length === 0) throw new PocketPingError('NOT_FOUND', 'There is nothing here.')
  if (method === 'OPTIONS') return { status: 204, headers: {} }
  // Only files answer HEAD: elsewhere a GET has effects, a stream that nobody would read.
  const found = matching.find(route => route.method === method || (method === 'HEAD' && route.isFile))
  if (!found) {
    const allowed = matching.flatMap(route => (route.isFile ? [route.method, 'HEAD'] : [route.method]))
    const answer = failure(new PocketPingError('METHOD_NOT_ALLOWED', `Use ${allowed.join(' or ')} here.`))
    answer.headers.allow = [...allowed, 'OPTIONS'].join(', ')
    return answer
  }
  const answer = await found.handle(context, request, ...parameters)
  return method === 'HEAD' ? withoutBody(answer) : answer
}

function withoutBody({ status, headers, body }: HttpResponse): HttpResponse {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const length = bytes instanceof Uint8Array ? { 'content-length': String(bytes.byteLength) } : {}
  return { status, headers: { ...headers, ...length } }
}
