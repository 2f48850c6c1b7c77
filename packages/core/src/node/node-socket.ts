import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import type { Frame } from '../realtime/frame.ts'
import type { Socket, SocketSession } from '../realtime/socket-session.ts'
import { encodeFrame } from './encode-frame.ts'

const OWNER = Symbol('PocketPing')

type OwnedWebSocket = WebSocket & { [OWNER]?: NodeSocket }

// A close frame behind more than this would not arrive.
const MAX_UNSENT_AT_CLOSE = 1_048_576

/** An accepted WebSocket. A class with shared listeners, because there are thousands. */
export class NodeSocket implements Socket {
  private readonly socket: WebSocket
  private readonly stream: Duplex
  private readonly all: Set<NodeSocket>
  private session: SocketSession | undefined
  private isSilent = false

  constructor(socket: WebSocket, stream: Duplex, all: Set<NodeSocket>) {
    this.socket = socket
    this.stream = stream
    this.all = all
    all.add(this)
    const owned: OwnedWebSocket = socket
    owned[OWNER] = this
    socket.on('message', onMessage)
    socket.on('pong', onPong)
    socket.on('close', onClose)
    socket.on('error', onError)
  }

  send(frame: Frame): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    // Framed once for all who get it. Nothing of ours is compressed or masked, so nothing waits inside of `ws`.
    frame.encoded ??= encodeFrame(frame.text)
    this.stream.write(frame.encoded)
  }

  close(code: number, reason: string): void {
    if (this.backlog() > MAX_UNSENT_AT_CLOSE) this.socket.terminate()
    else this.socket.close(code, reason)
  }

  backlog(): number {
    return this.stream.writableLength
  }

  pause(): void {
    this.socket.pause()
  }

  /** From here on the session takes what comes. */
  resume(session: SocketSession): void {
    this.session = session
    this.socket.resume()
    if (this.socket.readyState === this.socket.CLOSED) session.closed()
  }

  /** Lets the client come back in a moment. */
  turnAway(): void {
    this.socket.resume()
    this.socket.close(1012, 'Not ready yet')
  }

  /** One heartbeat: who did not answer the last one is gone. */
  beat(): void {
    if (this.isSilent) this.socket.terminate()
    else this.socket.ping()
    this.isSilent = true
  }

  terminate(): void {
    this.socket.terminate()
  }

  answered(): void {
    this.isSilent = false
  }

  message(data: RawData, isBinary: boolean): void {
    if (isBinary) this.session?.refuse('Frames must be text')
    else this.session?.receive(String(data))
  }

  gone(): void {
    this.all.delete(this)
    this.session?.closed()
  }
}

function onMessage(this: OwnedWebSocket, data: RawData, isBinary: boolean): void {
  this[OWNER]?.message(data, isBinary)
}

function onPong(this: OwnedWebSocket): void {
  this[OWNER]?.answered()
}

function onClose(this: OwnedWebSocket): void {
  this[OWNER]?.gone()
}

function onError(): void {
  // `ws` closes the socket right after, with the code of what was wrong; that is the client's own affair.
}
