import type { Server } from 'node:http'
import type { PocketPing } from '@pocketping/core'
import { attachWebSockets, toNodeHandler } from '@pocketping/core/node'
import type { RequestHandler } from 'express'

/** Options of `pocketping()`. */
export interface PocketPingMiddlewareOptions {
  /** The server that takes the WebSockets. Default: found from the first request. */
  server?: Server
  /**
   * Where it is mounted, e.g. `/pocketping`. Only needed with `server` where several engines share it: until their
   * first requests tell, a WebSocket could be meant for any of them, and is refused.
   */
  mountPath?: string
}

// A mount such as `/:tenant/pocketping` has many paths, and clients choose how they are written.
const MAX_MOUNT_PATHS = 1000

/**
 * The whole integration: `app.use('/pocketping', pocketping(pp))`. Serves the widget, HTTP and server-sent events,
 * and takes WebSockets on the server that the first request came through, or on `server` at once.
 */
export function pocketping(pp: PocketPing, options: PocketPingMiddlewareOptions = {}): RequestHandler {
  const handle = toNodeHandler(pp)
  const attached = new WeakSet<Server>()
  const mountPaths = new Set(options.mountPath === undefined ? [] : [options.mountPath.toLowerCase()])

  const attach = (server: Server): void => {
    if (attached.has(server)) return
    attached.add(server)
    attachWebSockets(pp, server, { mountPaths })
  }

  if (options.server) attach(options.server)
  // Deliveries that wait and operators who write need the engine before the first visitor comes. What goes wrong is
  // logged by the engine, and tried again by the first request.
  pp.start().catch(() => undefined)

  return (request, response, next) => {
    const { originalUrl, url } = request
    if (originalUrl.endsWith(url) && mountPaths.size < MAX_MOUNT_PATHS)
      mountPaths.add(originalUrl.slice(0, originalUrl.length - url.length).toLowerCase())
    const server = (request.socket as { server?: Server }).server
    if (server && !options.server) attach(server)
    handle(request, response).catch(next)
  }
}
