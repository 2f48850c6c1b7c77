import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { readBody } from '../shared/read-body.ts'
import { type Arguments, leadingInteger } from './arguments.ts'
import type { Disturbances } from './disturbances.ts'
import { ApiError } from './errors.ts'
import type { FaultPlan } from './faults.ts'
import { findOpenFile } from './files.ts'
import type { Journal, JournalEntry } from './journal.ts'
import type { Limiter } from './limits.ts'
import { methods, properName } from './methods/index.ts'
import type { Answer, Call } from './methods/method.ts'
import { readArguments } from './request-body.ts'
import { notify } from './world.ts'

/** Serves something besides the Bot API; returns false when the path is not its own. */
export type ExtraHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>

export interface ServerParts extends Omit<Call, 'args'> {
  journal: Journal
  plan: FaultPlan
  disturbances: Disturbances
}

/** The Bot API over HTTP. */
export interface ApiServer {
  listen(port: number, host: string): Promise<string>
  /** Cuts every connection on which a call is under way. */
  cut(): void
  /** Executes a method as if the bot had called it, for the answers of webhooks. */
  execute(method: string, args: Arguments, via: 'http' | 'webhook'): Promise<Outcome>
  stop(): Promise<void>
}

/** What a call came to. */
export interface Outcome {
  entry?: JournalEntry
  status: number
  body: Record<string, unknown>
  retryAfter: number | undefined
}

// The methods that count against the limits, and so can hammer.
const limited: ReadonlySet<string> = new Set([
  'sendmessage',
  'sendphoto',
  'senddocument',
  'editmessagetext',
  'editmessagecaption',
  'editmessagereplymarkup',
])

export function makeServer(parts: ServerParts, extras: readonly ExtraHandler[]): ApiServer {
  const { world, journal, plan, disturbances, limiter } = parts
  const busy = new Set<Socket>()

  const execute: ApiServer['execute'] = async (name, args, via) => {
    const method = properName(name)
    const at = world.clock.now()
    const isHammering = isBlocked(limiter, method, args, at)
    const outcome = await answer(method, args)
    const { description, result } = outcome.body
    const entry = journal.record({
      at,
      method,
      params: args.plain(),
      status: outcome.status,
      description: outcome.body.ok === true ? undefined : String(description),
      result,
      via,
      isHammering,
      isCut: false,
    })
    notify(world, { kind: 'call' })
    return { ...outcome, entry }
  }

  const answer = async (name: string, args: Arguments): Promise<Outcome> => {
    try {
      return success(await run(name, args))
    } catch (error) {
      if (error instanceof ApiError) return failure(error)
      throw error
    }
  }

  const run = async (name: string, args: Arguments): Promise<Answer> => {
    const key = name.toLowerCase()
    if (parts.session.isLoggedOut) throw new ApiError(400, 'Logged out')
    if (key !== 'close') parts.session.isClosed = false
    const method = methods.get(key)
    if (method === undefined) throw new ApiError(404, 'Not Found: method not found')
    const planned = plan.takeFailure(name)
    if (planned !== undefined) {
      const parameters = planned.retryAfter === undefined ? undefined : { retry_after: planned.retryAfter }
      throw new ApiError(planned.status, planned.description, parameters)
    }
    return method({ ...parts, args })
  }

  const serveCall = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const [, token = '', rawMethod = ''] = /^\/bot([^/]*)\/?(.*)$/.exec(path) ?? []
    const body = await readBody(request)
    if (body === undefined) return send(response, failure(new ApiError(413, 'Request Entity Too Large')))
    const args = await readArguments(url.searchParams, request.headers['content-type'] ?? '', body)
    const refusal = checkToken(token, world.token)
    if (refusal !== undefined) return send(response, failure(refusal))

    const method = properName(rawMethod.replace(/\/$/, '') || args.text('method'))
    const call = { method, params: args.plain() }
    if (plan.takeDrop(method, 'before')) return drop(request, call)
    await plan.pass({ ...call, moment: 'before' })
    const outcome = await execute(method, args, 'http')
    await plan.pass({ ...call, moment: 'after' })
    if (!plan.takeDrop(method, 'after')) return send(response, outcome)
    if (outcome.entry !== undefined) outcome.entry.isCut = true
    request.socket.destroy()
  }

  const drop = (request: IncomingMessage, call: { method: string; params: Record<string, string> }): void => {
    journal.record({
      ...call,
      at: world.clock.now(),
      status: 0,
      description: 'dropped before it was executed',
      result: undefined,
      via: 'http',
      isHammering: false,
      isCut: true,
    })
    notify(world, { kind: 'call' })
    request.socket.destroy()
  }

  const serveFile = (response: ServerResponse, path: string): void => {
    const [, token = '', rest = ''] = /^\/file\/bot([^/]*)\/(.*)$/.exec(path) ?? []
    const refusal = checkToken(token, world.token)
    const file = refusal === undefined ? findOpenFile(world, rest) : undefined
    if (file === undefined) {
      send(response, failure(refusal ?? new ApiError(404, 'Not Found')))
      return
    }
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': file.bytes.length,
    })
    response.end(file.bytes)
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodePath(request.url ?? '/')
    if (path.startsWith('/bot') || path.startsWith('/file/bot')) {
      if (disturbances.isHeld) return void request.socket.destroy()
      busy.add(request.socket)
      response.on('close', () => busy.delete(request.socket))
      return path.startsWith('/file/') ? serveFile(response, path) : serveCall(request, response, path)
    }
    for (const extra of extras) {
      if (await extra(request, response)) return
    }
    send(response, failure(new ApiError(404, 'Not Found')))
  }

  const server: Server = createServer((request, response) => {
    // A failure in here is a bug of the emulator: it is said to the client and in the process's own words.
    serve(request, response).catch((error: unknown) => {
      process.stderr.write(`emulator: ${error instanceof Error ? error.stack : String(error)}\n`)
      if (!response.headersSent)
        send(response, failure(new ApiError(500, 'Internal Server Error: emulator failed')))
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
    cut() {
      for (const socket of busy) socket.destroy()
      busy.clear()
    },
    execute,
    stop() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

function checkToken(token: string, expected: string): ApiError | undefined {
  if (token === expected) return undefined
  const isToken = /^[1-9]\d*:[^/]+$/.test(token) && token.length <= 80
  return new ApiError(401, isToken ? 'Unauthorized' : 'Unauthorized: invalid token specified')
}

function isBlocked(limiter: Limiter, method: string, args: Arguments, now: number): boolean {
  if (!limited.has(method.toLowerCase())) return false
  return limiter.blockedUntil(leadingInteger(args.text('chat_id'))) > now
}

function success({ result, description }: Answer): Outcome {
  return {
    status: 200,
    body: { ok: true, result, ...(description !== undefined && { description }) },
    retryAfter: undefined,
  }
}

function failure(error: ApiError): Outcome {
  return {
    status: error.code,
    body: {
      ok: false,
      error_code: error.code,
      description: error.message,
      ...(error.parameters !== undefined && { parameters: error.parameters }),
    },
    retryAfter: error.parameters?.retry_after,
  }
}

function send(response: ServerResponse, outcome: Outcome): void {
  if (response.destroyed) return
  response.writeHead(outcome.status, {
    'content-type': 'application/json',
    ...(outcome.retryAfter !== undefined && { 'retry-after': String(outcome.retryAfter) }),
  })
  response.end(JSON.stringify(outcome.body))
}

function decodePath(url: string): string {
  const path = url.split('?', 1)[0] ?? '/'
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
