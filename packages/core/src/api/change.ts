import { changeSession, type Draft } from '../conversation/change-session.ts'
import { toSession } from '../conversation/wire.ts'
import type { CallOptions } from '../protocol/api-types.ts'
import type { Json } from '../protocol/json.ts'
import type { Session } from '../protocol/session.ts'
import type { ApiContext } from './api-context.ts'
import { once } from './once.ts'
import { requireSession, type Scope } from './scope.ts'

interface Change<Answer> {
  /** Tells calls apart that come with one idempotency key. */
  request: readonly unknown[]
  options?: CallOptions | undefined
  /** What is kept of the answer, and how it is found again: see `once`. */
  keep(answer: Answer): Json
  recall(kept: Json): Promise<Answer>
}

/** Changes a session of the caller's, once for each idempotency key. @throws PocketPingError */
export async function changeOwn<Answer extends object>(
  { conversation }: ApiContext,
  scope: Scope,
  sessionId: string,
  { request, options = {}, keep, recall }: Change<Answer>,
  decide: (draft: Draft) => Answer | Promise<Answer>,
): Promise<Answer> {
  const { projectId } = await requireSession(conversation, scope, sessionId)
  const { idempotencyKey } = options
  const call = { project: projectId, request: [sessionId, ...request], idempotencyKey, keep, recall }
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
  call: Pick<Change<Session>, 'request' | 'options'>,
  decide: (draft: Draft) => unknown,
): Promise<Session> {
  const keep = (): Json => null
  const recall = async (): Promise<Session> =>
    toSession(await requireSession(context.conversation, scope, sessionId))
  return changeOwn(context, scope, sessionId, { ...call, keep, recall }, async draft => {
    await decide(draft)
    return toSession(draft.session)
  })
}
