import type { Clock } from '../contracts/clock.ts'
import type { Frame } from '../realtime/frame.ts'
import type { CloseReason } from '../realtime/hub.ts'
import type { HttpResponse } from './http-request.ts'

// Proxies close what is silent for half a minute or more.
const HEARTBEAT_MS = 15_000

/** Who reads a stream. */
export interface StreamClient<Sent extends Frame> {
  send(frame: Sent): void
  close(reason: CloseReason): void
  backlog(): number
}

interface EventStreamOptions<Sent extends Frame> {
  clock: Clock
  signal: AbortSignal | undefined
  /** One frame as a block of the stream. */
  toBlock(frame: Sent): string
  /** What comes before all frames. */
  greeting?: string
  /** Called once the stream is read, so that one that nobody reads costs nothing; answers with what ends it. */
  join(client: StreamClient<Sent>): () => void
}

/** An answer of server-sent events. */
export function eventStream<Sent extends Frame>(options: EventStreamOptions<Sent>): HttpResponse {
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-content-type-options': 'nosniff',
    // nginx would hold events back until its buffer is full.
    'x-accel-buffering': 'no',
  }
  return { status: 200, headers, body: openStream(options) }
}

function openStream<Sent extends Frame>({
  clock,
  signal,
  toBlock,
  greeting,
  join,
}: EventStreamOptions<Sent>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const heartbeat = encoder.encode(':\n\n')
  let end: (() => void) | undefined
  let cancelTimer: (() => void) | undefined

  const leave = (): void => {
    cancelTimer?.()
    end?.()
    signal?.removeEventListener('abort', leave)
  }

  const begin = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const beat = (): void => {
      controller.enqueue(heartbeat)
      cancelTimer = clock.after(HEARTBEAT_MS, beat)
    }
    if (greeting !== undefined) controller.enqueue(encoder.encode(greeting))
    beat()
    end = join({
      send(frame) {
        frame.event ??= encoder.encode(toBlock(frame))
        controller.enqueue(frame.event)
      },
      close(reason) {
        leave()
        // What waits is of no use to a client that does not read: it comes back from where it was.
        if (reason === 'slow') controller.error(new Error('The client does not read.'))
        else controller.close()
      },
      backlog: () => -(controller.desiredSize ?? 0),
    })
    signal?.addEventListener('abort', leave)
  }

  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (!end && !signal?.aborted) begin(controller)
      },
      cancel: leave,
    },
    { highWaterMark: 0, size: chunk => chunk.byteLength },
  )
}
