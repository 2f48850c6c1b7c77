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

/** The bridge that a kind of delivery belongs to. */
export function bridgeOfKind(kind: string): string {
  return kind.slice(kind.indexOf(':') + 1)
}
