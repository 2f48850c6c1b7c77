import { z } from 'zod'
import { resumeSession } from '../conversation/devices.ts'
import { historyBefore, sessionForVisitor } from '../conversation/feed.ts'
import { parse } from '../conversation/parse.ts'
import { startSession } from '../conversation/start-session.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { resumeRequestSchema, type StartResponse, startRequestSchema } from '../protocol/start.ts'
import type { ChangesUpdate } from '../protocol/updates.ts'
import type { Admitted } from '../realtime/visitor-desk.ts'
import { bearer, count, failure, json, readJson } from './answers.ts'
import { apiEvents } from './api-events.ts'
import { apiRoutes } from './api-routes.ts'
import { clientAddress, clientCountry } from './client-address.ts'
import { eventStream } from './event-stream.ts'
import type { HttpContext, RoutedProject } from './http-context.ts'
import type { HttpRequest, HttpResponse } from './http-request.ts'
import { longPoll } from './long-poll.ts'
import { openapi } from './openapi.ts'
import { isAllowedOrigin } from './origins.ts'

// A page asks with each visit; what was changed shows within minutes.
const SETTINGS_CACHE = 'public, max-age=60, stale-while-revalidate=600'

const settingsQuerySchema: z.ZodType<{ projectId?: string }> = z.strictObject({
  projectId: z.string().max(100).exactOptional(),
})

// Far above what a platform posts: one update as text.
const MAX_WEBHOOK_BYTES = 1_048_576

/** One route: each `:name` in the path stands for one segment, and is handed on as it was written. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  isFile?: true
  handle(
    context: HttpContext,
    request: HttpRequest,
    ...parameters: string[]
  ): HttpResponse | Promise<HttpResponse>
}

/** Everything that is answered below the mount. */
export const routes: readonly Route[] = [
  { method: 'POST', path: '/widget/sessions', handle: start },
  { method: 'POST', path: '/widget/sessions/resume', handle: resume },
  { method: 'GET', path: '/widget/settings', handle: settings },
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
  { method: 'GET', path: '/events', handle: apiEvents },
  ...apiRoutes,
  { method: 'GET', path: '/openapi.json', handle: describe },
]

async function start(
  { conversation, desk, projects, trustProxy }: HttpContext,
  request: HttpRequest,
): Promise<HttpResponse> {
  const body = parse(startRequestSchema, await readJson(request))
  const project = await admitTo({ desk, projects, trustProxy }, request, body.projectId)
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

/** Brings a customer's conversation to another device, by a proof. */
async function resume(context: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const { conversation } = context
  const body = parse(resumeRequestSchema, await readJson(request))
  const project = await admitTo(context, request, body.projectId)
  const found = await resumeSession(conversation, project.id, body)
  // No error: for a customer who never wrote it is how things are, and browsers print errors in red.
  const answer: StartResponse | Record<string, never> = found
    ? { token: found.token, session: sessionForVisitor(conversation, found.session) }
    : {}
  return json(answer)
}

/** Lets a page in that asks for a token of this project. @throws PocketPingError */
async function admitTo(
  { desk, projects, trustProxy }: Pick<HttpContext, 'desk' | 'projects' | 'trustProxy'>,
  request: HttpRequest,
  projectId: string | undefined,
): Promise<RoutedProject> {
  const address = clientAddress(request, trustProxy)
  desk.limitReading(address)
  const project = await findProject(projects, projectId)
  if (!isAllowedOrigin(request, project.allowedOrigins, trustProxy))
    throw new PocketPingError('ORIGIN_REFUSED', 'This origin is not in the project’s allowedOrigins.')
  desk.admit(project.id, address)
  return project
}

async function findProject(
  projects: HttpContext['projects'],
  projectId: string | undefined,
): Promise<RoutedProject> {
  const project = await projects.find(projectId)
  if (project) return project
  const message =
    projectId === undefined ? 'say which project is meant; there are several.' : 'there is no such project.'
  throw new PocketPingError('PROJECT_NOT_FOUND', `projectId: ${message}`)
}

/** What the project says of the widget. It stands in pages, so anybody may read it. */
async function settings(
  { desk, projects, trustProxy }: HttpContext,
  request: HttpRequest,
): Promise<HttpResponse> {
  desk.limitReading(clientAddress(request, trustProxy))
  const projectId = parse(settingsQuerySchema, Object.fromEntries(request.query)).projectId
  const { widget } = await findProject(projects, projectId)
  const answer = json(widget)
  Object.assign(answer.headers, { 'cache-control': SETTINGS_CACHE, 'access-control-allow-origin': '*' })
  return answer
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
  const { opened: session } = await enter(context, request)
  const after = count(request, 'after', 0)
  const { clock, hub } = context
  return eventStream({
    clock,
    signal: request.signal,
    toBlock: ({ text }) => `data: ${text}\n\n`,
    join(client) {
      const place = hub.join(session, after, client)
      return () => hub.leave(place)
    },
  })
}

async function poll(context: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const { opened: session } = await enter(context, request)
  const after = count(request, 'after', 0)
  const { clock, hub } = context
  const body = await longPoll({ clock, hub, session, after, signal: request.signal })
  return { ...json(undefined), body }
}

async function history(context: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const { record: session } = await look(context, request)
  const before = count(request, 'before', Number.MAX_SAFE_INTEGER)
  const update: ChangesUpdate = {
    type: 'changes',
    seq: 0,
    ...(await historyBefore(context.conversation, session, before)),
  }
  return json(update)
}

/** Lets a client in that only reads. */
async function look({ desk, trustProxy }: HttpContext, request: HttpRequest): Promise<Admitted> {
  const address = clientAddress(request, trustProxy)
  const admitted = await desk.authenticate(bearer(request), address)
  desk.limitReading(address)
  return admitted
}

/** Lets a client in that is about to stay. */
async function enter(context: HttpContext, request: HttpRequest): Promise<Admitted> {
  const admitted = await look(context, request)
  context.desk.makeRoom(context.hub.count(admitted.opened.id))
  return admitted
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

/** What the API takes and answers: it names nothing that is not in its documentation, so anybody may read it. */
function describe({ desk, trustProxy }: HttpContext, request: HttpRequest): HttpResponse {
  desk.limitReading(clientAddress(request, trustProxy))
  return json(openapi())
}

/** Whoever comes here came without an upgrade, or by a server that knows no WebSocket. */
function onlyUpgrade(): HttpResponse {
  const answer = failure(new PocketPingError('UPGRADE_REQUIRED', 'Connect here with a WebSocket.'))
  answer.headers.upgrade = 'websocket'
  return answer
}
