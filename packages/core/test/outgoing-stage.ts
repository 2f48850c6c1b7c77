import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { OutgoingError, OutgoingFetch, OutgoingRequest } from '../src/contracts/outgoing.ts'
import { createOutgoingFetch, type Gate } from '../src/node/outgoing-fetch.ts'

/** What a server was asked. */
export interface Asked {
  method: string
  path: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A server on loopback, for the length of one test. */
export interface Place {
  port: number
  asked: Asked[]
}

/** Lets 127.0.0.1 stand for the Internet: all names lead there, unless told otherwise. */
export function onLoopback(gate: Partial<Gate> = {}): OutgoingFetch {
  return createOutgoingFetch({
    isAllowed: address => address === '127.0.0.1',
    lookup: async () => ['127.0.0.1'],
    ...gate,
  })
}

/** A GET with room and patience enough, unless told otherwise. */
export function get(url: string, rest: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return { url, method: 'GET', timeoutMs: 30_000, maxBytes: 100_000, maxRedirects: 5, ...rest }
}

/** The same as a POST. */
export function post(url: string, rest: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return get(url, { method: 'POST', body: '{"a":"ü"}', ...rest })
}

/** The error of a request that must fail. */
export async function errorOf(answer: Promise<unknown>): Promise<OutgoingError> {
  return answer.then(
    () => Promise.reject(new Error('There was an answer.')),
    error => error,
  )
}

/** Serves HTTP, or HTTPS where there is a certificate. */
export async function serve(
  answer: RequestListener,
  certificate?: { cert: string; key: string },
): Promise<Place> {
  const asked: Asked[] = []
  const listener: RequestListener = async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
    answer(request, response)
  }
  const server = certificate ? createTlsServer(certificate, listener) : createServer(listener)
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  return { port: await listen(server), asked }
}

/** Serves bare TCP. */
export async function serveRaw(take: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createRawServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    take(socket)
  })
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  return listen(server)
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
