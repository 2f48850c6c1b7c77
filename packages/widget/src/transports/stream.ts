import type { VisitorUpdate } from '@pocketping/core/protocol'
import { isTokenDead, type Transport } from './transport.ts'

// The server says something every 15 s; a connection that is quiet for longer is dead.
const QUIET_MS = 40_000
// Then the socket gets another chance.
const UPGRADE_MS = 300_000

/** Server-sent events, read through `fetch`, because `EventSource` sends no `Authorization`. */
export const streamTransport: Transport = feed => {
  const control = new AbortController()
  const upgrade = setTimeout(feed.reconnect_, UPGRADE_MS)
  let quiet: ReturnType<typeof setTimeout> | undefined
  let isClosed = false

  async function read(): Promise<void> {
    const response = await feed.request_(`stream?after=${feed.cursor_()}`, control.signal)
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let buffer = ''
    for (;;) {
      clearTimeout(quiet)
      quiet = setTimeout(() => control.abort(), QUIET_MS)
      const { done, value } = await reader.read()
      if (done || isClosed) return
      const events = (buffer + value.replaceAll('\r', '')).split('\n\n')
      buffer = events.pop() ?? ''
      for (const event of events) {
        const data = event.match(/^data:.*/gm)?.map(line => line.slice(5))
        if (data && !isClosed) feed.update_(JSON.parse(data.join('\n')) as VisitorUpdate)
      }
    }
  }

  function close(): void {
    isClosed = true
    clearTimeout(quiet)
    clearTimeout(upgrade)
    control.abort()
  }

  function ended(error?: unknown): void {
    if (!isClosed) feed.lost_(isTokenDead(error))
  }

  read().then(ended, ended)
  return { close_: close }
}
