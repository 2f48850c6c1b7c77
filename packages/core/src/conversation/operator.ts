import type { CopyRecord, MessageRecord } from '../contracts/records.ts'
import { newId } from '../protocol/ids.ts'
import type { Author } from '../protocol/message.ts'
import { personAnswered } from './ai-state.ts'
import type { Draft } from './change-session.ts'
import { reopen } from './lifecycle.ts'
import { cleanText } from './text.ts'

/** Where on a platform an operator wrote something. */
export interface Origin {
  bridgeId: string
  threadId: string
  platformId: string
}

/** What an operator, the AI or the host app says. */
export interface Saying {
  content: string
  type: 'operator' | 'ai' | 'system'
  author?: Author
  replyTo?: string
  origin?: Origin
}

/**
 * Says something to the visitor. Whoever answers has seen what was written before; a closed conversation reopens, but
 * not for what only tells something.
 */
export function say(draft: Draft, { content, type, author, replyTo, origin }: Saying): MessageRecord {
  if (type !== 'system') reopen(draft)
  if (type === 'operator') {
    const { receipts, seq, operator, needsReview } = draft.session
    const isOther = author && (author.name !== operator?.name || author.avatarUrl !== operator.avatarUrl)
    draft.patch({
      receipts: { ...receipts, seen: seq },
      ...(isOther ? { operator: author } : {}),
      ...(needsReview ? { needsReview: undefined } : {}),
    })
    personAnswered(draft)
  }
  return writeAs(draft, { type, audience: 'everyone', content, author, replyTo, origin })
}

/** Tells operators everywhere but where it happened. */
export function tellTeam(draft: Draft, content: string, bridgeId: string): MessageRecord {
  return draft.write({ id: newId('msg'), type: 'system', audience: 'team', content, origin: bridgeId })
}

/** Keeps a note among operators: it never reaches the visitor, whatever becomes of it. */
export function note(draft: Draft, words: Omit<Saying, 'type'>): MessageRecord {
  return writeAs(draft, { type: 'operator', audience: 'team', ...words })
}

/** Changes what an operator wrote. A note stays a note. */
export function rewrite(draft: Draft, message: MessageRecord, text: string): MessageRecord {
  const content = cleanText(text)
  return content === message.content ? message : draft.revise(message, { content, editedAt: draft.now })
}

/** Takes back what was said: the visitor keeps an empty place. */
export function retract(draft: Draft, message: MessageRecord): void {
  if (message.deletedAt === undefined) draft.revise(message, { content: '', deletedAt: draft.now })
}

/** What was said becomes a note: it is taken back from the visitor, and its place on the platform is the note's. */
export function turnIntoNote(draft: Draft, message: MessageRecord, origin: Origin, content: string): void {
  retract(draft, message)
  draft.forget({ bridgeId: origin.bridgeId, platformId: origin.platformId, messageId: message.id })
  note(draft, { content, origin, ...(message.author ? { author: message.author } : {}) })
}

interface Words {
  type: MessageRecord['type']
  audience: MessageRecord['audience']
  content: string
  author?: Author | undefined
  replyTo?: string | undefined
  origin?: Origin | undefined
}

function writeAs(draft: Draft, { type, audience, content, author, replyTo, origin }: Words): MessageRecord {
  const message = draft.write({
    id: newId('msg'),
    type,
    audience,
    content: cleanText(content),
    ...(author ? { author: withoutPicture(author) } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(origin ? { origin: origin.bridgeId } : {}),
  })
  if (origin) draft.copy(originCopy(message, origin))
  return message
}

/** A picture that is its own bytes stands once, with the session, and not with each message. */
function withoutPicture(author: Author): Author {
  return author.avatarUrl?.startsWith('data:') ? { name: author.name } : author
}

function originCopy(message: MessageRecord, origin: Origin): CopyRecord {
  return {
    ...origin,
    sessionId: message.sessionId,
    messageId: message.id,
    part: 0,
    origin: true,
    seq: message.seq,
  }
}
