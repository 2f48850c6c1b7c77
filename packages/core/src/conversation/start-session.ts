import type { SessionRecord } from '../contracts/records.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { newId } from '../protocol/ids.ts'
import type { StartRequest } from '../protocol/start.ts'
import type { ConversationContext } from './context.ts'
import { followUps } from './follow-ups.ts'
import { IdFilter } from './id-filter.ts'
import { type ClientHints, describeVisitor } from './metadata.ts'
import { newHashedToken } from './tokens.ts'

/**
 * Starts the conversation of a new visitor and hands out its token, once. Visitor and session ids are ours: what
 * a client claims to be opens nothing.
 */
export async function startSession(
  context: ConversationContext,
  projectId: string,
  request: StartRequest,
  hints: ClientHints,
): Promise<{ token: string; session: SessionRecord }> {
  const now = context.clock.now()
  const { token, tokenHash } = await newHashedToken()
  const session: SessionRecord = {
    id: newId('sess'),
    projectId,
    visitorId: newId('vis'),
    tokenHash,
    seq: 1,
    status: 'active',
    createdAt: now,
    lastActivity: now,
    metadata: describeVisitor(request, hints),
    receipts: { delivered: 0, seen: 0, received: 0, read: 0 },
  }
  const { jobs, events } = followUps(context, {
    before: undefined,
    session,
    messages: [],
    news: ['created'],
    now,
  })
  const result = await context.storage.commit({ session: { expectedSeq: 0, record: session }, jobs, events })
  if (result !== 'committed')
    throw new PocketPingError('INTERNAL', `A new session was refused by the storage as "${result}".`)
  context.hot.set({ record: session, ids: new IdFilter() })
  context.announce(
    { session, previousSeq: 0, messages: [], sessionChanged: true, operatorChanged: false },
    jobs,
    events,
  )
  return { token, session }
}
