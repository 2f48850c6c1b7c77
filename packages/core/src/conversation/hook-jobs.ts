import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import type { NewJob } from '../contracts/storage.ts'
import type { HookName } from './context.ts'
import { HOOK_KIND, hookLane } from './lanes.ts'

/** What the host app is told of a session itself. */
export type SessionNews = 'created' | 'closed' | 'reopened' | 'identified'

/** What a hook job says: a message or event by its id, or news of the session. */
export type HookPayload =
  | { hook: 'onMessage' | 'onEvent'; messageId: string }
  | { hook: 'onSession'; news: SessionNews }

/** The calls of the host app that follow from a change, in order. */
export function hookJobs(
  hooks: ReadonlySet<HookName>,
  session: SessionRecord,
  messages: readonly MessageRecord[],
  news: readonly SessionNews[],
  now: number,
): NewJob[] {
  const payloads: HookPayload[] = []
  if (hooks.has('onSession')) payloads.push(...news.map(item => ({ hook: 'onSession', news: item }) as const))
  for (const message of messages) {
    const isNew = message.seq === message.order
    if (!isNew) continue
    if (message.event && hooks.has('onEvent')) payloads.push({ hook: 'onEvent', messageId: message.id })
    if (message.audience === 'everyone' && hooks.has('onMessage'))
      payloads.push({ hook: 'onMessage', messageId: message.id })
  }
  const lane = hookLane(session.id)
  return payloads.map(payload => ({ kind: HOOK_KIND, lane, dueAt: now, payload: { ...payload } }))
}
