import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PocketPing } from '@pocketping/core'
import type { HttpHarness } from '@pocketping/core/testing'
import express, { type Express } from 'express'
import express4 from 'express4'
import { pocketping } from '../src/index.ts'

/** Express in each of the versions that are promised. */
export const EXPRESSES: readonly [name: string, express: typeof express][] = [
  ['Express 5', express],
  ['Express 4', express4],
]

/** Mounts the engine somewhere on an app. */
export type Mount = (app: Express, pp: PocketPing, parts: { create: typeof express; server: Server }) => void

/** Each way that the README promises to work, with the path it is found at. */
export const MOUNTS: readonly [name: string, path: string, mount: Mount, isParsed?: true][] = [
  ['plainly', '/pocketping', (app, pp) => app.use('/pocketping', pocketping(pp))],
  [
    'behind express.json()',
    '/pocketping',
    (app, pp, { create }) => app.use(create.json()).use('/pocketping', pocketping(pp)),
    true,
  ],
  [
    'behind a router in a router',
    '/shop/v1/chat',
    (app, pp, { create }) => {
      const inner = create.Router().use('/chat', pocketping(pp))
      app.use('/shop', create.Router().use('/v1', inner))
    },
  ],
  [
    'on an app of its own',
    '/support/chat',
    (app, pp, { create }) => app.use('/support', create().use('/chat', pocketping(pp))),
  ],
  ['below a parameter', '/tenant-7/chat', (app, pp) => app.use('/:tenant/chat', pocketping(pp))],
  ['at the root', '', (app, pp) => app.use(pocketping(pp))],
  [
    'with the server given',
    '/pocketping',
    (app, pp, { server }) => app.use('/pocketping', pocketping(pp, { server })),
  ],
  [
    'with the server and the path given',
    '/Chat',
    (app, pp, { server }) => app.use('/Chat', pocketping(pp, { server, mountPath: '/Chat' })),
  ],
]

/** An app on loopback, listening. */
export async function listen(
  create: typeof express,
  path: string,
  set: (app: Express, server: Server) => void,
): Promise<HttpHarness> {
  const app = create()
  const server = createServer(app)
  set(app, server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}${path}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
