import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { readBody } from '../shared/read-body.ts'
import { serveCdn } from './cdn.ts'
import { ApiError, tooLarge } from './errors.ts'
import { type CallParts, executeCall, type Outcome, type Request } from './execute.ts'
import type { Journal } from './journal.ts'
import { maxRequestBytes, readRequest } from './request-body.ts'
import { findRoute } from './routes/index.ts'
import { notify } from './world.ts'

/** Serves something besides Discord; returns false when the path is not its own. */
type ExtraHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>

export interface ServerParts extends CallParts {
  journal: Journal
  state: { isHeld: boolean }
}

/** The API, the cdn and the gateway's door over HTTP. */
export interface ApiServer {
  listen(port: number, host: string): Promise<string>
  /** Cuts every connection on which a call is under way. */
  cut(): void
  stop(): Promise<void>
}

export function makeServer(parts: ServerParts, extras: readonly ExtraHandler[]): ApiServer {
  const { world, journal, plan, state, gateway } = parts
  const busy = new Set<Socket>()

  const serveCall = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const call = await readCall(request, url)
    if (call instanceof ApiError)
      return send(response, { status: call.status, body: call.body(), headers: {} })
    const { method, params, body } = call
    if (plan.takeDrop(method, 'before')) {
      journal.record({ ...entryOf(call), at: world.clock.now(), ...nothing, isHammering: false, isCut: true })
      notify(world, { kind: 'call' })
      return void request.socket.destroy()
    }
    await plan.pass({ method, params, body, moment: 'before' })
    const outcome = executeCall(parts, call)
    const entry = journal.record({
      ...entryOf(call),
      at: world.clock.now(),
      status: outcome.status,
      code: outcome.code,
      result: outcome.body,
      isHammering: outcome.isHammering ?? false,
      isCut: false,
    })
    notify(world, { kind: 'call' })
    await plan.pass({ method, params, body, moment: 'after' })
    if (!plan.takeDrop(method, 'after')) return send(response, outcome)
    entry.isCut = true
    request.socket.destroy()
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/cdn/')) {
      if (state.isHeld) return void request.socket.destroy()
      busy.add(request.socket)
      response.on('close', () => busy.delete(request.socket))
      return url.pathname.startsWith('/cdn/')
        ? serveCdn(world, response, url)
        : serveCall(request, response, url)
    }
    for (const extra of extras) {
      if (await extra(request, response)) return
    }
    send(response, { status: 404, body: { message: '404: Not Found', code: 0 }, headers: {} })
  }

  const server: Server = createServer((request, response) => {
    // A failure in here is a bug of the emulator: it is said to the client and in the process's own words.
    serve(request, response).catch((error: unknown) => {
      process.stderr.write(`emulator: ${error instanceof Error ? error.stack : String(error)}\n`)
      const body = { message: '500: Internal Server Error', code: 0 }
      if (!response.headersSent) send(response, { status: 500, body, headers: {} })
    })
  })
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith('/gateway') === true) gateway.upgrade(request, socket, head)
    else socket.destroy()
  })

  return {
    async listen(port, host) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => resolve())
      })
      return `http://${host}:${(server.address() as AddressInfo).port}`
    },
    cut() {
      for (const socket of busy) socket.destroy()
      busy.clear()
    },
    stop() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

const nothing = { status: 0, code: undefined, result: undefined } as const

/** Finds out what is asked for, or why that cannot be asked. */
async function readCall(request: IncomingMessage, url: URL): Promise<Request | ApiError> {
  const [, version = '10', path = ''] = /^\/api(?:\/v(\d+))?(\/.*)$/.exec(url.pathname) ?? []
  // Threads, and so much of this emulator, exist from version 9 on.
  if (version !== '10' && version !== '9') return new ApiError(400, 50041, 'Invalid API version')
  const verb = request.method ?? 'GET'
  const match = findRoute(verb, path)
  if (match === 404) return new ApiError(404, 0, '404: Not Found')
  if (match === 405) return new ApiError(405, 0, '405: Method Not Allowed')
  const bytes = await readBody(request)
  if (bytes === undefined || bytes.length > maxRequestBytes) return tooLarge()
  try {
    return {
      ...(await readRequest(request.headers['content-type'] ?? '', bytes)),
      route: match.route,
      method: match.route.name,
      line: `${verb} ${path}`,
      params: match.path,
      query: url.searchParams,
      authorization: request.headers.authorization,
    }
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
}

function entryOf({ method, line, params, query, body, files }: Request): {
  method: string
  route: string
  params: Record<string, string>
  query: Record<string, string>
  body: Request['body']
  files: { name: string; size: number }[]
} {
  return {
    method,
    route: line,
    params,
    query: Object.fromEntries(query),
    body,
    files: [...files.values()].map(({ name, bytes }) => ({ name, size: bytes.length })),
  }
}

function send(response: ServerResponse, outcome: Outcome): void {
  if (response.destroyed) return
  if (outcome.body === undefined) {
    response.writeHead(outcome.status, outcome.headers).end()
    return
  }
  const isText = typeof outcome.body === 'string'
  response.writeHead(outcome.status, {
    ...outcome.headers,
    'content-type': isText ? 'text/plain' : 'application/json',
  })
  response.end(isText ? outcome.body : JSON.stringify(outcome.body))
}
