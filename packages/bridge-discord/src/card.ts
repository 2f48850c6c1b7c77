import type { ThreadCard } from '@pocketping/core'
import { cleanLine } from './clean.ts'
import { escapeText } from './escape.ts'
import { MAX_TEXT_LENGTH } from './split.ts'

/** Longest name of a thread. */
export const MAX_THREAD_NAME_LENGTH = 100

const MAX_VALUE_LENGTH = 200

// Stands between the visitor and the page in a thread's name.
const SEPARATOR = ' · '

/** What a visitor is called: the name or address they gave, or a short name made of their id. */
export function visitorName(card: ThreadCard): string {
  const given = cleanLine(card.identity?.name ?? '', 60) || cleanLine(card.identity?.email ?? '', 60)
  return given || `Visitor ${shortId(card.visitorId)}`
}

/** Name of a session's thread: the visitor, and the page they are on. */
export function threadName(card: ThreadCard): string {
  const page = cleanLine(card.metadata.pageTitle ?? '', 60) || pagePath(card)
  const name = page ? `${visitorName(card)}${SEPARATOR}${page}` : visitorName(card)
  return cleanLine(name, MAX_THREAD_NAME_LENGTH)
}

/** The visitor that a thread is named after. */
export function visitorOf(threadName: string): string {
  return threadName.split(SEPARATOR, 1)[0] ?? threadName
}

/**
 * The message at the head of a thread: what is known of the visitor, all of it their word. It is text and no embed, so
 * that a phone shows it in the notification too.
 */
export function cardText(card: ThreadCard): string {
  const { identity, metadata, claimedBy } = card
  const device = [
    metadata.browser,
    metadata.os && `on ${metadata.os}`,
    metadata.device && `(${metadata.device})`,
  ]
  const place = [metadata.language, metadata.timeZone, metadata.country]
  const lines = [
    `**${escapeText(visitorName(card))}**`,
    card.status === 'closed' ? '🔒 Closed' : undefined,
    card.isBlocked ? '⛔ Blocked: what they write is refused' : undefined,
    claimedBy && `🙋 Taken by **${shownValue(claimedBy.name)}**`,
    card.leftAt === undefined ? undefined : `👋 Left the site <t:${Math.floor(card.leftAt / 1000)}:R>`,
    line('Name', identity?.name, 'unverified'),
    line('E-mail', identity?.email, 'unverified'),
    line('Customer', identity?.customerId, 'unverified'),
    line('Page', metadata.pageTitle),
    line('Address', metadata.pageUrl ?? metadata.url),
    line('Came from', metadata.referrer),
    small(device),
    small(place),
    small([card.projectName, card.sessionId]),
    `-# ${card.hint}`,
  ]
  return fit(lines.filter(text => text !== undefined))
}

/** True where a message is the card of this session. */
export function isCardOf(content: string, sessionId: string): boolean {
  return content
    .split('\n')
    .some(text => text.startsWith('-# ') && text.split(SEPARATOR).at(-1) === escapeText(sessionId))
}

// The first and the last two lines are what must be there.
function fit(lines: string[]): string {
  const kept = [...lines]
  while (kept.join('\n').length > MAX_TEXT_LENGTH && kept.length > 3) kept.splice(kept.length - 3, 1)
  return kept.join('\n')
}

function line(label: string, value: string | undefined, mark?: string): string | undefined {
  const text = shownValue(value)
  return text && `${label}: ${text}${mark ? ` *(${mark})*` : ''}`
}

function small(values: readonly (string | undefined)[]): string | undefined {
  const shown = values.flatMap(value => shownValue(value) ?? [])
  return shown.length === 0 ? undefined : `-# ${shown.join(SEPARATOR)}`
}

function shownValue(value: string | undefined): string | undefined {
  return escapeText(cleanLine(value ?? '', MAX_VALUE_LENGTH)) || undefined
}

function pagePath(card: ThreadCard): string {
  const url = card.metadata.pageUrl ?? card.metadata.url ?? ''
  if (!URL.canParse(url)) return cleanLine(url, 60)
  const { host, pathname } = new URL(url)
  return cleanLine(pathname === '/' ? host : pathname, 60)
}

function shortId(visitorId: string): string {
  return cleanLine(visitorId.replace(/^vis_/, '').slice(0, 4), 4).toUpperCase() || '?'
}
