import { z } from 'zod'
import { stillOpens } from '../api/subscriber-role.ts'
import { parse } from '../conversation/parse.ts'
import type { EventFrame } from '../realtime/event-log.ts'
import { bearer } from './answers.ts'
import { openWithKey } from './api-key.ts'
import { eventStream } from './event-stream.ts'
import type { HttpContext } from './http-context.ts'
import type { HttpRequest, HttpResponse } from './http-request.ts'

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
  const begin = resumed || (await feed.newestId())
  return eventStream<EventFrame>({
    clock,
    signal: request.signal,
    toBlock: ({ id, text }) => `id: ${id}\ndata: ${text}\n\n`,
    // Without data it is no event: it only says what to come back with, should nothing happen before a break.
    ...(resumed ? {} : { greeting: `id: ${begin}\n\n` }),
    join: client =>
      feed.subscribe({
        projects: opened,
        after: begin,
        client,
        isAllowed: stillOpens(projects, bearer(request), opened),
      }),
  })
}
