import type { SessionRecord } from '../contracts/records.ts'
import { historyBefore, sessionForVisitor } from '../conversation/feed.ts'
import { parse } from '../conversation/parse.ts'
import { startSession } from '../conversation/start-session.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { type StartResponse, startRequestSchema } from '../protocol/start.ts'
import type { ChangesUpdate } from '../protocol/updates.ts'
import { bearer, count, failure, json, readJson } from './answers.ts'
import { clientAddress, clientCountry } from './client-address.ts'
import { eventStream } from './event-stream.ts'
import type { HttpContext } from './http-context.ts'
import type { HttpRequest, HttpResponse } from './http-request.ts'
import { longPoll } from './long-poll.ts'
import { isAllowedOrigin } from './origins.ts'

// Far above what a platform posts: one update as text.
const MAX_WEBHOOK_BYTES = 1_048_576

/** One route: `:name` in the path stands for one segment. */
export interface Route {
  method: 'GET' | 'POST'
  path: string
  isFile?: true
  handle(context: HttpContext, request: HttpRequest, parameter: string): HttpResponse | Promise<HttpResponse>
}

/** Everything that is answered below the mount. */
export const routes: readonly Route[] = [
  { method: 'POST', path: '/widget/sessions', handle: start },
  { method: 'POST', path: '/widget/commands', handle: command },
  { method: 'GET', path: '/widget/stream', handle: stream },
  { method: 'GET', path: '/widget/poll', handle: poll },
  { method: 'GET', path: '/widget/messages', handle: history },
  {
    method: 'GET',
    path: '/widget.js',
    isFile: true,
    handle: (context, request) => script(context, request, 'widget.js'),
  },
  {
    method: 'GET',
    path: '/widget/:chunk.js',
    isFile: true,
    handle: (context, request, chunk) => script(context, request, `${chunk}.js`),
  },
  { method: 'POST', path: '/bridges/:id', handle: bridge },
  { method: 'GET', path: '/ws', handle: onlyUpgrade },
]

async function start(
  { conversation, desk, projects, trustProxy }: HttpContext,
  request: HttpRequest,
): Promise<HttpResponse> {
  const body = parse(startRequestSchema, await readJson(request))
  const project = projects.find(body.projectId)
  if (!project) throw new PocketPingError('PROJECT_NOT_FOUND', 'projectId: there is no such project.')
  if (!isAllowedOrigin(request, project.allowedOrigins, trustProxy))
    throw new PocketPingError('ORIGIN_REFUSED', 'This origin is not in the project’s allowedOrigins.')
  const address = clientAddress(request, trustProxy)
  desk.admit(project.id, address)
  const userAgent = request.header('user-agent')
  const country = clientCountry(request, trustProxy)
  const hints = { ...(userAgent ? { userAgent } : {}), ...(country ? { country } : {}) }
  const { token, session } = await startSession(conversation, project.id, body, hints)
  const answer: StartResponse = {
    token,
    session: sessionForVisitor(conversation, session),
  }
  return json(answer, 201)
}

async function command({ desk, trustProxy }: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const address = clientAddress(request, trustProxy)
  const token = bearer(request)
  const session = await desk.recognize(token, address)
  const { ref, input } = splitRef(await readJson(request))
  // No commit follows that would find out a token revoked elsewhere.
  if (isTyping(input)) await desk.authenticate(token, address)
  const result = await desk.perform(session, input, address)
  return json(desk.acknowledge(ref, session, result, 0))
}

function isTyping(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'type' in input && input.type === 'typing'
}

function splitRef(body: unknown): { ref: string; input: unknown } {
  if (typeof body !== 'object' || body === null || !('ref' in body)) return { ref: '', input: body }
  const { ref, ...input } = body
  if (typeof ref !== 'string' || ref.length > 64)
    throw new PocketPingError('BAD_REQUEST', 'ref: must be a text of at most 64 characters.')
  return { ref, input }
}

async function stream(context: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const session = await enter(context, request)
  const after = count(request, 'after', 0)
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-content-type-options': 'nosniff',
    // nginx would hold events back until its buffer is full.
    'x-accel-buffering': 'no',
  }
  const { clock, hub } = context
  const body = eventStream({ clock, hub, sessionId: session.id, after, signal: request.signal })
  return { status: 200, headers, body }
}

async function poll(context: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const session = await enter(context, request)
  const after = count(request, 'after', 0)
  const { clock, hub } = context
  const body = await longPoll({ clock, hub, sessionId: session.id, after, signal: request.signal })
  return { ...json(undefined), body }
}

async function history(context: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const session = await look(context, request)
  const before = count(request, 'before', Number.MAX_SAFE_INTEGER)
  const update: ChangesUpdate = {
    type: 'changes',
    seq: 0,
    ...(await historyBefore(context.conversation, session, before)),
  }
  return json(update)
}

/** Lets a client in that only reads. */
async function look({ desk, trustProxy }: HttpContext, request: HttpRequest): Promise<SessionRecord> {
  const address = clientAddress(request, trustProxy)
  const session = await desk.authenticate(bearer(request), address)
  desk.limitReading(address)
  return session
}

/** Lets a client in that is about to stay. */
async function enter(context: HttpContext, request: HttpRequest): Promise<SessionRecord> {
  const session = await look(context, request)
  context.desk.makeRoom(context.hub.count(session.id))
  return session
}

async function script(
  { widgetScript }: HttpContext,
  request: HttpRequest,
  file: string,
): Promise<HttpResponse> {
  const answer = await widgetScript.answer(request, file)
  if (!answer) throw new PocketPingError('NOT_FOUND', 'There is no such file.')
  return answer
}

async function bridge({ webhookOf }: HttpContext, request: HttpRequest, id: string): Promise<HttpResponse> {
  const webhook = webhookOf(id)
  // Before anything is read: a body for nobody is not waited for.
  if (!webhook) throw new PocketPingError('NOT_FOUND', 'There is nothing here.')
  const answer = await webhook(await request.toRequest(MAX_WEBHOOK_BYTES))
  const headers = Object.fromEntries(answer.headers)
  const body = new Uint8Array(await answer.arrayBuffer())
  return { status: answer.status, headers, ...(body.byteLength > 0 ? { body } : {}) }
}

/** Whoever comes here came without an upgrade, or by a server that knows no WebSocket. */
function onlyUpgrade(): HttpResponse {
  const answer = failure(new PocketPingError('UPGRADE_REQUIRED', 'Connect here with a WebSocket.'))
  answer.headers.upgrade = 'websocket'
  return answer
}
