import type { AssignRole } from './api-socket.ts'

/** A socket that is told what happens in the projects its key opens. */
export function subscriberRole(): AssignRole {
  return () => ({ receive: () => undefined, closed: () => undefined })
}
