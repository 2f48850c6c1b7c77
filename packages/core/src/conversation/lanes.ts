import type { NewJob } from '../contracts/storage.ts'

/** Kind of the jobs that bring one session's thread on one bridge up to date. */
export function deliveryKind(bridgeId: string): string {
  return `deliver:${bridgeId}`
}

/** The one job of a (session, bridge): however much happens while it waits, it is one row. */
export function deliveryJob(sessionId: string, bridgeId: string, dueAt: number): NewJob {
  return { kind: deliveryKind(bridgeId), lane: `${bridgeId}:${sessionId}`, dueAt, once: true }
}

/** The session that a delivery lane belongs to. */
export function sessionOfLane(lane: string): string {
  return lane.slice(lane.lastIndexOf(':') + 1)
}

/** Kind of the jobs that call the host app. */
export const HOOK_KIND = 'hook'

export function hookLane(sessionId: string): string {
  return `hook:${sessionId}`
}

/** Kind of the jobs that let the AI answer. */
export const AI_KIND = 'ai'

/** The one job of a session: the first question that nobody has answered sets its time. */
export function aiJob(sessionId: string, dueAt: number): NewJob {
  return { kind: AI_KIND, lane: `${AI_KIND}:${sessionId}`, dueAt, once: true }
}

const WEBHOOK = 'webhook:'

/** Kind of the jobs that call one webhook: each has a pump of its own, so that a slow one holds up no other. */
export function webhookKind(webhookId: string): string {
  return `${WEBHOOK}${webhookId}`
}

/** Calls of one webhook are in order within a session. */
export function webhookLane(webhookId: string, sessionId: string): string {
  return `${WEBHOOK}${webhookId}:${sessionId}`
}

/** The webhook that a kind belongs to, if it does. */
export function webhookOfKind(kind: string): string | undefined {
  return kind.startsWith(WEBHOOK) ? kind.slice(WEBHOOK.length) : undefined
}

/** The bridge that a kind of delivery belongs to. */
export function bridgeOfKind(kind: string): string {
  return kind.slice(kind.indexOf(':') + 1)
}
