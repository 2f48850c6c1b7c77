import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { type WebSocket, WebSocketServer } from 'ws'
import { stampedText } from '../stamps.ts'
import { openBareStore } from './bare-store.ts'
import type { BenchServer, ServerOptions } from './bench-server.ts'

interface Frame {
  type: string
  token: string
  id: string
  content: string
  ref: string
}

/** The bare loop that the engine is held against: it parses, stores and acknowledges, and does nothing else. */
export async function startBareServer(options: ServerOptions): Promise<BenchServer> {
  const store = openBareStore(options)
  const sessions = new Map<string, number>()
  const sockets = new Map<number, Set<WebSocket>>()

  const server = createServer((request, response) => {
    readBody(request, text => {
      if (request.url === '/widget/sessions') return answer(response, 201, { token: startSession() })
      const session = sessions.get(request.headers.authorization?.slice('Bearer '.length) ?? '')
      if (session === undefined) return answer(response, 401, {})
      const { id, content, ref } = JSON.parse(text) as Frame
      store.insert(session, id, content, seq => answer(response, 200, { type: 'ack', ref, seq }))
    })
  })

  const startSession = (): string => {
    const token = `ppv_${crypto.randomUUID()}`
    sessions.set(token, sessions.size + 1)
    return token
  }

  const wss = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false })
  wss.on('connection', socket => {
    let session: number | undefined
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Frame
      if (session === undefined) {
        session = sessions.get(frame.token)
        if (session === undefined) return socket.close()
        enter(session, socket)
        return socket.send('{"type":"changes","seq":0}')
      }
      const { ref } = frame
      store.insert(session, frame.id, frame.content, seq =>
        socket.send(JSON.stringify({ type: 'ack', ref, seq })),
      )
    })
  })

  const enter = (session: number, socket: WebSocket): void => {
    const members = sockets.get(session)
    if (members) members.add(socket)
    else sockets.set(session, new Set([socket]))
    socket.on('close', () => {
      const left = sockets.get(session)
      left?.delete(socket)
      if (left?.size === 0) sockets.delete(session)
    })
  }

  const sayTo = (session: number, content: string): void => {
    const id = `msg_${crypto.randomUUID()}`
    store.insert(session, id, content, seq => {
      const message = { id, type: 'operator', content, createdAt: new Date().toISOString() }
      const text = JSON.stringify({ type: 'changes', seq, messages: [message] })
      for (const socket of sockets.get(session) ?? []) socket.send(text)
    })
  }

  // The load generator keeps its connections through every pause of a run.
  server.keepAliveTimeout = 600_000
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stored: async () => store.count(),
    async reply({ times, everyMs }) {
      const ids = [...sockets.keys()]
      for (let time = 0; time < times; time += 1) {
        sayTo(ids[time % ids.length] as number, stampedText())
        await wait(everyMs)
      }
    },
    async broadcast({ times, text }) {
      const [members = []] = sockets.values()
      for (let time = 0; time < times; time += 1) for (const socket of members) socket.send(text)
    },
    posted: () => [],
    openGate: () => undefined,
  }
}

function readBody(request: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.on('end', () => done(Buffer.concat(chunks).toString()))
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
