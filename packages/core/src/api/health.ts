import { KNOWLEDGE_KIND } from '../ai/knowledge/source-record.ts'
import { webhookOfKind } from '../conversation/lanes.ts'
import type { Health } from '../protocol/api-types.ts'
import { PRESENCE_KIND } from '../realtime/presence.ts'
import type { ApiContext } from './api-context.ts'

const LATE_SECONDS = 300

const LOOKS: ReadonlySet<string> = new Set([PRESENCE_KIND, KNOWLEDGE_KIND])

// Anybody may ask, and counting costs.
const FRESH_MS = 1000

/** How the engine is doing: what waits, and whether the platforms are reached. Counted once a second at most. */
export function createHealth({
  conversation: { storage, clock },
  bridgeHealth,
}: Pick<ApiContext, 'conversation' | 'bridgeHealth'>): () => Promise<Health> {
  let counted: { at: number; counts: ReturnType<typeof storage.countJobs> } | undefined

  const count = (): ReturnType<typeof storage.countJobs> => {
    const at = clock.now()
    if (!counted || at - counted.at >= FRESH_MS || at < counted.at)
      counted = { at, counts: storage.countJobs() }
    return counted.counts
  }

  return async () => {
    // What looks again and again is due much later. What a webhook does not take is its receiver's fault, and stands with
    // its deliveries.
    const counts = (await count()).filter(({ kind }) => !LOOKS.has(kind) && webhookOfKind(kind) === undefined)
    const oldest = Math.min(clock.now(), ...counts.map(({ oldestDueAt }) => oldestDueAt))
    const oldestSeconds = Math.floor((clock.now() - oldest) / 1000)
    const bridges = [...bridgeHealth()]
    const isWell = oldestSeconds < LATE_SECONDS && bridges.every(({ error }) => error === undefined)
    return {
      status: isWell ? 'ok' : 'degraded',
      outbox: { waiting: counts.reduce((sum, { count: many }) => sum + many, 0), oldestSeconds },
      bridges,
    }
  }
}
