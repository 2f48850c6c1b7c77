import type { ThreadCard } from '../contracts/bridge.ts'
import type { VerifiedField } from '../protocol/session.ts'
import { cleanLine } from './clean.ts'

const MAX_NAME_LENGTH = 64

/** What a line of a card is about. */
export type CardField =
  | 'name'
  | 'email'
  | 'customer'
  | 'page'
  | 'address'
  | 'referrer'
  | 'browser'
  | 'language'
  | 'timeZone'
  | 'country'
  | 'project'
  | 'operator'

/** One thing that is known of a conversation. */
export interface CardLine {
  field: CardField
  /** In words, e.g. `Time zone`. */
  label: string
  /** One clean line; never empty. It is the visitor's word, so escape it as the platform needs. */
  text: string
  /** True for who the visitor says they are, where the host's server has not proven it. */
  isUnverified: boolean
}

/** What is known of a conversation, the most telling first; what is not known has no line. Its status is left to the bridge. */
export function cardLines(card: ThreadCard, maxLength = 500): CardLine[] {
  const { identity = {}, metadata } = card
  const isOpen = (field: VerifiedField): boolean => !identity.verified?.includes(field)
  const known: [field: CardField, label: string, value: string | undefined, isUnverified?: boolean][] = [
    ['name', 'Name', identity.name, isOpen('name')],
    ['email', 'E-mail', identity.email, isOpen('email')],
    ['customer', 'Customer', identity.customerId, isOpen('customerId')],
    ['page', 'Page', metadata.pageTitle],
    ['address', 'Address', metadata.pageUrl ?? metadata.url],
    ['referrer', 'Came from', metadata.referrer],
    ['browser', 'Browser', browserOf(card)],
    ['language', 'Language', metadata.language],
    ['timeZone', 'Time zone', metadata.timeZone],
    ['country', 'Country', metadata.country],
    ['project', 'Project', card.projectName],
    ['operator', 'Answered by', cleanLine(card.claimedBy?.name ?? '', MAX_NAME_LENGTH)],
  ]
  return known.flatMap(([field, label, value = '', isUnverified = false]) => {
    const text = cleanLine(value, maxLength)
    return text === '' ? [] : [{ field, label, text, isUnverified }]
  })
}

function browserOf({ metadata: { browser, os, device } }: ThreadCard): string {
  return [browser, os && `on ${os}`, device && `(${device})`].filter(Boolean).join(' ')
}
