import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../shared/clock.ts'
import { readBody } from '../shared/read-body.ts'
import { type Envelope, writeChunks, writeWhole } from './chunks.ts'
import { complete } from './completion.ts'
import { ApiError } from './errors.ts'
import type { FaultPlan } from './faults.ts'
import type { OpenAiCall, OpenAiJournal } from './journal.ts'
import { readPrompt } from './model/prompt.ts'
import { reply } from './model/reply.ts'
import { noSuchModel, readRequest } from './read-request.ts'
import type { ChatRequest } from './wire.ts'

/** What the server is made of. */
export interface ServerParts {
  clock: Clock
  plan: FaultPlan
  journal: OpenAiJournal
  apiKey: string
  models: readonly string[]
  /** Between one piece and the next. */
  pieceMs: number
  onCall(): void
}

/** The API over HTTP. */
export interface ApiServer {
  listen(port: number, host: string): Promise<string>
  stop(): Promise<void>
}

const CREATED = Date.UTC(2026, 0, 1) / 1000

export function makeServer(parts: ServerParts): ApiServer {
  const { clock, plan, journal, models } = parts
  let lastId = 0

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, isGet, model } = findMethod(request)
    const body = (await readBody(request))?.toString('utf8')
    if (body === undefined) throw new ApiError(413, 'Maximum content size limit exceeded.')
    checkKey(request.headers.authorization, parts.apiKey)
    if (plan.takeDrop(method, 'before')) {
      record({ method, body, status: 0, isCut: true })
      return void request.socket.destroy()
    }
    await plan.pass({ method, body, moment: 'before' })
    const failure = plan.takeFailure(method)
    if (failure) {
      const { error, retryAfter } = failure
      record({ method, body, status: error.status, problem: error.message })
      return sendError(response, error, retryAfter)
    }
    try {
      if (isGet) {
        sendJson(response, 200, model === undefined ? listModels() : findModel(model))
        record({ method, body })
      } else await answer(readRequest(body, models), body, response)
    } catch (error) {
      if (error instanceof ApiError) record({ method, body, status: error.status, problem: error.message })
      throw error
    }
    await plan.pass({ method, body, moment: 'after' })
  }

  const answer = async (request: ChatRequest, body: string, response: ServerResponse): Promise<void> => {
    const said = reply(readPrompt(request.messages))
    const entry = record({ method: 'chat.completions', body, reply: said })
    const completion = complete(request, said)
    lastId += 1
    const created = Math.floor(clock.now() / 1000)
    const envelope: Envelope = {
      ...{ id: `chatcmpl-${lastId}`, created, model: request.model, callId: `call_${lastId}` },
    }
    if (!request.isStream) return sendJson(response, 200, writeWhole(completion, envelope))
    const { begin, pieces, end } = writeChunks(completion, request, envelope)
    const stream = plan.takeStream()
    // What was sent is on its way before the connection may be cut.
    const send = (data: string): Promise<unknown> =>
      new Promise(resolve => response.write(`data: ${data}\n\n`, resolve))
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    await send(JSON.stringify(begin))
    for (let sent = 0; sent <= pieces.length; sent += 1) {
      if (!(await stream.goOn(sent))) response.destroy()
      // Whoever hung up is told nothing more.
      if (response.destroyed) {
        entry.isCut = true
        return
      }
      if (sent === pieces.length) break
      await send(JSON.stringify(pieces[sent]))
      if (parts.pieceMs > 0) await new Promise<void>(resolve => clock.setTimeout(resolve, parts.pieceMs))
    }
    for (const chunk of end) await send(JSON.stringify(chunk))
    await send('[DONE]')
    response.end()
  }

  const record = (call: Pick<OpenAiCall, 'method' | 'body'> & Partial<OpenAiCall>): OpenAiCall => {
    const nothing = { status: 200, problem: undefined, reply: undefined, isCut: false, isHammering: false }
    const entry = journal.record({ ...nothing, at: clock.now(), ...call })
    parts.onCall()
    return entry
  }

  const findModel = (id: string): object => {
    if (!models.includes(id)) throw noSuchModel(id)
    return { id, object: 'model', created: CREATED, owned_by: 'emulator' }
  }
  const listModels = (): object => ({ object: 'list', data: models.map(findModel) })

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (error instanceof ApiError) return sendError(response, error)
      // A failure in here is a bug of the emulator: it is said to the client and in the process's own words.
      process.stderr.write(`emulator: ${error instanceof Error ? error.stack : String(error)}\n`)
      sendError(response, new ApiError(500, 'The emulator failed.', { type: 'server_error' }))
    })
  })

  return {
    async listen(port, host) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => resolve())
      })
      return `http://${host}:${(server.address() as AddressInfo).port}`
    },
    stop() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

/** What a path means. @throws ApiError for one that means nothing */
function findMethod({ method: verb = 'GET', url = '/' }: IncomingMessage): {
  method: string
  isGet: boolean
  model?: string
} {
  const { pathname } = new URL(url, 'http://localhost')
  const isGet = verb === 'GET'
  if (pathname === '/v1/chat/completions' && verb === 'POST') return { method: 'chat.completions', isGet }
  if (pathname === '/v1/models' && isGet) return { method: 'models', isGet }
  const model = /^\/v1\/models\/([^/]+)$/.exec(pathname)?.[1]
  if (model !== undefined && isGet) return { method: 'models', isGet, model }
  throw new ApiError(404, `Invalid URL (${verb} ${pathname})`)
}

function checkKey(authorization: string | undefined, apiKey: string): void {
  const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
  if (given === undefined)
    throw new ApiError(
      401,
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    )
  if (given === apiKey) return
  const shown = given.length > 8 ? `${given.slice(0, 4)}****${given.slice(-4)}` : '****'
  throw new ApiError(401, `Incorrect API key provided: ${shown}.`, { code: 'invalid_api_key' })
}

function sendError(response: ServerResponse, error: ApiError, retryAfter?: number): void {
  if (response.headersSent) return void response.destroy()
  sendJson(response, error.status, error.body(), retryAfter)
}

function sendJson(response: ServerResponse, status: number, body: unknown, retryAfter?: number): void {
  if (response.destroyed) return
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  })
  response.end(JSON.stringify(body))
}
