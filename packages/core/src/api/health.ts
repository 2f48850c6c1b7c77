import type { Health } from '../protocol/api-types.ts'
import { PRESENCE_KIND } from '../realtime/presence.ts'
import type { ApiContext } from './api-context.ts'

const LATE_SECONDS = 300

/** How the engine is doing: what waits, and whether the platforms are reached. */
export async function health({ conversation, bridgeHealth }: ApiContext): Promise<Health> {
  const { storage, clock } = conversation
  // Looks at who is still there are due much later, and nobody waits for them.
  const counts = (await storage.countJobs()).filter(({ kind }) => kind !== PRESENCE_KIND)
  const oldest = Math.min(clock.now(), ...counts.map(({ oldestDueAt }) => oldestDueAt))
  const oldestSeconds = Math.floor((clock.now() - oldest) / 1000)
  const bridges = [...bridgeHealth()]
  const isWell = oldestSeconds < LATE_SECONDS && bridges.every(({ error }) => error === undefined)
  return {
    status: isWell ? 'ok' : 'degraded',
    outbox: { waiting: counts.reduce((sum, { count }) => sum + count, 0), oldestSeconds },
    bridges,
  }
}
