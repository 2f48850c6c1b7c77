import type { StoredEvent } from '../contracts/storage.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { describeEvent } from '../conversation/describe-event.ts'
import { eventReferenceSchema } from '../conversation/events.ts'
import type { ApiEvent, GapEvent } from '../protocol/api-events.ts'
import type { Frame } from './frame.ts'

/** An event as text, made once for all who get it. */
export interface EventFrame extends Frame {
  /** What to come back with. */
  readonly id: string
}

/** Where somebody stands in the log: everything up to this number was told by then. */
export interface LogPlace {
  /** Milliseconds since 1970: what was stored later was stored after it. */
  at: number
  number: number
}

/** The events that are kept, as those who follow a project are told of them. */
export interface EventLog {
  /** Behind all that has happened so far. */
  newest(): Promise<LogPlace>
  /** Where whoever comes with this id goes on; with a gap, what is still kept is all there is. */
  resume(id: string): Promise<{ place: LogPlace; hasGap: boolean }>
  /** The next events of these projects, perhaps among others. */
  read(after: number, limit: number, projects?: ReadonlySet<string>): Promise<StoredEvent[]>
  /** With its content, read now; `undefined` where there is nothing to tell any more. */
  frame(event: StoredEvent): Promise<EventFrame | undefined>
}

export function createEventLog(
  context: Pick<ConversationContext, 'storage' | 'clock' | 'eventMs'>,
): EventLog {
  const { storage, clock, eventMs } = context
  /** The last event that was ever seen here: one of an erased session was there too. */
  let last: LogPlace = { at: 0, number: 0 }

  const list: typeof storage.listEvents = async query => {
    const events = await storage.listEvents(query)
    for (const { at, number } of events) if (number > last.number) last = { at, number }
    return events
  }

  const newest = async (): Promise<LogPlace> => {
    await list({ limit: 1 })
    // Not earlier than the event: its clock may be another one's.
    return { at: Math.max(clock.now(), last.at), number: last.number }
  }

  const isWhole = async ({ at, number }: LogPlace): Promise<boolean> => {
    const [kept] = await list({ limit: 1 })
    // A log that begins anew, e.g. of a memory storage, counts from the beginning, and later.
    if (number > last.number) return false
    const [there] = number === 0 ? [] : await list({ after: number - 1, limit: 1 })
    if (there?.number === number && there.at > at) return false
    // What is expired is forgotten when something is put, and then that is newer: here nothing was put since.
    return clock.now() - at < eventMs || kept?.number === number
  }

  return {
    newest,
    async resume(id) {
      const place = placeOf(id)
      if (place && (await isWhole(place))) return { place, hasGap: false }
      const [oldest] = await list({ after: 0, limit: 1 })
      return {
        place: oldest ? { at: oldest.at, number: oldest.number - 1 } : await newest(),
        hasGap: true,
      }
    },
    read(after, limit, projects) {
      const [only, ...others] = projects ?? []
      return list({ after, limit, ...(only !== undefined && others.length === 0 ? { projectId: only } : {}) })
    },
    async frame({ at, number, sessionId, data }) {
      // Of a newer version that shares the storage: nothing that we could tell.
      const reference = eventReferenceSchema.safeParse(data)
      const event = reference.success && (await describeEvent(context, sessionId, at, reference.data))
      return event ? toEventFrame({ ...event, id: idOf({ at, number }) }) : undefined
    },
  }
}

/** What a client comes back with to go on from there. */
export function idOf({ at, number }: LogPlace): string {
  return `${at}-${number}`
}

function placeOf(id: string): LogPlace | undefined {
  const [, at, number] = /^(\d{1,15})-(\d{1,15})$/.exec(id) ?? []
  return at === undefined ? undefined : { at: Number(at), number: Number(number) }
}

/** Frames an event, for all who are told of it. */
export function toEventFrame(event: ApiEvent | GapEvent): EventFrame {
  return { id: event.id, text: JSON.stringify(event) }
}
