import type { ThreadCard } from '@pocketping/core'
import {
  type CardField,
  type CardLine,
  cardLines,
  markTitle,
  reviewNotice,
  TITLE_SEPARATOR,
  threadTitle,
  unmarkedTitle,
  visitorName,
} from '@pocketping/core/bridge-kit'
import { escapeText } from './escape.ts'
import { PREFIX } from './prefix.ts'
import { MAX_TEXT_LENGTH } from './split.ts'

// Longest name of a thread.
const MAX_THREAD_NAME_LENGTH = 100

const MAX_VALUE_LENGTH = 200

// What is said in a line of its own; the rest stands small below.
const LARGE: readonly CardField[] = ['name', 'email', 'customer', 'page', 'address', 'referrer']

/** Name of a session's thread: the visitor, and the page they are on. */
export function threadName(card: ThreadCard): string {
  return threadTitle(card, MAX_THREAD_NAME_LENGTH)
}

/** The name that a thread has, but with the mark of a review, or without it. */
export function markedName(card: ThreadCard, name: string): string {
  return markTitle(card, name, MAX_THREAD_NAME_LENGTH)
}

/** The visitor that a thread is named after. */
export function visitorOf(threadName: string): string {
  const name = unmarkedTitle(threadName)
  return name.split(TITLE_SEPARATOR, 1)[0] ?? name
}

/**
 * The message at the head of a thread: what is known of the visitor, all of it their word. It is text and no embed, so
 * that a phone shows it in the notification too.
 */
export function cardText(card: ThreadCard): string {
  const known = cardLines(card, MAX_VALUE_LENGTH)
  const textsOf = (...fields: CardField[]): string[] =>
    known.filter(({ field }) => fields.includes(field)).map(({ text }) => text)
  const operator = textsOf('operator')[0]
  const lines = [
    `**${escapeText(visitorName(card))}**`,
    card.status === 'closed' ? '🔒 Closed' : undefined,
    card.isBlocked ? '⛔ Blocked: what they write is refused' : undefined,
    reviewNotice(card, PREFIX),
    operator && `🙋 Taken by **${escapeText(operator)}**`,
    card.leftAt === undefined ? undefined : `👋 Left the site <t:${Math.floor(card.leftAt / 1000)}:R>`,
    ...known.filter(({ field }) => LARGE.includes(field)).map(large),
    small(textsOf('browser')),
    small(textsOf('language', 'timeZone', 'country')),
    small([...textsOf('project'), card.sessionId]),
    `-# ${card.hint}`,
  ]
  return fit(lines.filter(text => text !== undefined))
}

/** True where a message is the card of this session. */
export function isCardOf(content: string, sessionId: string): boolean {
  return content
    .split('\n')
    .some(text => text.startsWith('-# ') && text.split(TITLE_SEPARATOR).at(-1) === escapeText(sessionId))
}

// The first and the last two lines are what must be there.
function fit(lines: string[]): string {
  const kept = [...lines]
  while (kept.join('\n').length > MAX_TEXT_LENGTH && kept.length > 3) kept.splice(kept.length - 3, 1)
  return kept.join('\n')
}

function large({ label, text, isUnverified }: CardLine): string {
  return `${label}: ${escapeText(text)}${isUnverified ? ' *(unverified)*' : ''}`
}

function small(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : `-# ${texts.map(escapeText).join(TITLE_SEPARATOR)}`
}
