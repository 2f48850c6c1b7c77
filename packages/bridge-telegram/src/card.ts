import type { ThreadCard } from '@pocketping/core'
import { cleanLine } from './clean.ts'
import { disarm } from './disarm.ts'
import { concat, join, plain, type StyledText, styled } from './styled-text.ts'

/** Longest name of a topic. */
export const MAX_TOPIC_NAME_LENGTH = 128

const MAX_VALUE_LENGTH = 500

/** What a visitor is called: the name or address they gave, or a short name made of their id. */
export function visitorName(card: ThreadCard): string {
  const given = cleanLine(card.identity?.name ?? '', 60) || cleanLine(card.identity?.email ?? '', 60)
  return given || `Visitor ${shortId(card.visitorId)}`
}

/** Name of a session's topic: the visitor, and the page they are on. */
export function topicName(card: ThreadCard): string {
  const page = cleanLine(card.metadata.pageTitle ?? '', 60) || pagePath(card)
  return cleanLine(page ? `${visitorName(card)} · ${page}` : visitorName(card), MAX_TOPIC_NAME_LENGTH)
}

/** The message at the head of a topic: what is known of the visitor. All of it is the visitor's word. */
export function cardText(card: ThreadCard): StyledText {
  const { identity, metadata } = card
  const device = [
    metadata.browser,
    metadata.os && `on ${metadata.os}`,
    metadata.device && `(${metadata.device})`,
  ]
  const lines = [
    styled('bold', visitorName(card)),
    line('Name', identity?.name, 'unverified'),
    line('E-mail', identity?.email, 'unverified'),
    line('Customer', identity?.customerId, 'unverified'),
    line('Page', metadata.pageTitle),
    line('Address', metadata.pageUrl ?? metadata.url),
    line('Came from', metadata.referrer),
    line('Browser', device.filter(Boolean).join(' ')),
    line('Language', metadata.language),
    line('Time zone', metadata.timeZone),
    line('Country', metadata.country),
    line('Project', card.projectName),
    line('Answered by', card.claimedBy && cleanLine(card.claimedBy.name, 64)),
    line('Status', statusOf(card)),
    plain(''),
    styled('italic', card.hint),
  ]
  return join(
    lines.filter(entry => entry !== undefined),
    '\n',
  )
}

// One line for all of it: on a phone the header is long enough.
function statusOf({ status, isBlocked, leftAt }: ThreadCard): string {
  const states = [
    status === 'closed' && 'closed',
    isBlocked && 'blocked',
    leftAt !== undefined && `left ${formatMoment(leftAt)}`,
  ]
  return states.filter(Boolean).join(', ')
}

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

// Telegram shows everybody the same text, wherever they are, and for as long as the topic stands.
function formatMoment(at: number): string {
  return `${MOMENT.format(at)} UTC`
}

function line(label: string, value: string | undefined, mark?: string): StyledText | undefined {
  const text = cleanLine(value ?? '', MAX_VALUE_LENGTH)
  if (!text) return undefined
  return concat(`${label}: `, disarm(text), mark ? styled('italic', ` (${mark})`) : '')
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
