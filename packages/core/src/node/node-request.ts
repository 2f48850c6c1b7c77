import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { decodeBody, type HttpRequest, tooLarge } from '../http/http-request.ts'
import { PocketPingError } from '../protocol/errors.ts'

/** A Node request, and what frameworks leave on it. */
export interface NodeRequest extends IncomingMessage {
  /** What a body parser made of the body. */
  body?: unknown
  /** Express: the path as the client sent it, mount included. */
  originalUrl?: string
}

/**
 * Hands a Node request to the engine without copying it into a web `Request`. `url` is the path below the mount;
 * `leaving` gives a signal that is aborted when the client is gone, and is called only where one is needed.
 */
export function fromNodeRequest(request: NodeRequest, url: string, leaving: () => AbortSignal): HttpRequest {
  const mark = url.indexOf('?')
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    get query() {
      return new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
    },
    header: name => headerOf(request, name),
    text: async maxBytes => decodeBody(await readBytes(request, maxBytes)),
    get signal() {
      return leaving()
    },
    peerAddress: request.socket.remoteAddress ?? 'unknown',
    async toRequest(maxBytes) {
      return toWebRequest(request, { signal: leaving(), body: await readBytes(request, maxBytes) })
    },
  }
}

/** One header; several of one name are joined as HTTP joins them. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** The web standard's `Request` of a Node request. Its body streams, unless it was read already and is given. */
export function toWebRequest(
  request: NodeRequest,
  { signal, body }: { signal?: AbortSignal; body?: Buffer<ArrayBuffer> } = {},
): Request {
  const url = `http://${request.headers.host ?? 'localhost'}${request.originalUrl ?? request.url ?? '/'}`
  const headers = new Headers()
  for (const name of Object.keys(request.headers)) {
    const value = headerOf(request, name)
    if (value !== undefined) headers.set(name, value)
  }
  const method = request.method ?? 'GET'
  const init: RequestInit & { duplex?: 'half' } = { method, headers }
  if (signal) init.signal = signal
  if (method !== 'GET' && method !== 'HEAD') {
    init.body = body ?? parsedBody(request) ?? (Readable.toWeb(request) as ReadableStream<Uint8Array>)
    init.duplex = 'half'
  }
  return new Request(URL.canParse(url) ? url : 'http://localhost/', init)
}

async function readBytes(request: NodeRequest, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const parsed = parsedBody(request)
  if (Number(parsed?.byteLength ?? request.headers['content-length'] ?? 0) > maxBytes)
    throw tooLarge(maxBytes)
  return parsed ?? readStream(request, maxBytes)
}

function readStream(request: NodeRequest, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= maxBytes) return void chunks.push(chunk)
      request.off('data', take)
      chunks.length = 0
      reject(tooLarge(maxBytes))
    }
    const isCutOff = (): void =>
      reject(new PocketPingError('BAD_REQUEST', 'The request ended before its body did.'))
    // Its end will not come any more.
    if (request.destroyed) return isCutOff()
    request.on('data', take)
    request.once('end', () => {
      // Every request closes in the end, and an error is dear to make.
      request.off('close', isCutOff)
      resolve(Buffer.concat(chunks))
    })
    request.once('error', isCutOff)
    request.once('close', isCutOff)
  })
}

/** The body where a parser such as `express.json()` has eaten it already. @throws PocketPingError `BODY_ALREADY_READ` */
function parsedBody(request: NodeRequest): Buffer<ArrayBuffer> | undefined {
  if (!request.readableEnded) return undefined
  const { body } = request
  if (typeof body === 'string' || Buffer.isBuffer(body)) return Buffer.from(body as string)
  if (typeof body === 'object' && body !== null) return Buffer.from(stringify(body))
  // An empty body ends before anybody reads it.
  if (request.headers['content-length'] === '0') return Buffer.alloc(0)
  throw new PocketPingError(
    'BODY_ALREADY_READ',
    'The body was read before it came here and not left on request.body. Mount PocketPing before whatever reads it.',
  )
}

function stringify(body: object): string {
  try {
    return JSON.stringify(body)
  } catch (cause) {
    throw new PocketPingError('BAD_REQUEST', 'This is nested too deeply.', { cause })
  }
}
