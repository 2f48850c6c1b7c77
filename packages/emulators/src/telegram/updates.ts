import type { Clock } from './clock.ts'
import type { Json } from './wire.ts'

/** The kinds of update this platform can produce. */
export type UpdateType =
  | 'message'
  | 'edited_message'
  | 'message_reaction'
  | 'message_reaction_count'
  | 'callback_query'
  | 'my_chat_member'
  | 'chat_member'

// Every name the server knows, so that a list of names we never produce still switches the others off.
const knownNames: readonly string[] = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'inline_query',
  'chosen_inline_result',
  'callback_query',
  'custom_event',
  'custom_query',
  'shipping_query',
  'pre_checkout_query',
  'poll',
  'poll_answer',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
  'message_reaction',
  'message_reaction_count',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'purchased_paid_media',
  'managed_bot',
  'guest_message',
]

// DEFAULT_ALLOWED_UPDATE_TYPES in the server's Client.h: all but these three.
const notByDefault: readonly string[] = ['chat_member', 'message_reaction', 'message_reaction_count']
const defaultTypes: ReadonlySet<string> = new Set(knownNames.filter(type => !notByDefault.includes(type)))

/** One update in the queue. Those of one `lane` reach a webhook one behind the other. */
export interface QueuedUpdate {
  id: number
  lane: string
  expiresAt: number
  json: Json
}

/** The bot's queue of updates, kept for 24 hours. */
export interface Updates {
  /** Appends an update, unless the bot did not allow its type at this moment: what is skipped is gone for good. */
  push(type: UpdateType, payload: Json, lane: string): void
  /** The first `limit` updates from `offset` on. */
  read(offset: number, limit: number): QueuedUpdate[]
  /** Forgets everything below `offset`. */
  confirm(offset: number): void
  /** Forgets one update, as a webhook does after a 2xx. */
  drop(id: number): void
  /** Keeps only the last `count`. */
  keepLast(count: number): void
  head(): number
  tail(): number
  size(): number
  /** Remembers `allowed_updates`. An absent or broken list changes nothing, one without known names means the default. */
  allow(list: unknown): void
  /** The list as `getWebhookInfo` shows it, `undefined` when it is the default. */
  allowed(): string[] | undefined
  /** Called whenever something was appended. */
  onPush: () => void
}

const dayMs = 24 * 60 * 60 * 1000

export function makeUpdates(clock: Clock): Updates {
  let queue: QueuedUpdate[] = []
  // Unlike message ids these may begin anywhere: after a quiet week Telegram itself picks the next one at random.
  let nextId = 500_000_001
  let allowed = defaultTypes

  const expire = (): void => {
    const now = clock.now()
    if (queue.some(update => update.expiresAt <= now)) queue = queue.filter(update => update.expiresAt > now)
  }

  const updates: Updates = {
    push(type, payload, lane) {
      if (!allowed.has(type)) return
      const id = nextId++
      queue.push({ id, lane, expiresAt: clock.now() + dayMs, json: { update_id: id, [type]: payload } })
      updates.onPush()
    },
    read(offset, limit) {
      expire()
      return queue.filter(update => update.id >= offset).slice(0, limit)
    },
    confirm(offset) {
      queue = queue.filter(update => update.id >= offset)
    },
    drop(id) {
      queue = queue.filter(update => update.id !== id)
    },
    keepLast(count) {
      expire()
      queue = count === 0 ? [] : queue.slice(-count)
    },
    head: () => queue[0]?.id ?? nextId,
    tail: () => nextId,
    size() {
      expire()
      return queue.length
    },
    allow(list) {
      if (!Array.isArray(list) || !list.every(name => typeof name === 'string')) return
      const known = knownNames.filter(type => list.some((name: string) => name.toLowerCase() === type))
      allowed = known.length === 0 ? defaultTypes : new Set(known)
    },
    allowed: () => (sameSet(allowed, defaultTypes) ? undefined : [...allowed]),
    onPush: () => undefined,
  }
  return updates
}

function sameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every(type => right.has(type))
}
