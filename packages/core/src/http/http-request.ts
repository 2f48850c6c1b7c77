import { PocketPingError } from '../protocol/errors.ts'

/** The part of a request that routes read: as little as possible, so that a server can hand it in without copying. */
export interface HttpRequest {
  readonly method: string
  /** Path below the mount, e.g. `/widget/commands`. */
  readonly path: string
  readonly query: URLSearchParams
  header(name: string): string | undefined
  /** Reads the body. @throws PocketPingError `BODY_TOO_LARGE` past `maxBytes` */
  text(maxBytes: number): Promise<string>
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal | undefined
  /** Network address of whoever connected to this server. */
  readonly peerAddress: string
  /**
   * The request as the web standard has it, body included; for bridges, which verify raw bodies.
   * @throws PocketPingError `BODY_TOO_LARGE` past `maxBytes`
   */
  toRequest(maxBytes: number): Promise<Request>
}

/** What a route answers. */
export interface HttpResponse {
  status: number
  headers: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
}

/** Wraps a web `Request`. */
export function fromRequest(request: Request, path: string, peerAddress: string): HttpRequest {
  return {
    method: request.method,
    path,
    query: new URL(request.url).searchParams,
    header: name => request.headers.get(name) ?? undefined,
    text: async maxBytes => decodeBody(await readBytes(request, maxBytes)),
    signal: request.signal,
    peerAddress,
    async toRequest(maxBytes) {
      const { url, method, headers, signal } = request
      return new Request(url, { method, headers, signal, body: await readBytes(request, maxBytes) })
    },
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (request.bodyUsed)
    throw new PocketPingError(
      'BODY_ALREADY_READ',
      'The body was read before it came here. Mount PocketPing before body parsers.',
    )
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read().catch(cutOff)) ?? { done: true }
    if (done) break
    size += value.byteLength
    if (size > maxBytes) {
      await reader?.cancel()
      throw tooLarge(maxBytes)
    }
    chunks.push(value)
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer())
}

/** The end of a body that the client left half sent: nothing of ours went wrong. */
function cutOff(cause: unknown): never {
  throw new PocketPingError('BAD_REQUEST', 'The request ended before its body did.', { cause })
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** A body as text. @throws PocketPingError `INVALID_JSON` where it is not UTF-8 */
export function decodeBody(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new PocketPingError('INVALID_JSON', 'The body must be JSON in UTF-8.', { cause })
  }
}

/** The refusal of a body that is too long. */
export function tooLarge(maxBytes: number): PocketPingError {
  return new PocketPingError('BODY_TOO_LARGE', `The body may have ${maxBytes} bytes.`)
}

/** Turns an answer into a web `Response`. */
export function toResponse({ status, headers, body }: HttpResponse): Response {
  return new Response(body ?? null, { status, headers })
}
