import type { VisitorUpdate } from '@pocketping/core/protocol'
import { request } from './request.ts'
import { state } from './state.ts'
import { socketTransport } from './transports/socket.ts'
import type { Feed, Link, Transport } from './transports/transport.ts'

// A transport that says nothing for so long is blocked by something between us.
const SILENT_MS = 10_000
const MAX_DELAY_MS = 30_000

/** Whom the connection tells. */
export interface Ear {
  update_(update: VisitorUpdate): void
  /** What waits for the server can be tried. */
  ready_(): void
  /** The connection is gone. */
  lost_(isTokenDead?: boolean): void
}

let ear: Ear
let transports: Transport[] = [socketTransport]
let kind = 0
let timer: ReturnType<typeof setTimeout> | undefined
let guard: ReturnType<typeof setTimeout> | undefined

/** The open connection, whether or not it works yet. */
export let link: Link | undefined

export function listen(listener: Ear): void {
  ear = listener
}

/** Connects, unless connected or there is no conversation. */
export function connect(): void {
  const { token_: token, widget_: widget } = state
  state.changed_()
  if (link || !token) return
  // Counted from the one that fails: it may fail again before the code of the next is here, which has its turn still.
  const next = (kind + 1) % 3
  const lost = (isTokenDead?: boolean): void => {
    if (!state.isLive_)
      widget.load_('extras').then(
        extras => {
          transports = [socketTransport, extras.stream, extras.poll]
          kind = next
        },
        // The network is away, and the socket as good as anything.
        () => undefined,
      )
    disconnect()
    ear.lost_(isTokenDead)
    tryLater()
  }
  guard = setTimeout(lost, SILENT_MS)
  const feed: Feed = {
    base_: widget.base_,
    token_: token,
    cursor_: () => state.cursor_,
    request_: (path, signal) => request(widget.base_ + path, token, undefined, signal),
    update_(update) {
      ear.update_(update)
      // An error may be all that a connection ever says.
      if (update.type !== 'error') feed.alive_()
    },
    alive_() {
      if (state.isLive_) return
      clearTimeout(guard)
      state.isLive_ = true
      state.failures_ = 0
      ear.ready_()
    },
    lost_: lost,
    reconnect_: reconnect,
  }
  try {
    link = transports[kind]!(feed)
  } catch {
    // A browser that forbids the socket may throw.
    lost()
  }
}

/** Ends the connection; nothing more comes of it. */
export function disconnect(): void {
  clearTimeout(timer)
  clearTimeout(guard)
  link?.close_()
  link = undefined
  state.isLive_ = false
}

/** Connects anew, beginning with the best transport: the network may be another one. */
export function reconnect(): void {
  kind = 0
  disconnect()
  ear.lost_()
  tryLater(0)
}

/** Tries again, later each time. */
export function tryLater(delay: number = Math.min(MAX_DELAY_MS, 250 * 2 ** state.failures_++)): void {
  clearTimeout(timer)
  timer = setTimeout(
    () => {
      connect()
      ear.ready_()
    },
    delay * (0.5 + Math.random()),
  )
}

/** Whether the visitor waits for the network. */
export function isOffline(): boolean {
  return !navigator.onLine || state.failures_ > 2
}
