import type { BridgeCapabilities, Post, PostItem } from '../contracts/bridge.ts'
import type { MessageRecord } from '../contracts/records.ts'

/** One message as a bridge shows it. */
export function toItem(message: MessageRecord, bridgeId: string): PostItem {
  const item: PostItem = { from: senderOf(message), text: withSources(message) }
  if (message.author) item.author = message.author
  if (message.origin !== undefined && message.origin !== bridgeId) item.via = message.origin
  if (message.editedAt !== undefined) item.edited = true
  if (message.deletedAt !== undefined) item.deleted = true
  if (message.event) item.event = message.event
  if (message.isDraft) item.isDraft = true
  return item
}

/** Operators see what an answer of the AI's rests on. */
function withSources({ content, sources = [], deletedAt }: MessageRecord): string {
  if (sources.length === 0 || deletedAt !== undefined) return content
  const lines = sources.map(({ title, url }) => `• ${url ? `${title}: ${url}` : title}`)
  return [content, '', 'Sources:', ...lines].join('\n')
}

function senderOf(message: MessageRecord): PostItem['from'] {
  if (message.event) return 'event'
  return message.audience === 'team' && message.type === 'operator' ? 'note' : message.type
}

// What a bridge adds around each of several messages: a name, a line break, a mark.
const ITEM_OVERHEAD = 80

/**
 * How many of the waiting messages go into the next post: one, or, where the platform is short of room, as many as
 * fit. A message that answers another stands alone, so that its link is its own; and a draft, so that a reaction on it
 * means nothing else.
 */
export function groupSize(
  waiting: readonly MessageRecord[],
  capabilities: BridgeCapabilities,
  left: number,
): number {
  const { budget, maxLength } = capabilities
  const isShort = budget !== undefined && left < Math.max(waiting.length, budget.messages / 2)
  const isAlone = ({ replyTo, isDraft }: MessageRecord): boolean => replyTo !== undefined || isDraft === true
  if (!isShort || waiting.slice(0, 1).some(isAlone)) return 1
  const alone = waiting.findIndex((message, index) => index > 0 && isAlone(message))
  return Math.max(1, countThatFit(alone < 0 ? waiting : waiting.slice(0, alone), maxLength))
}

/** How many of these messages, from the first on, fit into one platform message. */
export function countThatFit(messages: readonly MessageRecord[], maxLength: number): number {
  let length = 0
  const tooMany = messages.findIndex(message => {
    length += withSources(message).length + eventLength(message) + ITEM_OVERHEAD
    return length > maxLength
  })
  return tooMany < 0 ? messages.length : tooMany
}

function eventLength(message: MessageRecord): number {
  return message.event ? JSON.stringify(message.event).length : 0
}

/** How many platform messages a post takes, at least. */
export function costOf(post: Post, maxLength: number): number {
  const lengthOf = ({ text, event }: PostItem): number =>
    text.length + (event ? JSON.stringify(event).length : 0)
  const length = post.items.reduce((sum, item) => sum + lengthOf(item), 0)
  return Math.max(1, Math.ceil(length / maxLength))
}
