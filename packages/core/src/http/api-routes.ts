import { z } from 'zod'
import { noSuchSession, scopeOfKey } from '../api/scope.ts'
import { serverApi } from '../api/server-api.ts'
import { parse } from '../conversation/parse.ts'
import { apiPaths } from '../protocol/api-paths.ts'
import { inputSchemas } from '../protocol/api-schemas.ts'
import type { EmitEvent, ServerApi } from '../protocol/api-types.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { parseJson } from '../protocol/json.ts'
import { MAX_API_BODY_BYTES } from '../protocol/limits.ts'
import { json } from './answers.ts'
import { openWithKey } from './api-key.ts'
import { clientAddress } from './client-address.ts'
import type { HttpContext } from './http-context.ts'
import type { HttpRequest, HttpResponse } from './http-request.ts'
import type { Route } from './routes.ts'

/** Calls that make something: they answer 201. */
export const CREATING: ReadonlySet<keyof ServerApi> = new Set(['sendMessage', 'createWebhook'])

/** Calls that anybody may make, e.g. what watches over servers. */
export const OPEN: ReadonlySet<keyof ServerApi> = new Set(['health'])

const nothing = z.strictObject({})

/** The server API: each method under its path. */
export const apiRoutes: readonly Route[] = (Object.keys(apiPaths) as (keyof ServerApi)[]).map(name => ({
  method: apiPaths[name].method,
  path: apiPaths[name].path,
  handle: (context, request, ...ids) => answer(name, context, request, ids.map(decode)),
}))

async function answer(
  name: keyof ServerApi,
  context: HttpContext,
  request: HttpRequest,
  ids: readonly string[],
): Promise<HttpResponse> {
  const api = await enter(name, context, request)
  const given = await readInput(name, request)
  const idempotencyKey = apiPaths[name].repeatable && request.header('idempotency-key')
  const options = idempotencyKey === undefined ? [] : [{ idempotencyKey }]
  // The arguments are those of the table: ids, what was read by the method's schema, options.
  const call = api[name] as (...given: unknown[]) => Promise<unknown>
  const result = await call(...ids, ...given, ...options)
  if (result === undefined) throw notThere(name)
  return json(result, CREATING.has(name) ? 201 : 200)
}

/** The API as far as the caller may use it. @throws PocketPingError `UNAUTHORIZED`, `RATE_LIMITED` */
async function enter(name: keyof ServerApi, context: HttpContext, request: HttpRequest): Promise<ServerApi> {
  if (!OPEN.has(name)) return serverApi(context.api, await openWithKey(context, request))
  context.desk.limitReading(clientAddress(request, context.trustProxy))
  return serverApi(context.api, scopeOfKey(new Set()))
}

/** What the methods answer with `undefined`. */
function notThere(name: keyof ServerApi): PocketPingError {
  return name === 'webhook'
    ? new PocketPingError('WEBHOOK_NOT_FOUND', 'There is no such webhook.')
    : noSuchSession()
}

/** What a call is given beside its ids and options. Nothing is taken that has no place in it. */
async function readInput(name: keyof ServerApi, request: HttpRequest): Promise<unknown[]> {
  const { method, input } = apiPaths[name]
  const schema = inputSchemas[name] ?? nothing
  const query = parse(input === 'query' ? schema : nothing, readQuery(request))
  // What has a body with a GET is not worth waiting for.
  const body = method === 'GET' ? {} : parse(input === 'body' ? schema : nothing, await readBody(request))
  if (name === 'emitEvent') return argumentsOf(body as EmitEvent)
  return input === undefined ? [] : [input === 'query' ? query : body]
}

function argumentsOf({ name, data }: EmitEvent): unknown[] {
  return [name, data]
}

/** @throws PocketPingError `BAD_REQUEST` */
function readQuery({ query }: HttpRequest): unknown {
  const twice = [...query.keys()].find(name => query.getAll(name).length > 1)
  if (twice !== undefined) throw new PocketPingError('BAD_REQUEST', `${twice}: is there more than once.`)
  return Object.fromEntries(query)
}

/** @throws PocketPingError `INVALID_JSON`, `BAD_REQUEST`, `BODY_TOO_LARGE` */
async function readBody(request: HttpRequest): Promise<unknown> {
  const text = await request.text(MAX_API_BODY_BYTES)
  return text === '' ? {} : parseJson(text)
}

/** A segment of the path as the client meant it; what is not encoded as it should be is an id of nothing. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
