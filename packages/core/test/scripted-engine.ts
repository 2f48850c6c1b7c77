import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { PATIENTLY } from '../src/testing/patience.ts'

/** A request as it came in. */
interface Seen {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: unknown
}

/** What to answer: as JSON unless it is a text; or nothing, for now or for ever. */
export type Scripted =
  | { status?: number; headers?: Record<string, string>; body?: unknown }
  | 'cut the connection'
  | 'say nothing'

/** The engine's end of a WebSocket. */
export interface ScriptedSocket {
  readonly frames: Record<string, unknown>[]
  readonly closedWith: number | undefined
  say(...frames: object[]): void
  close(code: number, reason?: string): void
  cut(): void
}

/** Says what a test tells it to, on loopback. */
export interface ScriptedEngine {
  readonly url: string
  readonly seen: Seen[]
  readonly sockets: ScriptedSocket[]
  /** Answers of the next requests; afterwards `{}`. */
  script(...answers: Scripted[]): void
  /** The nth socket once it has said its key, and was told that this is right. */
  socket(number: number): Promise<ScriptedSocket>
  stop(): Promise<void>
}

export async function startScriptedEngine(mountPath = '/pocketping'): Promise<ScriptedEngine> {
  const seen: Seen[] = []
  const sockets: ScriptedSocket[] = []
  let answers: Scripted[] = []

  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const { method = '', url: path = '', headers } = request
    seen.push({ method, path, headers, body: text === '' ? undefined : JSON.parse(text) })
    const answer = answers.shift() ?? {}
    if (answer === 'say nothing') return
    if (answer === 'cut the connection') {
      request.socket.destroy()
      return
    }
    const { status = 200, headers: more = {}, body = {} } = answer
    response.writeHead(status, more).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  const takeSockets = new WebSocketServer({ server, path: `${mountPath}/ws` })
  takeSockets.on('connection', socket => sockets.push(scripted(socket)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${mountPath}`,
    seen,
    sockets,
    script(...next) {
      answers = next
    },
    async socket(number) {
      await expect.poll(() => sockets[number - 1]?.frames[0], PATIENTLY).toBeDefined()
      const socket = sockets[number - 1] as ScriptedSocket
      socket.say({ type: 'authenticated' })
      return socket
    },
    async stop() {
      for (const socket of takeSockets.clients) socket.terminate()
      takeSockets.close()
      server.closeAllConnections()
      if (server.listening) await new Promise(resolve => server.close(resolve))
    },
  }
}

function scripted(socket: WebSocket): ScriptedSocket {
  const frames: Record<string, unknown>[] = []
  let closedWith: number | undefined
  socket.on('message', data => frames.push(JSON.parse(String(data))))
  socket.on('close', code => {
    closedWith = code
  })
  return {
    frames,
    get closedWith() {
      return closedWith
    },
    say(...all) {
      for (const frame of all) socket.send(JSON.stringify(frame))
    },
    close: (code, reason) => socket.close(code, reason),
    cut: () => socket.terminate(),
  }
}
