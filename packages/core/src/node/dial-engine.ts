import { WebSocket } from 'ws'
import { MAX_ENGINE_FRAME_BYTES } from '../bridges/remote/frames.ts'
import type { WireEvents } from '../bridges/remote/runner.ts'
import type { Wire } from '../bridges/remote/visit.ts'
import { SUBPROTOCOL } from './upgrades.ts'

// How long a connection may take to be made, and to be ended in good order.
const HANDSHAKE_MS = 15_000
const CLOSE_MS = 2000

/** Opens a WebSocket to an engine. */
export function dialEngine(address: string, events: WireEvents): Wire {
  const socket = new WebSocket(address, SUBPROTOCOL, {
    perMessageDeflate: false,
    maxPayload: MAX_ENGINE_FRAME_BYTES,
    handshakeTimeout: HANDSHAKE_MS,
  })
  let trouble: string | undefined

  socket.on('open', () => events.opened())
  socket.on('message', data => events.message(String(data)))
  // `close` follows.
  socket.on('error', error => {
    trouble = error.message || String(error)
  })
  socket.on('close', (code, reason) => {
    clearTimeout(cut)
    events.closed(trouble ?? `closed with ${code} ${String(reason)}`.trim())
  })

  let cut: NodeJS.Timeout | undefined
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close(code, reason) {
      socket.close(code, reason)
      // The other side may be gone without a word.
      cut ??= setTimeout(() => socket.terminate(), CLOSE_MS)
    },
  }
}
