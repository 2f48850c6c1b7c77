import type { ThreadCard } from '@pocketping/core'
import {
  type CardLine,
  cardLines,
  concatStyled,
  joinStyled,
  plain,
  reviewNotice,
  type StyledText,
  styled,
  threadTitle,
} from '@pocketping/core/bridge-kit'
import type { RichTextElement } from '@slack/web-api'
import { PREFIX } from './prefix.ts'
import { type RichText, toRichText } from './rich-text.ts'

/** The message that opens a thread: how the conversation stands, and what is known of the visitor, which is their word. */
export function cardMessage(card: ThreadCard): RichText {
  const { leftAt, hint } = card
  const status = statusOf(card)
  const review = reviewNotice(card, PREFIX)
  const lines = [
    concatStyled(`${statusMark(card)} `, styled('bold', threadTitle(card))),
    ...cardLines(card).map(formatLine),
    ...(status ? [plain(`Status: ${status}`)] : []),
    ...(review ? [plain(review)] : []),
  ]
  const left = leftAt === undefined ? [] : leftElements(leftAt)
  return toRichText(joinStyled(lines, '\n'), [...left, ...hintElements(hint)])
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

function statusMark({ status, isBlocked }: ThreadCard): string {
  if (isBlocked) return '🚫'
  return status === 'closed' ? '✅' : '💬'
}

function statusOf({ status, isBlocked }: ThreadCard): string {
  const states = [status === 'closed' && 'closed', isBlocked && 'blocked: what they write is refused']
  return states.filter(Boolean).join(', ')
}

function formatLine({ label, text, isUnverified }: CardLine): StyledText {
  return concatStyled(`${label}: ${text}`, isUnverified ? styled('italic', ' (unverified)') : '')
}
