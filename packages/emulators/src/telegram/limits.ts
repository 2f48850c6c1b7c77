import type { Chat } from './chat.ts'
import type { Clock } from './clock.ts'
import { tooManyRequests } from './errors.ts'

/** How much a bot may send. Telegram publishes the numbers only as advice; here they are enforced to the letter. */
export interface Limits {
  /** Messages and edits a minute into one group, over all its topics. `false` switches the limit off. */
  perGroupMinute: number | false
  /** Messages and edits a second into one chat. Telegram lets short bursts pass, so it is off by default. */
  perChatSecond: number | false
  /** Messages and edits a second over all chats. */
  perSecond: number | false
}

export const usualLimits: Limits = { perGroupMinute: 20, perChatSecond: false, perSecond: 30 }

/** Counts what was sent and refuses what is too much. */
export interface Limiter {
  /** The limits in force; a test may change them at any time. */
  readonly limits: Limits
  /** Counts one send or edit into a chat, or throws 429. */
  take(chat: Chat): void
  /** Makes the next `count` sends and edits fail with 429 and this `retry_after`. */
  force(count: number, retryAfter: number): void
  /** Until when a chat was told to wait, in milliseconds; 0 when it was not. */
  blockedUntil(chatId: number): number
  reset(): void
}

export function makeLimiter(clock: Clock, limits: Limits): Limiter {
  const sent: { at: number; chatId: number }[] = []
  const blocked = new Map<number, number>()
  let forced: { count: number; retryAfter: number } = { count: 0, retryAfter: 0 }

  const refuse = (chat: Chat, retryAfter: number): never => {
    blocked.set(chat.id, clock.now() + retryAfter * 1000)
    throw tooManyRequests(retryAfter)
  }

  // Seconds until the window holds fewer than `most` again, 0 when it does now.
  const wait = (most: number | false, windowMs: number, chatId?: number): number => {
    if (most === false) return 0
    const from = clock.now() - windowMs
    const inside = sent.filter(send => send.at > from && (chatId === undefined || send.chatId === chatId))
    const oldest = inside.at(-most)
    return oldest === undefined ? 0 : Math.max(1, Math.ceil((oldest.at + windowMs - clock.now()) / 1000))
  }

  return {
    limits,
    take(chat) {
      if (forced.count > 0) {
        forced = { ...forced, count: forced.count - 1 }
        refuse(chat, forced.retryAfter)
      }
      const seconds = Math.max(
        wait(limits.perGroupMinute, 60_000, chat.id),
        wait(limits.perChatSecond, 1000, chat.id),
        wait(limits.perSecond, 1000),
      )
      if (seconds > 0) refuse(chat, seconds)
      if (limits.perGroupMinute === false && limits.perChatSecond === false && limits.perSecond === false)
        return
      sent.push({ at: clock.now(), chatId: chat.id })
      while (sent[0] !== undefined && sent[0].at <= clock.now() - 60_000) sent.shift()
    },
    force(count, retryAfter) {
      forced = { count, retryAfter }
    },
    blockedUntil: chatId => blocked.get(chatId) ?? 0,
    reset() {
      sent.length = 0
      blocked.clear()
      forced = { count: 0, retryAfter: 0 }
    },
  }
}
