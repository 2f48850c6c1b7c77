import type { ThreadCard } from '../contracts/bridge.ts'
import { cleanLine } from './clean.ts'
import { markTitle } from './review-mark.ts'

const MAX_LENGTH = 60

// Signs that promise somebody was verified, and our own mark: a visitor may not give themselves one.
const SEALS =
  /[\u2611\u2705\u2713\u2714\u{1f4ae}\u{1f50e}\u{1f510}\u{1f512}\u{1f6e1}\u{1f5f8}\u{1f5f9}]\ufe0f?/gu

/** Stands between the visitor and the page in a title. */
export const TITLE_SEPARATOR = ' · '

/** What a visitor is called: the name or address they gave, or a short name made of their id. */
export function visitorName(card: ThreadCard): string {
  const { name = '', email = '', verified = [] } = card.identity ?? {}
  const shown = verified.includes('name') ? name : name.replaceAll(SEALS, '')
  return cleanLine(shown, MAX_LENGTH) || cleanLine(email, MAX_LENGTH) || `Visitor ${shortId(card.visitorId)}`
}

/**
 * A visitor's name where a platform shows it as the sender's. It says that it is a visitor's, who could otherwise call
 * themselves like one of the team.
 */
export function visitorSender(name: string): string {
  return /^visitor\b/i.test(name) ? name : `${name} (visitor)`
}

/**
 * The visitor and the page they are on: one line of at most `maxLength` UTF-16 code units, with a mark before it where
 * the AI answered and nobody has looked at it.
 */
export function threadTitle(card: ThreadCard, maxLength = 128): string {
  const page = cleanLine(card.metadata.pageTitle ?? '', MAX_LENGTH) || pagePath(card)
  return markTitle(card, [visitorName(card), page].filter(Boolean).join(TITLE_SEPARATOR), maxLength)
}

function pagePath({ metadata }: ThreadCard): string {
  const url = metadata.pageUrl ?? metadata.url ?? ''
  if (!URL.canParse(url)) return cleanLine(url, MAX_LENGTH)
  const { host, pathname } = new URL(url)
  return cleanLine(pathname === '/' ? host : pathname, MAX_LENGTH)
}

function shortId(visitorId: string): string {
  return cleanLine(visitorId.replace(/^vis_/, '').slice(0, 4), 4).toUpperCase() || '?'
}
