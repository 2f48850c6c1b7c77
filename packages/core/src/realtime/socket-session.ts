import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { OpenedSession } from '../conversation/command.ts'
import { parse } from '../conversation/parse.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { parseJson } from '../protocol/json.ts'
import { MAX_FRAME_BYTES } from '../protocol/limits.ts'
import { helloFrameSchema, type VisitorUpdate } from '../protocol/updates.ts'
import { type Frame, toFrame } from './frame.ts'
import { CLOSE_CODES, type Client, type CloseReason, type Hub, MAX_BACKLOG_BYTES, type Place } from './hub.ts'
import { toErrorUpdate, type VisitorDesk } from './visitor-desk.ts'

/** The little that a WebSocket must do for us. */
export interface Socket {
  send(frame: Frame): void
  close(code: number, reason: string): void
  /** Bytes that were sent and not taken yet. */
  backlog(): number
}

/** What a WebSocket server calls on us. */
export interface SocketSession {
  receive(data: string): void
  /** A frame that is no text, or too long. */
  refuse(reason: string): void
  closed(): void
}

interface SocketParts {
  hub: Hub
  desk: VisitorDesk
  clock: Clock
  logger: Logger
}

const HELLO_MS = 10_000

// Frames of one client that wait for the one before them; a widget sends its whole queue at once after a break.
const MAX_WAITING = 300

/** The visitor's side of one WebSocket: hello first, then commands, each answered in order. */
export function openSocketSession(socket: Socket, parts: SocketParts, address: string): SocketSession {
  return new VisitorSocket(socket, parts, address)
}

// A class, because there are thousands: what is not in its fields is shared.
class VisitorSocket implements SocketSession, Client {
  private readonly socket: Socket
  private readonly parts: SocketParts
  private readonly address: string
  private session: OpenedSession | undefined
  private place: Place | undefined
  private isClosed = false
  private isAtWork = false
  private waiting: string[] | undefined
  private cancelHello: (() => void) | undefined

  constructor(socket: Socket, parts: SocketParts, address: string) {
    this.socket = socket
    this.parts = parts
    this.address = address
    this.cancelHello = parts.clock.after(HELLO_MS, () => this.end(4408, 'Say hello first'))
  }

  receive(data: string): void {
    if (this.isClosed) return
    if (!this.isAtWork) return void this.work(data)
    this.waiting ??= []
    if (this.waiting.length < MAX_WAITING) this.waiting.push(data)
    else this.end(4429, 'Too many frames')
  }

  refuse(reason: string): void {
    this.end(1003, reason)
  }

  closed(): void {
    this.isClosed = true
    this.waiting = undefined
    this.cancelHello?.()
    if (this.place) this.parts.hub.leave(this.place)
  }

  send(frame: Frame): void {
    this.socket.send(frame)
  }

  close(reason: CloseReason): void {
    this.end(CLOSE_CODES[reason], reason)
  }

  backlog(): number {
    return this.socket.backlog()
  }

  /** One frame after another; never rejects. */
  private async work(first: string): Promise<void> {
    this.isAtWork = true
    let data: string | undefined = first
    while (data !== undefined && !this.isClosed) {
      await this.take(data)
      data = this.waiting?.shift()
    }
    this.waiting = undefined
    this.isAtWork = false
  }

  private async take(data: string): Promise<void> {
    let ref: string | undefined
    try {
      const frame = readFrame(data)
      if (!this.session) return await this.greet(frame)
      ref = takeRef(frame)
      const { desk } = this.parts
      const result = await desk.perform(this.session, frame, this.address, this)
      if (ref !== undefined) this.tell(desk.acknowledge(ref, this.session, result, this.place?.cursor ?? 0))
    } catch (error) {
      this.report(error, ref)
    }
  }

  private async greet(frame: unknown): Promise<void> {
    const { desk, hub } = this.parts
    const hello = parse(helloFrameSchema, frame)
    const { opened } = await desk.authenticate(hello.token, this.address)
    if (this.isClosed) return
    desk.makeRoom(hub.count(opened.id))
    this.cancelHello?.()
    this.cancelHello = undefined
    this.session = opened
    this.place = hub.join(opened, hello.after, this)
  }

  private report(error: unknown, ref: string | undefined): void {
    const update = toErrorUpdate(error, ref)
    const { code } = update.error
    if (code === 'INTERNAL')
      this.parts.logger.error('A frame could not be carried out', { reason: String(error) })
    this.tell(update)
    // A session that was open and no longer is was revoked, perhaps in another process.
    if (!this.session || code === 'UNAUTHORIZED') this.end(CODES_OF_ERRORS[code] ?? 4400, code)
  }

  private tell(update: VisitorUpdate): void {
    if (this.isClosed) return
    // Answers too: who asks and never reads must not fill our memory.
    if (this.backlog() > MAX_BACKLOG_BYTES) this.end(4408, 'slow')
    else this.socket.send(toFrame(update))
  }

  private end(code: number, reason: string): void {
    if (this.isClosed) return
    this.closed()
    this.socket.close(code, reason)
  }
}

// What becomes of a socket whose hello is refused, or whose token was revoked.
const CODES_OF_ERRORS: Readonly<Record<string, number>> = {
  UNAUTHORIZED: 4401,
  RATE_LIMITED: 4429,
  INTERNAL: 1011,
}

function readFrame(data: string): Record<string, unknown> {
  if (data.length > MAX_FRAME_BYTES)
    throw new PocketPingError('BODY_TOO_LARGE', `A frame may have ${MAX_FRAME_BYTES} bytes.`)
  const frame = parseJson(data)
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame))
    throw new PocketPingError('BAD_REQUEST', 'A frame must be a JSON object.')
  return frame as Record<string, unknown>
}

/** Takes the `ref` off a frame: what is left is the command. */
function takeRef(frame: Record<string, unknown>): string | undefined {
  const { ref } = frame
  delete frame.ref
  if (ref === undefined) return undefined
  if (typeof ref !== 'string' || ref.length > 64)
    throw new PocketPingError('BAD_REQUEST', 'ref: must be a text of at most 64 characters.')
  return ref
}
