import type { Server } from 'node:http'
import { WebSocketServer } from 'ws'
import { MAX_PROCESS_FRAME_BYTES } from '../bridges/remote/frames.ts'
import type { Clock } from '../contracts/clock.ts'
import type { PocketPing } from '../pocketping.ts'
import { MAX_FRAME_BYTES } from '../protocol/limits.ts'
import type { SocketSession } from '../realtime/socket-session.ts'
import { headerOf } from './node-request.ts'
import { NodeSocket } from './node-socket.ts'
import { type Endpoint, SUBPROTOCOL, takeUpgrades, type UpgradeTaker } from './upgrades.ts'

// One sweep pings every socket; one that did not answer the last ping is cut. Proxies close silent ones after a minute.
const HEARTBEAT_MS = 30_000

/** Options of `attachWebSockets`. */
export interface AttachOptions {
  /**
   * Where the handler is mounted, in lower case. None known: any path that ends in `/widget/socket` or `/ws`, as long as
   * our subprotocol is asked for and no other engine on this server could be meant.
   */
  mountPaths?: ReadonlySet<string>
  /** Drives the heartbeat. Default: the real one. */
  clock?: Pick<Clock, 'after'>
}

/**
 * Takes the WebSockets of visitors and servers on a Node server, and leaves every other upgrade to whoever else listens. Answers with a
 * function that stops it and cuts the sockets; it is called when the server closes.
 */
export function attachWebSockets(pp: PocketPing, server: Server, options: AttachOptions = {}): () => void {
  const { mountPaths, clock = nodeClock } = options
  const sockets = new Set<NodeSocket>()
  const takers: Record<Endpoint, WebSocketServer> = {
    visitor: createTaker(MAX_FRAME_BYTES),
    api: createTaker(MAX_PROCESS_FRAME_BYTES),
  }

  const sweep = (): void => {
    for (const socket of sockets) socket.beat()
    cancelSweep = clock.after(HEARTBEAT_MS, sweep)
  }
  let cancelSweep = clock.after(HEARTBEAT_MS, sweep)

  const accept: UpgradeTaker['accept'] = (endpoint, request, stream, head) => {
    const header = (name: string): string | undefined => headerOf(request, name)
    const from = { header, peerAddress: request.socket.remoteAddress ?? 'unknown' }
    takers[endpoint].handleUpgrade(request, stream, head, accepted => {
      const socket = new NodeSocket(accepted, stream, sockets)
      serve(socket, endpoint === 'api' ? pp.openApiSocket(socket, from) : pp.openSocket(socket, from))
    })
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

function createTaker(maxPayload: number): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compression costs more memory per socket than everything else together.
    perMessageDeflate: false,
    maxPayload,
    handleProtocols: protocols => (protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
}

/** Nothing is read before the engine is ready for it. */
function serve(socket: NodeSocket, opening: Promise<SocketSession>): void {
  socket.pause()
  opening.then(
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
