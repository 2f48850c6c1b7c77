import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Clock } from '../contracts/clock.ts'
import type { PocketPing } from '../pocketping.ts'
import { MAX_FRAME_BYTES } from '../protocol/limits.ts'
import { headerOf } from './node-request.ts'
import { NodeSocket } from './node-socket.ts'
import { SUBPROTOCOL, takeUpgrades } from './upgrades.ts'

// One sweep pings every socket; one that did not answer the last ping is cut. Proxies close silent ones after a minute.
const HEARTBEAT_MS = 30_000

/** Options of `attachWebSockets`. */
export interface AttachOptions {
  /**
   * Where the handler is mounted, in lower case. None known: any path that ends in `/widget/socket`, as long as our
   * subprotocol is asked for and no other engine on this server could be meant.
   */
  mountPaths?: ReadonlySet<string>
  /** Drives the heartbeat. Default: the real one. */
  clock?: Pick<Clock, 'after'>
}

/**
 * Takes visitors' WebSockets on a Node server, and leaves every other upgrade to whoever else listens. Answers with a
 * function that stops it and cuts the sockets; it is called when the server closes.
 */
export function attachWebSockets(pp: PocketPing, server: Server, options: AttachOptions = {}): () => void {
  const { mountPaths, clock = nodeClock } = options
  const sockets = new Set<NodeSocket>()
  const wss = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compression costs more memory per socket than everything else together.
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: protocols => (protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })

  const sweep = (): void => {
    for (const socket of sockets) socket.beat()
    cancelSweep = clock.after(HEARTBEAT_MS, sweep)
  }
  let cancelSweep = clock.after(HEARTBEAT_MS, sweep)

  const accept = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const header = (name: string): string | undefined => headerOf(request, name)
    const from = { header, peerAddress: request.socket.remoteAddress ?? 'unknown' }
    wss.handleUpgrade(request, stream, head, socket =>
      serve(pp, new NodeSocket(socket, stream, sockets), from),
    )
  }
  const leaveUpgrades = takeUpgrades(server, { mountPaths: mountPaths ?? new Set(), accept })

  const stop = (): void => {
    server.off('close', stop)
    leaveUpgrades()
    cancelSweep()
    for (const socket of sockets) socket.terminate()
  }
  server.once('close', stop)
  return stop
}

/** Nothing is read before the engine is ready for it. */
function serve(pp: PocketPing, socket: NodeSocket, from: Parameters<PocketPing['openSocket']>[1]): void {
  socket.pause()
  pp.openSocket(socket, from).then(
    session => socket.resume(session),
    // The engine has logged why it is not ready: the client comes back.
    () => socket.turnAway(),
  )
}

const nodeClock: Pick<Clock, 'after'> = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms).unref()
    return () => clearTimeout(timer)
  },
}
