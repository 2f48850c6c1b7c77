import type { Refusal } from '../request.ts'
import type { Feed, Transport } from './transport.ts'

// Then the socket gets another chance.
const UPGRADE_MS = 300_000

/** A transport that reads what the server answers, until that ends or is no longer wanted. */
export function httpTransport(read: (feed: Feed, signal: AbortSignal) => Promise<void>): Transport {
  return feed => {
    const control = new AbortController()
    const { signal } = control
    const upgrade = setTimeout(feed.reconnect_, UPGRADE_MS)
    const ended = (error?: unknown): void => {
      // Where the token opens nothing any more, another connection will not help.
      if (!signal.aborted) feed.lost_((error as Partial<Refusal> | undefined)?.code === 'UNAUTHORIZED')
    }
    read(feed, signal).then(ended, ended)
    return {
      close_() {
        clearTimeout(upgrade)
        control.abort()
      },
    }
  }
}
