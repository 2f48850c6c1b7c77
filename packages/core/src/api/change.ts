import { changeSession, type Draft } from '../conversation/change-session.ts'
import { toSession } from '../conversation/wire.ts'
import type { CallOptions } from '../protocol/api-types.ts'
import type { Session } from '../protocol/session.ts'
import type { ApiContext } from './api-context.ts'
import { once } from './once.ts'
import { requireSession, type Scope } from './scope.ts'

/** Changes a session of the caller's, once for each idempotency key. `request` tells calls apart. @throws PocketPingError */
export async function changeOwn<Answer extends object>(
  { conversation }: ApiContext,
  scope: Scope,
  sessionId: string,
  { request, options = {} }: { request: readonly unknown[]; options?: CallOptions | undefined },
  decide: (draft: Draft) => Answer | Promise<Answer>,
): Promise<Answer> {
  const { projectId } = await requireSession(conversation, scope, sessionId)
  const { idempotencyKey } = options
  const call = { project: projectId, request: [sessionId, ...request], idempotencyKey }
  return once(conversation, call, ({ key }) =>
    changeSession(conversation, sessionId, async draft => {
      const answer = await decide(draft)
      const kept = key(answer)
      if (kept) draft.onceWith(kept)
      return answer
    }),
  )
}

/** The same where the session itself is the answer. */
export function changeOwnSession(
  context: ApiContext,
  scope: Scope,
  sessionId: string,
  call: { request: readonly unknown[]; options?: CallOptions | undefined },
  decide: (draft: Draft) => unknown,
): Promise<Session> {
  return changeOwn(context, scope, sessionId, call, async draft => {
    await decide(draft)
    return toSession(draft.session)
  })
}
