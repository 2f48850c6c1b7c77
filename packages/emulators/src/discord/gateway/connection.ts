import type { WebSocket } from 'ws'
import type { Clock } from '../../shared/clock.ts'
import { isObject } from '../form.ts'
import type { Json } from '../wire.ts'
import type { Session } from './session.ts'

const maxPayloadBytes = 4096
const maxPayloadsPerMinute = 120

export const opcode = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voiceState: 4,
  resume: 6,
  reconnect: 7,
  requestMembers: 8,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const

// What may be sent only in a session. Presences and voice states change nothing here.
const inSession: ReadonlySet<number> = new Set([opcode.presence, opcode.voiceState, opcode.requestMembers])

/** One client on the line. */
export interface Connection {
  session: Session | undefined
  send(payload: Json): void
  close(code: number): void
  /** Breaks off without a word. */
  terminate(): void
}

/** What a connection asks of the gateway. */
export interface ConnectionHost {
  clock: Clock
  heartbeatInterval: number
  /** Whether a client whose heart stands still is thrown out. */
  isStrictAboutHeartbeats: boolean
  isSilent: () => boolean
  identify: (connection: Connection, data: Json) => void
  resume: (connection: Connection, data: Json) => void
  requestMembers: (session: Session, data: Json) => void
  /** The connection has ended. */
  closed: (connection: Connection, code: number, by: 'client' | 'server') => void
}

/** Speaks the gateway's protocol with one client. */
export function connect(socket: WebSocket, host: ConnectionHost): Connection {
  const { clock } = host
  const sent: number[] = []
  let closedWith: number | undefined
  let timer: unknown

  const connection: Connection = {
    session: undefined,
    send: payload => socket.send(JSON.stringify(payload)),
    close(code) {
      closedWith ??= code
      socket.close(code)
    },
    terminate() {
      closedWith ??= 1006
      socket.terminate()
    },
  }

  const expectHeartbeat = (): void => {
    if (!host.isStrictAboutHeartbeats) return
    clock.clearTimeout(timer)
    timer = clock.setTimeout(() => connection.close(4009), host.heartbeatInterval * 2)
  }

  const receive = (data: Buffer): void => {
    if (closedWith !== undefined) return
    const now = clock.now()
    while (sent[0] !== undefined && sent[0] <= now - 60_000) sent.shift()
    const payload = data.length > maxPayloadBytes ? undefined : parse(data)
    if (sent.push(now) > maxPayloadsPerMinute) connection.close(4008)
    else if (payload === undefined) connection.close(4002)
    else obey(payload)
  }

  const obey = ({ op, d }: Json): void => {
    const data = isObject(d) ? d : {}
    const { session } = connection
    if (op === opcode.heartbeat) {
      expectHeartbeat()
      if (!host.isSilent()) connection.send({ op: opcode.heartbeatAck })
    } else if (op === opcode.identify || op === opcode.resume) {
      if (session !== undefined) connection.close(4005)
      else if (op === opcode.identify) host.identify(connection, data)
      else host.resume(connection, data)
    } else if (typeof op !== 'number' || !inSession.has(op)) connection.close(4001)
    else if (session === undefined) connection.close(4003)
    else if (op === opcode.requestMembers) host.requestMembers(session, data)
  }

  socket.on('message', (data: Buffer) => receive(data))
  // A broken connection is reported by `close` too.
  socket.on('error', () => socket.terminate())
  socket.on('close', code => {
    clock.clearTimeout(timer)
    const by = closedWith === undefined ? 'client' : 'server'
    closedWith ??= code
    host.closed(connection, closedWith, by)
  })
  connection.send({
    op: opcode.hello,
    d: { heartbeat_interval: host.heartbeatInterval, _trace: ['["emulator",{"micros":0}]'] },
    s: null,
    t: null,
  })
  expectHeartbeat()
  return connection
}

function parse(data: Buffer): Json | undefined {
  try {
    const value: unknown = JSON.parse(data.toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
