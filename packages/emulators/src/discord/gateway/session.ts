import type { Clock } from '../../shared/clock.ts'
import { hasIntent } from '../intents.ts'
import type { Viewer } from '../world.ts'

/** One event as it went, or will go, over the wire. */
export interface Dispatch {
  op: 0
  t: string
  s: number
  d: unknown
}

/** What survives a lost connection: who it is for, and the events that can be sent again. */
export interface Session {
  readonly id: string
  readonly intents: number
  readonly viewer: Viewer
  /** Number of the last event. */
  seq: number
  /** The newest events, for RESUME. */
  readonly buffer: Dispatch[]
  /** Events that are held back by a fault. */
  waiting: Dispatch[]
  /** An event that a fault sends after the next one. */
  late: Dispatch | undefined
  /** Writes to the connection, while there is one. */
  write: ((payload: Dispatch) => void) | undefined
  /** Ends a session that nobody comes back to. */
  timer: unknown
}

/** A session as tests see it. */
export interface SessionView {
  id: string
  intents: number
  seq: number
  isConnected: boolean
  /** How many events could be sent again. */
  buffered: number
}

export interface Sessions {
  start(intents: number, id: string): Session
  /** The session, when the events after `seq` are all still here. */
  find(id: string): Session | undefined
  /** Whether everything after `seq` can be sent again. */
  canReplay(session: Session, seq: number): boolean
  number(session: Session, name: string, data: unknown): Dispatch
  /** Keeps a session for whoever comes back in time. */
  leave(session: Session): void
  end(session: Session): void
  all(): Session[]
}

export function makeSessions(clock: Clock, limits: { buffer: number; keepMs: number }): Sessions {
  const sessions = new Map<string, Session>()
  const end = (session: Session): void => {
    clock.clearTimeout(session.timer)
    sessions.delete(session.id)
  }
  return {
    start(intents, id) {
      const viewer: Viewer = {
        seesContent: hasIntent(intents, 'MESSAGE_CONTENT'),
        seesMembers: hasIntent(intents, 'GUILD_MEMBERS'),
      }
      const session: Session = {
        id,
        intents,
        viewer,
        seq: 0,
        buffer: [],
        waiting: [],
        late: undefined,
        write: undefined,
        timer: undefined,
      }
      sessions.set(id, session)
      return session
    },
    find: id => sessions.get(id),
    canReplay(session, seq) {
      const oldest = session.buffer[0]?.s ?? session.seq + 1
      return seq >= oldest - 1
    },
    number(session, name, data) {
      const payload: Dispatch = { op: 0, t: name, s: ++session.seq, d: data }
      session.buffer.push(payload)
      if (session.buffer.length > limits.buffer) session.buffer.shift()
      return payload
    },
    leave(session) {
      session.write = undefined
      session.late = undefined
      session.timer = clock.setTimeout(() => end(session), limits.keepMs)
    },
    end,
    all: () => [...sessions.values()],
  }
}
