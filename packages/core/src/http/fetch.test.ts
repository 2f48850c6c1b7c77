import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { PocketPing } from '../pocketping.ts'
import { httpContract } from '../testing/http-contract.ts'

const MOUNT = '/chat'

/** The least that a web-standard server does: requests in, responses out, and word of who left. */
async function serve(pp: PocketPing, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const leaving = new AbortController()
  outgoing.once('close', () => leaving.abort())
  const { method = 'GET', url = '/', headers } = incoming
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const request = new Request(`http://${headers.host}${url}`, {
    method,
    headers: headers as Record<string, string>,
    signal: leaving.signal,
    ...(hasBody ? { body: bodyOf(incoming), duplex: 'half' } : {}),
  })
  const address = incoming.socket.remoteAddress ?? ''
  const response = await pp.fetch(request, { mountPath: MOUNT, address })
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (!response.body) return void outgoing.end()
  outgoing.flushHeaders()
  Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
    .on('error', () => outgoing.destroy())
    .pipe(outgoing)
}

/** A body whose reader may stop early without taking the connection along. */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let isOpen = true
  return new ReadableStream({
    start(controller) {
      incoming.on('data', chunk => isOpen && controller.enqueue(chunk))
      incoming.on('end', () => isOpen && controller.close())
      incoming.on('error', error => isOpen && controller.error(error))
    },
    cancel() {
      isOpen = false
    },
  })
}

httpContract({
  name: 'pp.fetch',
  async create(pp) {
    const server = createServer((incoming, outgoing) => {
      serve(pp, incoming, outgoing).catch(() => outgoing.destroy())
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return {
      baseUrl: `http://127.0.0.1:${port}${MOUNT}`,
      async close() {
        server.closeAllConnections()
        await new Promise(resolve => server.close(resolve))
      },
    }
  },
  without: { webSocket: 'a web Response is no WebSocket' },
})

describe('pp.fetch', () => {
  it('says so where the body was read before', async () => {
    const pp = new PocketPing()
    const request = new Request('http://x/widget/sessions', { method: 'POST', body: '{}' })
    await request.text()
    const response = await pp.fetch(request)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'BODY_ALREADY_READ' })
    await pp.stop()
  })

  it('lets nobody in for a stream that is never read', async () => {
    const pp = new PocketPing()
    const started = await pp.fetch(new Request('http://x/widget/sessions', { method: 'POST', body: '{}' }))
    const { token, session } = (await started.json()) as { token: string; session: { id: string } }
    const headers = { authorization: `Bearer ${token}` }
    const response = await pp.fetch(new Request('http://x/widget/stream', { headers }))
    expect(response.status).toBe(200)
    expect(await pp.emitEvent(session.id, 'ping')).toEqual({ delivered: 0 })
    const reader = response.body?.getReader()
    await reader?.read()
    expect(await pp.emitEvent(session.id, 'ping')).toEqual({ delivered: 1 })
    await reader?.cancel()
    expect(await pp.emitEvent(session.id, 'ping')).toEqual({ delivered: 0 })
    await pp.stop()
  })
})
