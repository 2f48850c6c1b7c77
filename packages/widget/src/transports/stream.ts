import type { VisitorUpdate } from '@pocketping/core/protocol'
import { httpTransport } from './http-transport.ts'
import type { Transport } from './transport.ts'

// The server says something every 15 s; a connection that is quiet for longer is dead.
const QUIET_MS = 40_000

/** Server-sent events, read through `fetch`, because `EventSource` sends no `Authorization`. */
export const streamTransport: Transport = httpTransport(async (feed, signal) => {
  const response = await feed.request_(`stream?after=${feed.cursor_()}`, signal)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  for (;;) {
    const quiet = setTimeout(() => signal.aborted || feed.lost_(), QUIET_MS)
    const { done, value } = await reader.read()
    clearTimeout(quiet)
    if (done) return
    const events = (buffer + value.replaceAll('\r', '')).split('\n\n')
    buffer = events.pop() ?? ''
    for (const event of events) {
      const data = event.match(/^data:.*/gm)?.map(line => line.slice(5))
      if (data && !signal.aborted) feed.update_(JSON.parse(data.join('\n')) as VisitorUpdate)
    }
  }
})
