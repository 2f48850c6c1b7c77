import type { SessionRecord } from '../contracts/records.ts'
import type { SessionQuery } from '../contracts/storage.ts'
import { toMessage, toSession } from '../conversation/wire.ts'
import type {
  SessionOptions,
  SessionPage,
  SessionsQuery,
  SessionWithMessages,
} from '../protocol/api-types.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { ApiContext } from './api-context.ts'
import { readMessages } from './messages.ts'
import type { Scope } from './scope.ts'

const DEFAULT_LIMIT = 50
const INCLUDED_MESSAGES = 100

// Sessions that one call looks through for those that match: with a rare word, a page is cut there and goes on.
const MAX_LOOKED_THROUGH = 5000
const STRIDE = 500

/** A page of sessions, newest activity first. */
export async function listSessions(
  { conversation }: ApiContext,
  scope: Scope,
  query: SessionsQuery,
): Promise<SessionPage> {
  const { status, cursor, limit = DEFAULT_LIMIT } = query
  const projectId = await scope.project(query.projectId)
  const isMatch = matcher(query)
  const since = query.since === undefined ? 0 : Date.parse(query.since)
  const stride = isMatch ? STRIDE : limit + 1
  const found: SessionRecord[] = []
  let before = cursor === undefined ? undefined : readCursor(cursor)
  for (let looked = 0; looked < MAX_LOOKED_THROUGH; looked += stride) {
    const request: SessionQuery = { projectId, limit: stride }
    if (status) request.status = status
    if (before) request.before = before
    const page = await conversation.storage.listSessions(request)
    for (const record of page) {
      if (record.lastActivity < since) return toPage(found)
      if (found.length === limit) return toPage(found, found.at(-1))
      if (!isMatch || isMatch(record)) found.push(record)
    }
    if (page.length < stride) return toPage(found)
    before = page.at(-1)
  }
  return toPage(found, before)
}

/** One session, if it is the caller's. */
export async function findSession(
  { conversation: { storage } }: ApiContext,
  scope: Scope,
  sessionId: string,
  { include }: SessionOptions,
): Promise<SessionWithMessages | undefined> {
  const record = await storage.findSession({ id: sessionId })
  if (!record || !scope.has(record.projectId)) return undefined
  const session = toSession(record)
  if (include !== 'messages') return session
  const latest = await readMessages(storage, sessionId, { isBackwards: true, limit: INCLUDED_MESSAGES })
  return { ...session, messages: latest.reverse().map(message => toMessage(message)) }
}

function toPage(
  records: readonly SessionRecord[],
  last?: Pick<SessionRecord, 'lastActivity' | 'id'>,
): SessionPage {
  const sessions = records.map(record => toSession(record))
  return last ? { sessions, nextCursor: `${last.lastActivity}.${last.id}` } : { sessions }
}

/** `undefined`: all match. */
function matcher({ q, needsReview }: SessionsQuery): ((session: SessionRecord) => boolean) | undefined {
  if (q === undefined && needsReview === undefined) return undefined
  const word = q?.toLowerCase()
  return session =>
    (needsReview === undefined || (session.needsReview ?? false) === needsReview) &&
    (word === undefined || textsOf(session).some(text => text?.toLowerCase().includes(word)))
}

function textsOf({ id, visitorId, identity, metadata }: SessionRecord): (string | undefined)[] {
  const { email, name, customerId } = identity ?? {}
  return [id, visitorId, email, name, customerId, metadata.pageUrl, metadata.pageTitle]
}

function readCursor(cursor: string): { lastActivity: number; id: string } {
  const [, time, id] = /^(\d{1,16})\.([\w-]{1,64})$/.exec(cursor) ?? []
  if (!time || !id) throw new PocketPingError('BAD_REQUEST', 'cursor: is not one that was handed out.')
  return { lastActivity: Number(time), id }
}
