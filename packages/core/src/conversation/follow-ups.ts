import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import type { NewEvent, NewJob } from '../contracts/storage.ts'
import { newId } from '../protocol/ids.ts'
import type { ConversationContext } from './context.ts'
import { type EventReference, eventsOf } from './events.ts'
import { hookJobs, type SessionNews } from './hook-jobs.ts'
import { webhookKind, webhookLane } from './lanes.ts'

/** What a change brings along, to be stored with it. */
export interface FollowUps {
  jobs: NewJob[]
  events: NewEvent[]
}

interface Changed {
  /** Absent for a new session. */
  before: SessionRecord | undefined
  session: SessionRecord
  messages: readonly MessageRecord[]
  news: readonly SessionNews[]
  now: number
}

/** Calls of the host app, calls of webhooks, and events for those who listen. */
export function followUps(context: ConversationContext, changed: Changed): FollowUps {
  const { session, messages, news, now } = changed
  const jobs = context.hooks.size > 0 ? hookJobs(context.hooks, session, messages, news, now) : []
  const { isLogged, webhooks } = context.followersOf(session.projectId)
  if (!isLogged && webhooks.length === 0) return { jobs, events: [] }
  const happened = eventsOf(changed.before, session, messages, news)
  for (const { id, events } of webhooks)
    jobs.push(
      ...happened
        .filter(({ type }) => events.includes(type))
        .map(one => webhookJob(id, session.id, one, now)),
    )
  const { projectId, id: sessionId } = session
  const expiresAt = now + context.eventMs
  const events = isLogged
    ? happened.map(({ ...data }) => ({ projectId, sessionId, at: now, expiresAt, data }))
    : []
  return { jobs, events }
}

/** The call of one webhook for one event; its id stays the same however often it is tried. */
function webhookJob(webhookId: string, sessionId: string, event: EventReference, now: number): NewJob {
  return {
    kind: webhookKind(webhookId),
    lane: webhookLane(webhookId, sessionId),
    dueAt: now,
    payload: { id: newId('evt'), at: now, event: { ...event } },
  }
}
