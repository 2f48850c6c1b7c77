import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Platform } from './phone.ts'

const heartbeatMs = 20_000

/**
 * Serves server-sent events: a snapshot of everything on each platform, then each change. All phones share one stream,
 * because a browser opens only a few to one host.
 */
export function makeStream(
  platforms: readonly Platform[],
): (response: ServerResponse, headers: Record<string, string>) => void {
  // Lets a page notice that it talks to other emulators than before, whose ids mean something else.
  const instance = randomUUID()

  return (response, headers) => {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
    const write = (event: string, data: unknown): void => {
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    }
    const ends = platforms.map(({ name, snapshot, follow }) => {
      write(`${name} snapshot`, { instance, ...snapshot() })
      return follow((event, data) => write(`${name} ${event}`, data))
    })
    const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs).unref()
    response.on('close', () => {
      for (const end of ends) end()
      clearInterval(heartbeat)
    })
  }
}
