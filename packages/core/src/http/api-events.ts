import { z } from 'zod'
import { stillOpens } from '../api/subscriber-role.ts'
import type { Clock } from '../contracts/clock.ts'
import { parse } from '../conversation/parse.ts'
import type { EventClient, EventFeed } from '../realtime/event-feed.ts'
import { bearer } from './answers.ts'
import { openWithKey } from './api-key.ts'
import type { HttpContext } from './http-context.ts'
import type { HttpRequest, HttpResponse } from './http-request.ts'

// Proxies close what is silent for half a minute or more.
const HEARTBEAT_MS = 15_000

const querySchema: z.ZodType<{ after?: string }> = z.strictObject({
  after: z.string().max(64).exactOptional(),
})

/** `GET B/events`: what happens in the projects of a key, as server-sent events. */
export async function apiEvents(context: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const { ids = [] } = await openWithKey(context, request)
  const { clock, feed, projects } = context
  const { after } = parse(querySchema, Object.fromEntries(request.query))
  // What a client has taken since it first came counts more than where it began.
  const resumed = request.header('last-event-id') || after
  const opened = new Set(ids)
  const body = openEventStream({
    clock,
    signal: request.signal,
    isResumed: Boolean(resumed),
    after: resumed || (await feed.newestId()),
    subscribe: (begin, client) =>
      feed.subscribe({
        projects: opened,
        after: begin,
        client,
        isAllowed: stillOpens(projects, bearer(request), opened),
      }),
  })
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-content-type-options': 'nosniff',
    // nginx would hold events back until its buffer is full.
    'x-accel-buffering': 'no',
  }
  return { status: 200, headers, body }
}

interface StreamOptions {
  clock: Clock
  signal: AbortSignal | undefined
  after: string
  isResumed: boolean
  subscribe(after: string, client: EventClient): ReturnType<EventFeed['subscribe']>
}

/** It subscribes once it is read, so that a stream that nobody reads costs nothing. */
function openEventStream({
  clock,
  signal,
  after,
  isResumed,
  subscribe,
}: StreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const heartbeat = encoder.encode(':\n\n')
  let end: (() => void) | undefined
  let cancelTimer: (() => void) | undefined

  const leave = (): void => {
    cancelTimer?.()
    end?.()
    signal?.removeEventListener('abort', leave)
  }

  const join = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const beat = (): void => {
      controller.enqueue(heartbeat)
      cancelTimer = clock.after(HEARTBEAT_MS, beat)
    }
    // Without data it is no event: it only says what to come back with, should nothing happen before a break.
    if (!isResumed) controller.enqueue(encoder.encode(`id: ${after}\n\n`))
    end = subscribe(after, {
      send(frame) {
        frame.event ??= encoder.encode(`id: ${frame.id}\ndata: ${frame.text}\n\n`)
        controller.enqueue(frame.event)
      },
      close(reason) {
        leave()
        // What waits is of no use to a client that does not read: it comes back with its last id.
        if (reason === 'slow') controller.error(new Error('The client does not read.'))
        else controller.close()
      },
      backlog: () => -(controller.desiredSize ?? 0),
    })
    beat()
    signal?.addEventListener('abort', leave)
  }

  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (!end && !signal?.aborted) join(controller)
      },
      cancel: leave,
    },
    { highWaterMark: 0, size: chunk => chunk.byteLength },
  )
}
