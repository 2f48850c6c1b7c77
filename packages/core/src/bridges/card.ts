import type { ThreadCard } from '../contracts/bridge.ts'
import type { SessionRecord } from '../contracts/records.ts'
import type { SessionIdentity, VerifiedField } from '../protocol/session.ts'
import type { BridgeContext } from './context.ts'
import { hintFor } from './reading.ts'

/** What operators see of a session at the head of its thread. */
export function toCard(context: BridgeContext, session: SessionRecord): ThreadCard {
  const card: ThreadCard = {
    sessionId: session.id,
    visitorId: session.visitorId,
    projectName: context.projectName(session.projectId),
    status: session.status,
    metadata: session.metadata,
    createdAt: session.createdAt,
    hint: hintFor(context),
  }
  if (session.identity) card.identity = session.identity
  if (session.leftAt !== undefined) card.leftAt = session.leftAt
  if (session.claimedBy) card.claimedBy = { name: session.claimedBy.name }
  if (session.isBlocked) card.isBlocked = true
  if (session.needsReview) card.needsReview = true
  return card
}

/** A short text that differs where the card does, to know whether it must be shown anew. */
export async function fingerprint(card: ThreadCard): Promise<string> {
  const { status, identity, claimedBy, isBlocked, needsReview } = card
  const states = [status, identity !== undefined, identity?.verified, claimedBy?.name, isBlocked]
  const head = await digest(needsReview ? [...states, 'review'] : states, 6)
  return `${head}-${await digest(card, 12)}`
}

/** True where the card, shown with the first fingerprint, says something with the second that is worth an edit out of turn. */
export function isUrgent(before: string, now: string): boolean {
  const [headBefore] = before.split('-')
  const [headNow] = now.split('-')
  return headBefore !== headNow
}

async function digest(content: unknown, bytes: number): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(content))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  return Array.from(hash.subarray(0, bytes), byte => byte.toString(16).padStart(2, '0')).join('')
}

/** What is the visitor's word says so. */
function provenOr(identity: SessionIdentity | undefined, field: VerifiedField): string | undefined {
  const value = identity?.[field]
  const text = typeof value === 'object' ? JSON.stringify(value) : value
  return text && !identity?.verified?.includes(field) ? `${text} (unverified)` : text
}

/** The card as a few lines of text, for `/info`. */
export function describeCard(card: ThreadCard): string {
  const { sessionId, identity, metadata, status, createdAt, leftAt, claimedBy, isBlocked, needsReview } = card
  const place = [metadata.country, metadata.language, metadata.timeZone].filter(Boolean).join(', ')
  const lines = [
    ['Session', sessionId],
    ['Status', isBlocked ? `${status}, blocked` : status],
    ['Review', needsReview ? 'answered by AI, not reviewed yet' : undefined],
    ['Answered by', claimedBy?.name],
    ['Name', provenOr(identity, 'name')],
    ['E-mail', provenOr(identity, 'email')],
    ['Customer', provenOr(identity, 'customerId')],
    ['Details', provenOr(identity, 'metadata')],
    ['Page', [metadata.pageTitle, metadata.pageUrl].filter(Boolean).join(' · ')],
    ['Came from', metadata.referrer],
    ['Browser', [metadata.browser, metadata.os, metadata.device].filter(Boolean).join(', ')],
    ['Place', place],
    ['Left', leftAt === undefined ? undefined : new Date(leftAt).toISOString()],
    ['Since', new Date(createdAt).toISOString()],
  ]
  return lines.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : [])).join('\n')
}
