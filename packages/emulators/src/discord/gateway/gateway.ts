import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { guildCreateJson } from '../guild-json.ts'
import { areGranted, areKnown, wants } from '../intents.ts'
import type { GatewayEntry } from '../journal.ts'
import { botSees } from '../permissions.ts'
import type { Json } from '../wire.ts'
import { type GatewayEvent, notify, type World } from '../world.ts'
import { type Connection, type ConnectionHost, connect, opcode } from './connection.ts'
import { type GatewayFaults, noDisturbances } from './faults.ts'
import { memberChunkJson, readyJson } from './payloads.ts'
import { type Dispatch, makeSessions, type Session, type SessionView } from './session.ts'
import { makeSessionStarts } from './starts.ts'

export interface GatewayOptions {
  heartbeatInterval: number
  isStrictAboutHeartbeats: boolean
  /** How many events a session keeps for RESUME. */
  resumeBuffer: number
  /** How long a session waits for its client. */
  resumeWindowMs: number
  /** How many sessions may be started in a day. */
  sessionStarts: number
}

/** The gateway: sessions, and the connections on which they live. */
export interface Gateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  dispatch(event: GatewayEvent): void
  sessionStartLimit(): Json
  sessions(): SessionView[]
  faults: GatewayFaults & { clearGateway(): void }
  stop(): void
}

export function makeGateway(
  world: World,
  record: (entry: GatewayEntry) => void,
  options: GatewayOptions,
): Gateway {
  const { clock } = world
  const server = new WebSocketServer({ noServer: true })
  const connections = new Set<Connection>()
  const disturbances = noDisturbances()
  const sessions = makeSessions(clock, { buffer: options.resumeBuffer, keepMs: options.resumeWindowMs })
  const starts = makeSessionStarts(clock, options.sessionStarts)

  const log = (entry: Omit<GatewayEntry, 'at'>): void => {
    record({ at: clock.now(), ...entry })
    notify(world, { kind: 'gateway' })
  }

  const write = (session: Session, payload: Dispatch): void => {
    if (session.write === undefined) return
    if (disturbances.isHoldingEvents) return void session.waiting.push(payload)
    const { late } = session
    if (late === undefined && disturbances.reorder > 0) {
      disturbances.reorder--
      session.late = payload
      return
    }
    session.write(payload)
    if (disturbances.repeat > 0) {
      disturbances.repeat--
      session.write(payload)
    }
    if (late === undefined) return
    session.late = undefined
    session.write(late)
  }

  const attach = (connection: Connection, session: Session): void => {
    clock.clearTimeout(session.timer)
    connection.session = session
    session.write = payload => connection.send({ ...payload })
  }

  const tell = (session: Session, name: string, data: unknown): void =>
    session.write?.(sessions.number(session, name, data))

  const host: ConnectionHost = {
    clock,
    heartbeatInterval: options.heartbeatInterval,
    isStrictAboutHeartbeats: options.isStrictAboutHeartbeats,
    isSilent: () => disturbances.isSilent,
    identify(connection, data) {
      const { token, intents, shard } = data
      log({ kind: 'identify', session: undefined, ...(typeof intents === 'number' && { intents }) })
      if (token !== world.token || world.isTokenReset) return connection.close(4004)
      if (Array.isArray(shard) && (shard[0] !== 0 || shard[1] !== 1)) return connection.close(4010)
      if (!areKnown(intents)) return connection.close(4013)
      if (!areGranted(intents, world.privileged)) return connection.close(4014)
      if (!starts.take()) {
        // More starts than a day allows: Discord ends all sessions and takes the token away.
        world.isTokenReset = true
        for (const other of connections) other.close(4004)
        return
      }
      const session = sessions.start(intents, world.makeId())
      attach(connection, session)
      tell(session, 'READY', readyJson(world, session.id))
      if (wants(intents, 'GUILD_CREATE')) tell(session, 'GUILD_CREATE', guildCreateJson(world))
      log({ kind: 'ready', session: session.id, intents })
    },
    resume(connection, { token, session_id: id, seq }) {
      const session = sessions.find(String(id))
      const last = typeof seq === 'number' ? seq : 0
      log({ kind: 'resume', session: String(id), seq: last })
      if (token !== world.token || world.isTokenReset) return connection.close(4004)
      if (session === undefined || !sessions.canReplay(session, last)) {
        if (session !== undefined) sessions.end(session)
        log({ kind: 'invalid', session: String(id) })
        return connection.send({ op: opcode.invalidSession, d: false })
      }
      if (last > session.seq) return connection.close(4007)
      // Whoever still holds the session loses it to whoever resumes it.
      for (const other of connections) {
        if (other.session !== session) continue
        other.session = undefined
        other.close(4000)
      }
      attach(connection, session)
      const missed = session.buffer.filter(({ s }) => s > last && !session.waiting.some(held => held.s === s))
      for (const payload of missed) session.write?.(payload)
      tell(session, 'RESUMED', { _trace: [] })
      log({ kind: 'resumed', session: session.id, replayed: missed.length })
    },
    requestMembers: (session, data) => tell(session, 'GUILD_MEMBERS_CHUNK', memberChunkJson(world, data)),
    closed(connection, code, by) {
      connections.delete(connection)
      const { session } = connection
      // Who says good-bye does not come back; nor does a session that timed out.
      const isOver = by === 'client' ? code === 1000 || code === 1001 : code === 4009 || code === 4004
      if (session !== undefined && isOver) sessions.end(session)
      else if (session !== undefined) sessions.leave(session)
      log({ kind: 'close', session: session?.id, code, by })
    },
  }

  const cut = (code?: number): void => {
    for (const connection of [...connections]) {
      if (code === undefined) connection.terminate()
      else connection.close(code)
    }
  }

  const faults: Gateway['faults'] = {
    dropGateway: cut,
    invalidateSession(mayResume = false) {
      for (const connection of connections) {
        const { session } = connection
        if (session === undefined) continue
        connection.session = undefined
        sessions.leave(session)
        connection.send({ op: opcode.invalidSession, d: mayResume })
        log({ kind: 'invalid', session: session.id })
      }
      if (!mayResume) for (const session of sessions.all()) sessions.end(session)
    },
    repeatEvents(times = 1) {
      disturbances.repeat += times
    },
    reorderEvents(times = 1) {
      disturbances.reorder += times
    },
    holdEvents() {
      disturbances.isHoldingEvents = true
    },
    releaseEvents() {
      disturbances.isHoldingEvents = false
      for (const session of sessions.all()) {
        const { waiting } = session
        session.waiting = []
        for (const payload of waiting) write(session, payload)
      }
    },
    requestReconnect() {
      for (const connection of connections) {
        log({ kind: 'reconnect', session: connection.session?.id })
        connection.send({ op: opcode.reconnect, d: null })
      }
    },
    silenceHeartbeats() {
      disturbances.isSilent = true
    },
    gatewayDown() {
      disturbances.isDown = true
      cut()
    },
    gatewayUp() {
      disturbances.isDown = false
    },
    clearGateway() {
      Object.assign(disturbances, { ...noDisturbances(), isHoldingEvents: disturbances.isHoldingEvents })
      faults.releaseEvents()
    },
  }

  return {
    faults,
    upgrade(request, socket, head) {
      if (disturbances.isDown) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
        return
      }
      server.handleUpgrade(request, socket, head, client => {
        const query = new URL(request.url ?? '/', 'http://localhost').searchParams
        const connection = connect(client, host)
        connections.add(connection)
        log({ kind: 'connect', session: undefined })
        const version = query.get('v')
        if (version !== '10' && version !== '9') connection.close(4012)
        else if ((query.get('encoding') ?? 'json') !== 'json') connection.close(4002)
      })
    },
    dispatch({ name, channel, data }) {
      if (channel !== undefined && !botSees(world, channel)) return
      for (const session of sessions.all()) {
        if (!wants(session.intents, name)) continue
        const shown = data(session.viewer)
        if (shown === undefined) continue
        // Taken down as it is now: what happens later must not change what was told.
        write(session, sessions.number(session, name, structuredClone(shown)))
      }
    },
    sessionStartLimit: () => starts.json(),
    sessions: () =>
      sessions.all().map(({ id, intents, seq, write: isWriting, buffer }) => ({
        id,
        intents,
        seq,
        isConnected: isWriting !== undefined,
        buffered: buffer.length,
      })),
    stop() {
      for (const session of sessions.all()) sessions.end(session)
      cut()
      server.close()
    },
  }
}
