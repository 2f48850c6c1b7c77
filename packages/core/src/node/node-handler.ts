import type { ServerResponse } from 'node:http'
import type { HttpResponse } from '../http/http-request.ts'
import type { PocketPing } from '../pocketping.ts'
import { MAX_FRAME_BYTES } from '../protocol/limits.ts'
import { fromNodeRequest, type NodeRequest } from './node-request.ts'
import { pipe } from './node-stream.ts'

/** Answers a Node request. Never rejects. */
export type NodeHandler = (request: NodeRequest, response: ServerResponse) => Promise<void>

// What is read and thrown away of a refused body before the connection is cut.
const MAX_DISCARDED_BYTES = 33_554_432

/**
 * A handler for `node:http` and whatever stands on it. `request.url` is read as the path below the mount once
 * `mountPath` (default: nothing) is left off; frameworks that strip the mount themselves need none.
 */
export function toNodeHandler(pp: PocketPing, options: { mountPath?: string } = {}): NodeHandler {
  const { mountPath = '' } = options
  return async (request, response) => {
    const url = request.url ?? '/'
    const path = url.startsWith(mountPath) ? url.slice(mountPath.length) : url
    const answer = await pp.handle(fromNodeRequest(request, path, () => leavingSignal(response)))
    await write(request, response, answer)
  }
}

/** Aborted when the client leaves. Made only for those who stay: most requests are answered before anybody could. */
function leavingSignal(response: ServerResponse): AbortSignal {
  if (response.destroyed) return AbortSignal.abort()
  const leaving = new AbortController()
  response.once('close', () => leaving.abort())
  return leaving.signal
}

async function write(request: NodeRequest, response: ServerResponse, answer: HttpResponse): Promise<void> {
  const { status, headers, body } = answer
  if (body instanceof ReadableStream) {
    if (!response.destroyed) response.writeHead(status, headers)
    return pipe(body, response)
  }
  if (response.destroyed) return
  if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body))
  const isUnread = !request.complete && isLong(request)
  if (isUnread) headers.connection = 'close'
  response.writeHead(status, headers)
  if (!isUnread) return void response.end(body)
  // Cutting off a client that still sends would take the answer away from it.
  response.write(body ?? '')
  await discardRest(request)
  response.end()
}

// Node itself throws away what nobody read; only what is long is not worth the wait.
function isLong({ headers }: NodeRequest): boolean {
  return 'transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > MAX_FRAME_BYTES
}

function discardRest(request: NodeRequest): Promise<void> {
  return new Promise(resolve => {
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_DISCARDED_BYTES) resolve()
    })
    request.once('end', resolve)
    request.once('close', resolve)
    if (request.destroyed) resolve()
  })
}
