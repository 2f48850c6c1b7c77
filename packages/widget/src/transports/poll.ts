import type { PollResponse } from '@pocketping/core/protocol'
import { isTokenDead, type Transport } from './transport.ts'

// A question that is held for so long is a connection that works.
const HELD_MS = 2000
// The server holds a question for 25 s.
const TIMEOUT_MS = 40_000
// Then the socket gets another chance.
const UPGRADE_MS = 300_000

/** Asking again and again; the server holds each question until it has something to tell. */
export const pollTransport: Transport = feed => {
  const control = new AbortController()
  const { signal } = control
  const held = setTimeout(feed.alive_, HELD_MS)
  const upgrade = setTimeout(feed.reconnect_, UPGRADE_MS)

  async function read(): Promise<void> {
    for (;;) {
      const either = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
      const response = await feed.request_(`poll?after=${feed.cursor_()}`, either)
      const { updates } = (await response.json()) as PollResponse
      for (const update of updates) if (!signal.aborted) feed.update_(update)
      if (signal.aborted) return
      feed.alive_()
    }
  }

  read().catch((error: unknown) => {
    if (!signal.aborted) feed.lost_(isTokenDead(error))
  })
  return {
    close_() {
      clearTimeout(held)
      clearTimeout(upgrade)
      control.abort()
    },
  }
}
