import type { PollResponse } from '@pocketping/core/protocol'
import { httpTransport } from './http-transport.ts'
import type { Transport } from './transport.ts'

// A question that is held for so long is a connection that works.
const HELD_MS = 2000
// The server holds a question for 25 s.
const TIMEOUT_MS = 40_000

/** Asking again and again; the server holds each question until it has something to tell. */
export const pollTransport: Transport = httpTransport(async (feed, signal) => {
  setTimeout(() => signal.aborted || feed.alive_(), HELD_MS)
  while (!signal.aborted) {
    const either = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
    const response = await feed.request_(`poll?after=${feed.cursor_()}`, either)
    const { updates } = (await response.json()) as PollResponse
    for (const update of updates) if (!signal.aborted) feed.update_(update)
    if (!signal.aborted) feed.alive_()
  }
})
