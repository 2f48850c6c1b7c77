import type { ApiFrame, AuthFrame } from '../protocol/api-frames.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { ClientSocket } from './platform.ts'
import type { Settings } from './settings.ts'

/** One connection to the engine's `B/ws`. */
export interface Link {
  send(frame: object): void
  /** Ends it; nothing is told any more. */
  close(): void
}

interface LinkEvents {
  frame(frame: ApiFrame): void
  /** Once, and never from inside of `openLink`. */
  lost(code: number, reason: string): void
}

// The upgrade is found by it where several engines share a server.
const SUBPROTOCOL = 'pocketping.v1'

const CONNECT_MS = 20_000

// The engine says `ping` after 25 seconds: two of them are missing.
const SILENCE_MS = 60_000

/** Connects, says the key, and tells of the frames until the connection is lost. */
export function openLink(settings: Settings, after: string | undefined, events: LinkEvents): Link {
  const { base, apiKey, clock } = settings
  const auth: AuthFrame = { type: 'auth', apiKey, ...(after === undefined ? {} : { after }) }
  let isOver = false

  const end = (): void => {
    isOver = true
    cancel()
    socket.close(1000)
  }
  const lose = (code: number, reason: string): void => {
    if (isOver) return
    end()
    events.lost(code, reason)
  }

  const socket = dial(settings, `${base.replace('http', 'ws')}/ws`)
  let cancel = clock.after(CONNECT_MS, () => lose(1006, 'No answer while connecting'))
  socket.addEventListener('open', () => {
    if (!isOver) socket.send(JSON.stringify(auth))
  })
  socket.addEventListener('message', ({ data }) => {
    if (isOver) return
    const frame = parse(data)
    if (!frame) return
    cancel()
    cancel = clock.after(SILENCE_MS, () => lose(1006, `Nothing was heard for ${SILENCE_MS / 1000} seconds`))
    events.frame(frame)
  })
  // `close` follows.
  socket.addEventListener('error', () => undefined)
  socket.addEventListener('close', ({ code, reason }) =>
    lose(code, `Closed with ${code}${reason ? ` ${reason}` : ''}`),
  )

  return {
    send: frame => socket.send(JSON.stringify(frame)),
    close() {
      if (!isOver) end()
    },
  }
}

function dial({ WebSocket }: Settings, address: string): ClientSocket {
  if (!WebSocket)
    throw new PocketPingError(
      'INVALID_OPTIONS',
      'createClient(): WebSocket: must be passed; this platform has none of its own, Node has since version 22',
    )
  return new WebSocket(address, SUBPROTOCOL)
}

function parse(data: unknown): ApiFrame | undefined {
  try {
    const frame: unknown = JSON.parse(String(data))
    return typeof frame === 'object' && frame !== null ? (frame as ApiFrame) : undefined
  } catch {
    // Not of the engine; when nothing else comes, the silence ends the connection.
    return undefined
  }
}
