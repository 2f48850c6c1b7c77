import type { ThreadCard } from '../contracts/bridge.ts'
import type { SessionRecord } from '../contracts/records.ts'

/** What operators see of a session at the head of its thread. */
export function toCard(session: SessionRecord, projectName: string): ThreadCard {
  const card: ThreadCard = {
    sessionId: session.id,
    visitorId: session.visitorId,
    projectName,
    status: session.status,
    metadata: session.metadata,
    createdAt: session.createdAt,
  }
  if (session.identity) card.identity = session.identity
  return card
}

/** A short text that differs where the card does, to know whether it must be shown anew. */
export async function fingerprint(card: ThreadCard): Promise<string> {
  // Readable at the front: somebody who was nobody before is worth an edit out of turn.
  return `${card.identity ? NAMED : ''}${await digest(card)}`
}

const NAMED = 'named-'

/** True where the card, shown with the first fingerprint, begins to say who the visitor is with the second. */
export function isNowNamed(before: string, now: string): boolean {
  return now.startsWith(NAMED) && !before.startsWith(NAMED)
}

async function digest(card: ThreadCard): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(card))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest.subarray(0, 12), byte => byte.toString(16).padStart(2, '0')).join('')
}

/** The card as a few lines of text, for `/info`. */
export function describeCard({ sessionId, identity, metadata, status, createdAt }: ThreadCard): string {
  const place = [metadata.country, metadata.language, metadata.timeZone].filter(Boolean).join(', ')
  const lines = [
    ['Session', sessionId],
    ['Status', status],
    ['Name', identity?.name],
    ['E-mail', identity?.email],
    ['Customer', identity?.customerId],
    ['Details', identity?.metadata && JSON.stringify(identity.metadata)],
    ['Page', [metadata.pageTitle, metadata.pageUrl].filter(Boolean).join(' · ')],
    ['Came from', metadata.referrer],
    ['Browser', [metadata.browser, metadata.os, metadata.device].filter(Boolean).join(', ')],
    ['Place', place],
    ['Since', new Date(createdAt).toISOString()],
  ]
  return lines.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : [])).join('\n')
}
