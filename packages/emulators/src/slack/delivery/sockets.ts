import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Json } from '../wire.ts'
import type { World } from '../world.ts'
import type { Carrier, Delivery, Outcome } from './delivery.ts'

/** Why Slack ends a connection. */
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets'

/** One connection of Socket Mode, as the journal keeps it. */
export interface SocketEntry {
  number: number
  openedAt: number
  closedAt: number | undefined
  /** How it ended: what Slack said, the client's close code, or that it was cut. */
  ending: string | undefined
  sent: number
  acknowledged: number
}

/** Socket Mode: gives out addresses, keeps the connections, and carries events over any one of them. */
export interface Sockets extends Carrier {
  /** Makes an address that opens one connection. */
  open(): string
  /** Takes a connection; false when the path is not Socket Mode's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Tells every connection to go, in Slack's words. */
  disconnect(reason: DisconnectReason): void
  /** Cuts every connection without a word. */
  cut(): void
  /** While true, connections are refused. */
  isDown: boolean
  /** How many are open and said hello to. */
  count(): number
  readonly entries: readonly SocketEntry[]
  stop(): void
}

interface Connection {
  entry: SocketEntry
  socket: WebSocket
  /** What waits for being acknowledged, by envelope. */
  waiting: Map<string, (isAcknowledged: boolean) => void>
  isLeaving: boolean
  timers: Set<unknown>
}

const mostConnections = 10
const acknowledgeMs = 3000
const pingMs = 10_000
const warningMs = 10_000
const lifeSeconds = 3600

export function makeSockets(world: World): Sockets {
  const { clock } = world
  const server = new WebSocketServer({ noServer: true })
  const tickets = new Set<string>()
  const connections = new Set<Connection>()
  const entries: SocketEntry[] = []
  let turn = 0

  const after = (connection: Connection, ms: number, run: () => void): void => {
    const handle = clock.setTimeout(() => {
      connection.timers.delete(handle)
      run()
    }, ms)
    connection.timers.add(handle)
  }

  const welcome = (socket: WebSocket): void => {
    const entry: SocketEntry = {
      number: entries.length + 1,
      openedAt: clock.now(),
      closedAt: undefined,
      ending: undefined,
      sent: 0,
      acknowledged: 0,
    }
    entries.push(entry)
    const connection: Connection = { entry, socket, waiting: new Map(), isLeaving: false, timers: new Set() }
    connections.add(connection)
    socket.on('message', data => acknowledge(connection, String(data)))
    socket.on('error', error => end(connection, error.message))
    socket.on('close', code => end(connection, `closed with ${code}`))
    // Not documented: with Socket Mode off, an address is still given out, and what opens with it is told to go.
    if (!world.app.isSocketMode) {
      leave(connection, 'link_disabled')
      return
    }
    if (connections.size > mostConnections) {
      leave(connection, 'too_many_websockets')
      return
    }
    ping(connection)
    after(connection, lifeSeconds * 1000 - warningMs, () => leave(connection, 'warning'))
    send(connection, {
      type: 'hello',
      num_connections: connections.size,
      debug_info: {
        host: 'applink-emulated',
        build_number: 1,
        approximate_connection_time: lifeSeconds,
        started: new Date(clock.now()).toISOString(),
      },
      connection_info: { app_id: world.appId },
    })
    world.changes.notify({ kind: 'socket' })
  }

  const send = ({ socket }: Connection, json: Json): void => socket.send(JSON.stringify(json))

  // The SDK takes a connection without pings for dead.
  const ping = (connection: Connection): void => {
    after(connection, pingMs, () => {
      connection.socket.ping('Ping from applink-emulated')
      ping(connection)
    })
  }

  const acknowledge = (connection: Connection, data: string): void => {
    let envelopeId: unknown
    try {
      envelopeId = (JSON.parse(data) as { envelope_id?: unknown } | null)?.envelope_id
    } catch {
      // Slack does not answer what it cannot read.
      return
    }
    connection.waiting.get(String(envelopeId))?.(true)
  }

  const leave = (connection: Connection, reason: DisconnectReason): void => {
    connection.isLeaving = true
    connection.entry.ending ??= reason
    send(connection, { type: 'disconnect', reason, debug_info: { host: 'applink-emulated' } })
    // A warning leaves time to open the next connection; the other reasons do not.
    if (reason === 'warning') after(connection, warningMs, () => connection.socket.close(1000))
    else connection.socket.close(1000)
  }

  const end = (connection: Connection, how: string): void => {
    if (!connections.delete(connection)) return
    connection.entry.closedAt = clock.now()
    connection.entry.ending ??= how
    for (const handle of connection.timers) clock.clearTimeout(handle)
    for (const settle of [...connection.waiting.values()]) settle(false)
    world.changes.notify({ kind: 'socket' })
  }

  const ready = (): Connection[] =>
    [...connections].filter(({ socket, isLeaving }) => !isLeaving && socket.readyState === socket.OPEN)

  const carry = async (body: Json, delivery: Delivery): Promise<Outcome> => {
    const open = ready()
    const connection = open[turn++ % Math.max(1, open.length)]
    if (connection === undefined) return { isDone: false, reason: 'connection_failed' }
    const envelopeId = randomUUID()
    delivery.socket = connection.entry.number
    connection.entry.sent++
    const isAcknowledged = await new Promise<boolean>(resolve => {
      const settle = (isDone: boolean): void => {
        clock.clearTimeout(timer)
        connection.timers.delete(timer)
        connection.waiting.delete(envelopeId)
        resolve(isDone)
      }
      const timer = clock.setTimeout(() => settle(false), acknowledgeMs)
      connection.timers.add(timer)
      connection.waiting.set(envelopeId, settle)
      send(connection, {
        envelope_id: envelopeId,
        payload: body,
        type: 'events_api',
        accepts_response_payload: false,
        retry_attempt: delivery.attempt,
        retry_reason: delivery.reason ?? '',
      })
    })
    if (isAcknowledged) connection.entry.acknowledged++
    return isAcknowledged ? { isDone: true } : { isDone: false, reason: 'timeout' }
  }

  const sockets: Sockets = {
    via: 'socket',
    timeoutReason: 'timeout',
    carry,
    isDown: false,
    open() {
      const ticket = randomBytes(16).toString('hex')
      tickets.add(ticket)
      return `${world.origin.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${world.appId}`
    },
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', world.origin)
      if (url.pathname !== '/link/') return false
      const ticket = url.searchParams.get('ticket') ?? ''
      if (sockets.isDown) socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
      else if (!tickets.delete(ticket)) socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
      else server.handleUpgrade(request, socket, head, welcome)
      return true
    },
    disconnect(reason) {
      for (const connection of ready()) leave(connection, reason)
    },
    cut() {
      for (const connection of [...connections]) {
        connection.entry.ending ??= 'cut'
        connection.socket.terminate()
      }
    },
    count: () => ready().length,
    entries,
    stop() {
      sockets.cut()
      server.close()
    },
  }
  return sockets
}
