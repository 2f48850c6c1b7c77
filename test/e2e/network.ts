import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'

/** What of the widget's traffic gets through. Pages and scripts always do. */
export interface Network {
  port: number
  /** Proxies that forbid WebSockets, or hold server-sent events back. */
  blocks: { socket: boolean; stream: boolean }
  /** Cuts every connection, and lets none through until `up`. */
  down(): void
  up(): void
  /** How often each way was taken. */
  seen: { socket: number; stream: number; poll: number }
  close(): Promise<void>
}

/** A bad network between browser and server. */
export async function startNetwork(target: number): Promise<Network> {
  const open = new Set<Socket>()
  const blocks = { socket: false, stream: false }
  const seen = { socket: 0, stream: 0, poll: 0 }
  let isDown = false

  const isWidget = (url = ''): boolean => url.startsWith('/pocketping/widget/') && !url.includes('.js')

  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '', method, headers } = request
    if (isWidget(url) && isDown) return void request.socket.destroy()
    if (url.includes('/widget/stream')) {
      if (blocks.stream) return void response.writeHead(502).end()
      seen.stream += 1
    }
    if (url.includes('/widget/poll')) seen.poll += 1
    const onward = forward({ host: '127.0.0.1', port: target, path: url, method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    // The test cuts connections at will; the browser notices and comes back.
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  }

  const upgrade = (request: IncomingMessage, socket: Socket, head: Buffer): void => {
    if (isDown || blocks.socket) return void socket.destroy()
    seen.socket += 1
    const onward = connect(target, '127.0.0.1', () => {
      const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
      onward.write(`GET ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
    socket.on('close', () => onward.destroy())
  }

  const server = createServer(pass)
  server.on('upgrade', upgrade)
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    port,
    blocks,
    seen,
    down() {
      isDown = true
      for (const socket of open) socket.destroy()
    },
    up() {
      isDown = false
    },
    close() {
      for (const socket of open) socket.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}
