import { z } from 'zod'
import type { Job } from '../contracts/storage.ts'
import { backoffMs } from '../outbox/backoff.ts'
import type { Ending } from '../outbox/pump.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { Message } from '../protocol/message.ts'
import type { Session } from '../protocol/session.ts'
import type { ConversationContext } from './context.ts'
import type { HookPayload, SessionNews } from './hook-jobs.ts'
import { sessionOfLane } from './lanes.ts'
import { toMessage, toSession } from './wire.ts'

/** A custom event as the host app gets it. */
export interface VisitorEvent {
  /** The same event may come twice, after a crash: this id tells. */
  id: string
  name: string
  data: JsonObject
  createdAt: string
}

/**
 * Functions of the host app that follow what happens. Called at least once each, in order within a session, after
 * the change is stored; one that throws or rejects is called again, ten times at most.
 */
export interface Hooks {
  onEvent?(event: VisitorEvent, session: Session): unknown
  onMessage?(message: Message, session: Session): unknown
  onSession?(session: Session, news: SessionNews): unknown
}

const MAX_ATTEMPTS = 10

const payloadSchema: z.ZodType<HookPayload> = z.discriminatedUnion('hook', [
  z.strictObject({ hook: z.enum(['onMessage', 'onEvent']), messageId: z.string() }),
  z.strictObject({
    hook: z.literal('onSession'),
    news: z.enum(['created', 'closed', 'reopened', 'identified']),
  }),
])

/** Runs one call of the host app. */
export async function runHook(context: ConversationContext, hooks: Hooks, job: Job): Promise<Ending> {
  const sessionId = sessionOfLane(job.lane)
  const payload = payloadSchema.parse(job.payload)
  try {
    await call(context, hooks, sessionId, payload)
    return { result: 'done' }
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const isLast = job.attempts + 1 >= MAX_ATTEMPTS
    const advice = isLast ? 'was given up' : 'will be called again'
    context.logger.error(`${payload.hook} failed and ${advice}`, { session: sessionId, reason })
    return isLast
      ? { result: 'done' }
      : { result: 'retry', until: context.clock.now() + backoffMs(job.attempts) }
  }
}

async function call(
  context: ConversationContext,
  hooks: Hooks,
  sessionId: string,
  payload: HookPayload,
): Promise<void> {
  const record = await context.storage.findSession({ id: sessionId })
  if (!record) return
  const session = toSession(record)
  if (payload.hook === 'onSession') {
    await hooks.onSession?.(session, payload.news)
    return
  }
  const message = await context.storage.findMessage(sessionId, payload.messageId)
  if (!message) return
  if (payload.hook === 'onMessage') {
    await hooks.onMessage?.(toMessage(message), session)
  } else if (message.event) {
    const { name, data = {} } = message.event
    const createdAt = new Date(message.createdAt).toISOString()
    await hooks.onEvent?.({ id: message.id, name, data, createdAt }, session)
  }
}
