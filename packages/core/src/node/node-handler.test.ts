import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PocketPing } from '../pocketping.ts'
import { httpContract } from '../testing/http-contract.ts'
import type { HttpHarness } from '../testing/http-contract-stage.ts'
import { toNodeHandler } from './node-handler.ts'
import { attachWebSockets } from './node-sockets.ts'

function listen(server: Server, path: string): Promise<HttpHarness> {
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      resolve({
        baseUrl: `http://127.0.0.1:${port}${path}`,
        async close() {
          server.closeAllConnections()
          await new Promise(closed => server.close(closed))
        },
      })
    })
  })
}

for (const mountPath of ['/pocketping', '']) {
  httpContract({
    name: `node:http, mounted at "${mountPath}"`,
    create(pp: PocketPing) {
      const handle = toNodeHandler(pp, { mountPath })
      const server = createServer((request, response) => void handle(request, response))
      attachWebSockets(pp, server, { mountPaths: new Set([mountPath]) })
      return listen(server, mountPath)
    },
  })
}
