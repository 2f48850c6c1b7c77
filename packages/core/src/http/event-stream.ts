import type { Clock } from '../contracts/clock.ts'
import type { OpenedSession } from '../conversation/command.ts'
import type { Frame } from '../realtime/frame.ts'
import type { Client, Hub, Place } from '../realtime/hub.ts'

// Proxies close what is silent for half a minute or more.
const HEARTBEAT_MS = 15_000

interface EventStreamOptions {
  clock: Clock
  hub: Hub
  session: OpenedSession
  after: number
  signal: AbortSignal | undefined
}

/** A client whose updates are server-sent events. It joins once the stream is read, so one that nobody reads is none. */
export function eventStream({
  clock,
  hub,
  session,
  after,
  signal,
}: EventStreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const heartbeat = encoder.encode(':\n\n')
  let place: Place | undefined
  let cancelTimer: (() => void) | undefined

  const leave = (): void => {
    cancelTimer?.()
    if (place) hub.leave(place)
    signal?.removeEventListener('abort', leave)
  }

  const join = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const beat = (): void => {
      controller.enqueue(heartbeat)
      cancelTimer = clock.after(HEARTBEAT_MS, beat)
    }
    const client: Client = {
      send(frame: Frame) {
        frame.event ??= encoder.encode(`data: ${frame.text}\n\n`)
        controller.enqueue(frame.event)
      },
      close(reason) {
        leave()
        // What waits is of no use to a client that does not read: it comes back with its cursor.
        if (reason === 'slow') controller.error(new Error('The client does not read.'))
        else controller.close()
      },
      backlog: () => -(controller.desiredSize ?? 0),
    }
    beat()
    place = hub.join(session, after, client)
    signal?.addEventListener('abort', leave)
  }

  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (!place && !signal?.aborted) join(controller)
      },
      cancel: leave,
    },
    { highWaterMark: 0, size: chunk => chunk.byteLength },
  )
}
