import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { Limiter, Rate } from '../conversation/limiter.ts'
import { parse } from '../conversation/parse.ts'
import { type AuthFrame, authFrameSchema } from '../protocol/api-frames.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { parseJson } from '../protocol/json.ts'
import type { Frame } from './frame.ts'
import type { Socket, SocketSession } from './socket-session.ts'
import { toErrorUpdate } from './visitor-desk.ts'

/** What a socket of the API is there for, once it has said so. */
export interface ApiRole {
  /** Takes a later frame. */
  receive(frame: unknown): void
  closed(reason: string): void
}

/** Whoever opened a socket with a key. */
export interface ApiCaller {
  /** Ids of the projects that the key opens. */
  projects: ReadonlySet<string>
  mayCarryAll: boolean
  send(frame: object): void
  /** The same for what is framed for many. */
  pass(frame: Frame): void
  /** Bytes that were sent and not taken yet. */
  backlog(): number
  close(code: number, reason: string): void
}

/** Lets a socket become something, once its key was found to open something. @throws PocketPingError */
export type AssignRole = (frame: unknown, caller: ApiCaller) => ApiRole

interface ApiParts {
  clock: Clock
  logger: Logger
  keys: {
    /** Ids of the projects that a key opens. */
    openedBy(key: string): Promise<ReadonlySet<string>>
    /** True where the key may bring a bridge, which carries the conversations of every project. */
    mayCarryAll(key: string): Promise<boolean>
  }
  limiter: Limiter
  /** How often one address may try a key. */
  rate: Rate
  /** What a socket becomes that brings a bridge, by its first frame after `auth`. */
  bridge: AssignRole
  /** What every other one becomes at once, by its `auth` frame, whose `after` says where to begin. */
  events: AssignRole
  /** What to begin after, to be told only what happens from now on. */
  newestEventId(): Promise<string>
}

/** The server's side of `B/ws`. */
export interface ApiDoor {
  open(socket: Socket, address: string): SocketSession
  /** The engine stops: they come back, elsewhere or later. */
  closeAll(): void
}

const AUTH_MS = 10_000

// Before it is known who is there, little is read.
const MAX_FIRST_FRAMES_LENGTH = 65_536
const MAX_WAITING = 10

// Connections of one address that have not said yet who they are.
const MAX_STRANGERS = 20

/** Close codes end like the HTTP status they stand for. */
const CODES: Readonly<Record<string, number>> = {
  UNAUTHORIZED: 4401,
  FORBIDDEN: 4403,
  BRIDGE_NOT_FOUND: 4404,
  BRIDGE_BUSY: 4409,
  RATE_LIMITED: 4429,
  NOT_STARTED: 1012,
  INTERNAL: 1011,
}

/** Takes WebSockets of servers: first `{ type: 'auth', apiKey }`, then what the socket is there for. */
export function createApiDoor(parts: ApiParts): ApiDoor {
  const sockets = new Set<ApiSocket>()
  return {
    open(socket, address) {
      const strangers = [...sockets].filter(one => one.isStranger && one.address === address).length
      const opened = new ApiSocket(socket, parts, address, sockets)
      // What one of them sends is held in memory until it is known who it is.
      if (strangers >= MAX_STRANGERS) opened.end(4429, 'Too many connections without a key')
      return opened
    },
    closeAll() {
      for (const socket of sockets) socket.end(1012, 'stopping')
    },
  }
}

class ApiSocket implements SocketSession {
  private readonly socket: Socket
  private readonly parts: ApiParts
  readonly address: string
  private readonly all: Set<ApiSocket>
  private readonly cancelAuth: () => void
  /** Set while the frame is awaited that says which bridge is brought. */
  private caller: ApiCaller | undefined
  private role: ApiRole | undefined
  private isClosed = false
  /** Frames that came while the key was being compared; undefined while it is not. */
  private waiting: string[] | undefined

  constructor(socket: Socket, parts: ApiParts, address: string, all: Set<ApiSocket>) {
    this.socket = socket
    this.parts = parts
    this.address = address
    this.all = all
    all.add(this)
    this.cancelAuth = parts.clock.after(AUTH_MS, () => this.end(4408, 'Say who you are first'))
  }

  /** It has shown no key that opens something. */
  get isStranger(): boolean {
    return !this.role && !this.caller
  }

  receive(data: string): void {
    if (this.isClosed) return
    if (!this.waiting) this.take(data)
    else if (this.waiting.length < MAX_WAITING) this.waiting.push(data)
    else this.end(4429, 'Too many frames')
  }

  refuse(reason: string): void {
    this.end(1003, reason)
  }

  closed(): void {
    this.leave('The connection was lost')
  }

  end(code: number, reason: string): void {
    if (this.isClosed) return
    this.leave(reason)
    this.socket.close(code, reason)
  }

  private leave(reason: string): void {
    if (this.isClosed) return
    this.isClosed = true
    this.cancelAuth()
    this.all.delete(this)
    this.role?.closed(reason)
  }

  private take(data: string): void {
    try {
      if (!this.role && data.length > MAX_FIRST_FRAMES_LENGTH)
        throw new PocketPingError('BODY_TOO_LARGE', 'Say who you are first.')
      const frame = parseJson(data)
      if (this.role) this.role.receive(frame)
      else if (this.caller) this.assign(this.parts.bridge, frame, this.caller)
      else void this.authenticate(parse(authFrameSchema, frame))
    } catch (error) {
      this.report(error)
    }
  }

  /** Never rejects. */
  private async authenticate(frame: AuthFrame): Promise<void> {
    this.waiting = []
    try {
      const { keys, limiter, rate } = this.parts
      limiter.take(`api:${this.address}`, rate)
      const projects = await keys.openedBy(frame.apiKey)
      const mayCarryAll = await keys.mayCarryAll(frame.apiKey)
      if (projects.size === 0 && !mayCarryAll)
        throw new PocketPingError(
          'UNAUTHORIZED',
          'This key opens nothing. Use one of the project’s secretKeys.',
        )
      const caller: ApiCaller = {
        projects,
        mayCarryAll,
        send: one => this.send(one),
        pass: one => this.pass(one),
        backlog: () => this.socket.backlog(),
        close: (code, reason) => this.end(code, reason),
      }
      if (frame.role === 'bridge') {
        this.send({ type: 'authenticated' })
        this.caller = caller
      } else {
        const after = frame.after ?? (await this.parts.newestEventId())
        this.send({ type: 'authenticated', after })
        this.assign(this.parts.events, { ...frame, after }, caller)
      }
    } catch (error) {
      this.report(error)
    }
    const waiting = this.waiting
    this.waiting = undefined
    for (const data of waiting) this.receive(data)
  }

  private assign(become: AssignRole, frame: unknown, caller: ApiCaller): void {
    this.role = become(frame, caller)
    this.cancelAuth()
    if (this.isClosed) this.role.closed('The connection was lost')
  }

  private send(frame: object): void {
    this.pass({ text: JSON.stringify(frame) })
  }

  private pass(frame: Frame): void {
    if (!this.isClosed) this.socket.send(frame)
  }

  private report(error: unknown): void {
    const update = toErrorUpdate(error)
    const { code } = update.error
    if (code === 'INTERNAL')
      this.parts.logger.error('A frame could not be carried out', { reason: String(error) })
    this.send(update)
    this.end(CODES[code] ?? 4400, code)
  }
}
