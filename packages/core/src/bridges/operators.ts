import type { Bridge, Inbound, InboundAuthor } from '../contracts/bridge.ts'
import type { ThreadRecord } from '../contracts/records.ts'
import { changeSession, type Draft } from '../conversation/change-session.ts'
import type { Author } from '../protocol/message.ts'
import type { BridgeContext } from './context.ts'
import { inboundKey } from './inbound-key.ts'
import { tell } from './word.ts'

/** True where nobody is named, or this one is: by id, or by `@` and the name. */
export function isAllowed({ allowedOperators }: Bridge, { id, username }: InboundAuthor): boolean {
  if (!allowedOperators) return true
  const name = username && `@${username}`.toLowerCase()
  return allowedOperators.some(allowed => allowed === id || allowed.toLowerCase() === name)
}

/** Leaves what somebody else wrote where it is; operators are told once in a thread. */
export async function ignoreStranger(
  context: BridgeContext,
  thread: ThreadRecord,
  inbound: Exclude<Inbound, { type: 'delete' | 'reaction' }>,
): Promise<void> {
  if (inbound.type === 'typing') return
  const text = 'This did not reach the visitor: only those named in allowedOperators may answer here.'
  await sayOnce(context, thread, 'stranger', text, inbound.platformId)
}

const FOR_EVER_MS = 20 * 365 * 86_400_000

/** Says something in a thread the first time only. */
export async function sayOnce(
  context: BridgeContext,
  { sessionId, threadId }: ThreadRecord,
  about: string,
  text: string,
  replyTo: string,
): Promise<void> {
  await changeSession(context.conversation, sessionId, draft => {
    draft.once(`${inboundKey(context.bridge.id, threadId)}:${about}`, FOR_EVER_MS)
    tell(context, draft, { threadId, text, replyTo })
  })
}

// What begins a line or turns the order of what follows: names stand within sentences of ours.
const UNRULY = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu

const LONGEST_NAME = 100

/** What was handed in, with the operator's name as it may stand anywhere. */
export function withPlainName<Given extends Inbound>(inbound: Given): Given {
  if (!('author' in inbound)) return inbound
  const name = inbound.author.name.toWellFormed().replace(UNRULY, ' ').trim()
  const shown = Array.from(name).slice(0, LONGEST_NAME).join('') || 'Operator'
  return { ...inbound, author: { ...inbound.author, name: shown } }
}

export function toAuthor({ name, avatarUrl }: Author): Author {
  return avatarUrl ? { name, avatarUrl } : { name }
}

/** An operator answers: they are here, and where nobody had the conversation it is theirs. */
export function takeOn(
  { bridge, conversation }: BridgeContext,
  draft: Draft,
  { id: operatorId, name }: InboundAuthor,
): void {
  const member = { bridgeId: bridge.id, operatorId, name }
  const standing = conversation.team.note(member, false)
  if (standing) draft.keep(standing)
  if (!draft.session.claimedBy) draft.patch({ claimedBy: member })
}
