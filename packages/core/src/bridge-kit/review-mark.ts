import type { ThreadCard } from '../contracts/bridge.ts'
import { cleanLine } from './clean.ts'

// Stands before the title of a thread in which the AI answered and nobody has looked at it.
const MARK = '🔎 '

/** Any title of a thread, also one that operators gave, with our mark where the card is to be reviewed, else without it. */
export function markTitle({ needsReview }: ThreadCard, title: string, maxLength = 128): string {
  return cleanLine(`${needsReview ? MARK : ''}${unmarkedTitle(title)}`, maxLength)
}

/** A title of a thread without our mark. */
export function unmarkedTitle(title: string): string {
  return title.startsWith(MARK) ? title.slice(MARK.length) : title
}

/** What the head of a thread says where there is something to review. */
export function reviewNotice({ needsReview }: ThreadCard, prefix: string): string | undefined {
  return needsReview && `${MARK}The AI spoke here: not reviewed yet; ${prefix}reviewed clears this`
}

/** What is known from the id of a card. */
export interface MarkedId {
  /** The platform's own id. */
  id: string
  /** The title of the thread bears our mark. */
  isMarked: boolean
}

const SUFFIX = ':review'

/**
 * The id of a card, for the engine to keep, that also tells whether the thread's title bears our mark: so whichever
 * process comes next takes it away.
 */
export function toCardId({ id, isMarked }: MarkedId): string {
  return isMarked ? `${id}${SUFFIX}` : id
}

/** Reads what `toCardId` wrote. */
export function readCardId(cardId: string): MarkedId {
  const isMarked = cardId.endsWith(SUFFIX)
  return { id: isMarked ? cardId.slice(0, -SUFFIX.length) : cardId, isMarked }
}
