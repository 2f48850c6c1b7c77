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
  visitorName,
} from '@pocketping/core/bridge-kit'
import { disarm, disarmedTitle } from './disarm.ts'
import { PREFIX } from './prefix.ts'

// Longest name of a topic.
const MAX_TOPIC_NAME_LENGTH = 128

/** Name of a session's topic: the visitor, and the page they are on. */
export function topicName(card: ThreadCard): string {
  return threadTitle(card, MAX_TOPIC_NAME_LENGTH)
}

/** The message at the head of a topic: what is known of the visitor. All of it is the visitor's word. */
export function cardText(card: ThreadCard): StyledText {
  const status = statusOf(card)
  const review = reviewNotice(card, PREFIX)
  const lines = [
    disarmedTitle(visitorName(card)),
    ...cardLines(card).map(formatLine),
    ...(status ? [plain(`Status: ${status}`)] : []),
    ...(review ? [plain(review)] : []),
    plain(''),
    styled('italic', card.hint),
  ]
  return joinStyled(lines, '\n')
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

function formatLine({ label, text, isUnverified }: CardLine): StyledText {
  return concatStyled(`${label}: `, disarm(text), isUnverified ? styled('italic', ' (unverified)') : '')
}
