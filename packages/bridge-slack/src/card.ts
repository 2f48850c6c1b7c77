import type { ThreadCard } from '@pocketping/core'
import type { RichTextElement } from '@slack/web-api'
import { cleanLine } from './clean.ts'
import { type RichText, toRichText } from './rich-text.ts'
import { concat, join, plain, type StyledText, styled } from './styled-text.ts'

const MAX_VALUE_LENGTH = 500

/** What a visitor is called: the name or address they gave, or a short name made of their id. */
export function visitorName(card: ThreadCard): string {
  const given = cleanLine(card.identity?.name ?? '', 60) || cleanLine(card.identity?.email ?? '', 60)
  return given || `Visitor ${shortId(card.visitorId)}`
}

/** The message that opens a thread: how the conversation stands, and what is known of the visitor, which is their word. */
export function cardMessage(card: ThreadCard): RichText {
  const { identity, metadata, leftAt } = card
  const device = [
    metadata.browser,
    metadata.os && `on ${metadata.os}`,
    metadata.device && `(${metadata.device})`,
  ]
  const lines = [
    concat(`${statusMark(card)} `, styled('bold', cardTitle(card))),
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
    line('Answered by', card.claimedBy?.name),
    line('Status', statusOf(card)),
  ].filter(entry => entry !== undefined)
  const left = leftAt === undefined ? [] : leftElements(leftAt)
  return toRichText(join(lines, '\n'), [...left, ...hintElements(card.hint)])
}

function hintElements(hint: string): RichTextElement[] {
  return [
    { type: 'text', text: '\n\n' },
    { type: 'text', text: hint, style: { italic: true } },
  ]
}

// Slack shows a moment in the time zone of whoever reads it.
function leftElements(leftAt: number): RichTextElement[] {
  const fallback = `${new Date(leftAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return [
    { type: 'text', text: '\nLeft the site: ' },
    { type: 'date', timestamp: Math.floor(leftAt / 1000), format: '{date_short_pretty}, {time}', fallback },
  ]
}

function cardTitle(card: ThreadCard): string {
  const page = cleanLine(card.metadata.pageTitle ?? '', 60) || pagePath(card)
  return page ? `${visitorName(card)} · ${page}` : visitorName(card)
}

function statusMark({ status, isBlocked }: ThreadCard): string {
  if (isBlocked) return '🚫'
  return status === 'closed' ? '✅' : '💬'
}

function statusOf({ status, isBlocked }: ThreadCard): string | undefined {
  const states = [status === 'closed' && 'closed', isBlocked && 'blocked: what they write is refused']
  return states.filter(Boolean).join(', ') || undefined
}

function line(label: string, value: string | undefined, mark?: string): StyledText | undefined {
  const text = cleanLine(value ?? '', MAX_VALUE_LENGTH)
  if (!text) return undefined
  return concat(plain(`${label}: ${text}`), mark ? styled('italic', ` (${mark})`) : '')
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
