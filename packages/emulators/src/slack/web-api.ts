import type { IncomingMessage } from 'node:http'
import { readBody } from '../shared/read-body.ts'
import { noArguments, type ReadRequest, readRequest } from './arguments.ts'
import type { Sockets } from './delivery/sockets.ts'
import { MethodError, missingScope, RateLimitedError } from './errors.ts'
import type { SlackPlan } from './faults.ts'
import type { SlackCall, SlackJournal } from './journal.ts'
import type { Limiter } from './limits.ts'
import { methods } from './methods/index.ts'
import type { Method } from './methods/method.ts'
import type { Json } from './wire.ts'
import type { World } from './world.ts'

export interface WebApiParts {
  world: World
  sockets: Sockets
  limiter: Limiter
  journal: SlackJournal
  plan: SlackPlan
}

/** What goes back over HTTP; `undefined` when the connection is to be cut instead. */
export interface HttpAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** Answers the calls of the Web API. */
export type WebApi = (
  request: IncomingMessage,
  name: string,
  query: URLSearchParams,
) => Promise<HttpAnswer | undefined>

export function makeWebApi(parts: WebApiParts): WebApi {
  const { world, journal, limiter, plan } = parts

  const execute = (
    name: string,
    method: Method | undefined,
    read: ReadRequest,
    token: string | undefined,
  ): Json => {
    checkToken(world, token, method)
    if (method === undefined) throw new MethodError('unknown_method', { req_method: name })
    const isAllowed = method.scopes.length === 0 || method.scopes.some(scope => world.app.scopes.has(scope))
    if (method.token === 'bot' && !isAllowed) throw missingScope(method.scopes.join(','), world.app.scopes)
    limiter.take(name, method, read.args.text('channel'))
    // A form-only method does not look at JSON, so everything is missing.
    const args = read.isJson && !method.takesJson ? noArguments : read.args
    return method.run({ world, args, sockets: parts.sockets })
  }

  const answer = (
    name: string,
    read: ReadRequest,
    token: string | undefined,
  ): Omit<SlackCall, 'number' | 'isCut'> => {
    const method = methods.get(name)
    const known = {
      at: world.clock.now(),
      method: name,
      params: read.args.plain(),
      isHammering: method !== undefined && limiter.isBlocked(name, method, read.args.text('channel')),
    }
    const failure = plan.takeFailure(name)
    if (failure?.status !== undefined)
      return { ...known, status: failure.status, error: `HTTP ${failure.status}`, answer: {} }
    try {
      if (failure?.error !== undefined) throw new MethodError(failure.error)
      const body = withWarnings({ ok: true, ...execute(name, method, read, token) }, read.warnings)
      return { ...known, status: 200, error: undefined, answer: body }
    } catch (error) {
      if (error instanceof RateLimitedError)
        return {
          ...known,
          status: 429,
          error: 'ratelimited',
          answer: { ok: false, error: 'ratelimited', retry_after: error.retryAfter },
        }
      if (!(error instanceof MethodError)) throw error
      const body = withWarnings({ ok: false, error: error.message, ...error.details }, read.warnings)
      return { ...known, status: 200, error: error.message, answer: body }
    }
  }

  const record = (call: Omit<SlackCall, 'number'>): SlackCall => {
    const entry = journal.record(call)
    world.changes.notify({ kind: 'call' })
    return entry
  }

  return async (request, name, query) => {
    const body = await readBody(request)
    if (body === undefined) return plain(413, 'Request Entity Too Large')
    let read: ReadRequest
    try {
      read = await readRequest(query, request.headers['content-type'] ?? '', body)
    } catch (error) {
      if (!(error instanceof MethodError)) throw error
      return json(200, { ok: false, error: error.message })
    }
    const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const call = { method: name, params: read.args.plain() }
    if (plan.takeDrop(name, 'before')) {
      record({
        ...call,
        at: world.clock.now(),
        status: 0,
        error: 'dropped before it was executed',
        answer: {},
        isHammering: false,
        isCut: true,
      })
      return undefined
    }
    await plan.pass({ ...call, moment: 'before' })
    const entry = record({ ...answer(name, read, bearer ?? read.token), isCut: false })
    await plan.pass({ ...call, moment: 'after' })
    if (plan.takeDrop(name, 'after')) {
      entry.isCut = true
      return undefined
    }
    return respond(world, methods.get(name), entry)
  }
}

function checkToken(world: World, token: string | undefined, method: Method | undefined): void {
  if (token === undefined || token === '') throw new MethodError('not_authed')
  if (token !== world.token && token !== world.appToken) throw new MethodError('invalid_auth')
  const wanted = method?.token === 'app' ? world.appToken : world.token
  if (method !== undefined && token !== wanted) throw new MethodError('not_allowed_token_type')
}

function withWarnings(body: Json, warnings: readonly string[]): Json {
  if (warnings.length === 0) return body
  const metadata = (body.response_metadata as Json | undefined) ?? {}
  return { ...body, warning: warnings.join(','), response_metadata: { ...metadata, warnings } }
}

function respond(world: World, method: Method | undefined, entry: SlackCall): HttpAnswer {
  if (entry.status === 429) {
    const { retry_after: seconds, ...body } = entry.answer
    return json(429, body, { 'retry-after': String(seconds) })
  }
  if (entry.status !== 200) return plain(entry.status, 'emulated failure of a server in between')
  return json(200, entry.answer, {
    'x-oauth-scopes': [...world.app.scopes].join(','),
    ...(method !== undefined && { 'x-accepted-oauth-scopes': method.scopes.join(',') }),
  })
}

function json(status: number, body: Json, headers: Record<string, string> = {}): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

function plain(status: number, body: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/plain' }, body }
}
