import type { CallOptions, EmitEvent, Emitted } from '../protocol/api-types.ts'
import type { Json } from '../protocol/json.ts'
import type { ApiContext } from './api-context.ts'
import { once } from './once.ts'
import { requireSession, type Scope } from './scope.ts'

/** Sends a custom event to the visitor's open pages; it is not kept for later. */
export async function emitEvent(
  { conversation, hub }: ApiContext,
  scope: Scope,
  sessionId: string,
  event: EmitEvent,
  { idempotencyKey }: CallOptions = {},
): Promise<Emitted> {
  const { projectId } = await requireSession(conversation, scope, sessionId)
  const call = {
    project: projectId,
    request: [sessionId, 'event', event],
    idempotencyKey,
    keep: ({ delivered }: Emitted) => delivered,
    recall: (delivered: Json) => ({ delivered: Number(delivered) }),
  }
  return once(conversation, call, async ({ key }) => {
    const answer = { delivered: hub.count(sessionId) }
    const kept = key(answer)
    // First the key: whoever comes again at the same time must not send it too.
    if (kept) {
      const result = await conversation.storage.commit({ keys: [{ ...kept, sessionId }] })
      if (result !== 'committed') return undefined
    }
    hub.tell(sessionId, { type: 'event', ...event })
    return answer
  })
}
