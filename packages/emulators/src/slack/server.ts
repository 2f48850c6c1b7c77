import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Disturbances } from './delivery/delivery.ts'
import type { Sockets } from './delivery/sockets.ts'
import { serveFile } from './file-server.ts'
import type { WebApi } from './web-api.ts'
import type { World } from './world.ts'

/** Serves something besides the Web API; returns false when the path is not its own. */
export type ExtraHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>

export interface ServerParts {
  world: World
  sockets: Sockets
  disturbances: Disturbances
  webApi: WebApi
}

/** Slack over HTTP: the Web API, the sockets, uploads, files and pictures. */
export interface SlackServer {
  listen(port: number, host: string): Promise<string>
  /** Cuts every connection on which a call is under way. */
  cut(): void
  stop(): Promise<void>
}

export function makeServer(parts: ServerParts, extras: readonly ExtraHandler[]): SlackServer {
  const { world, sockets, disturbances } = parts
  const busy = new Set<Socket>()

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const extra of extras) {
      if (await extra(request, response)) return
    }
    if (disturbances.isDown) return void request.socket.destroy()
    busy.add(request.socket)
    response.on('close', () => busy.delete(request.socket))
    const url = new URL(request.url ?? '/', 'http://localhost')
    const name = /^\/api\/([\w.]+)\/?$/.exec(url.pathname)?.[1]
    if (name === undefined) {
      if (await serveFile(world, request, response, url)) return
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found')
      return
    }
    const answer = await parts.webApi(request, name, url.searchParams)
    if (answer === undefined) return void request.socket.destroy()
    if (!response.destroyed) response.writeHead(answer.status, answer.headers).end(answer.body)
  }

  const server = createServer((request, response) => {
    // A failure in here is a bug of the emulator: it is said to the client and in the process's own words.
    serve(request, response).catch((error: unknown) => {
      process.stderr.write(`emulator: ${error instanceof Error ? error.stack : String(error)}\n`)
      if (!response.headersSent)
        response.writeHead(500, { 'content-type': 'text/plain' }).end('emulator failed')
    })
  })
  server.on('upgrade', (request, socket, head) => {
    if (disturbances.isDown || !sockets.upgrade(request, socket, head)) socket.destroy()
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
