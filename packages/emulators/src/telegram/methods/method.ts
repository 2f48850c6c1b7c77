import type { Arguments } from '../arguments.ts'
import type { Chat } from '../chat.ts'
import type { Limiter } from '../limits.ts'
import type { LongPoll } from '../long-poll.ts'
import type { Webhook } from '../webhook.ts'
import type { User } from '../wire.ts'
import { userOf, type World } from '../world.ts'

/** What a method has at hand. */
export interface Call {
  world: World
  args: Arguments
  limiter: Limiter
  poll: LongPoll
  webhook: Webhook
  session: Session
}

/** Whether the bot is still logged in on this server. */
export interface Session {
  isLoggedOut: boolean
  isClosed: boolean
}

/** An answer with the optional `description` that some methods add. */
export interface Answer {
  result: unknown
  description?: string
}

/** A Bot API method: returns its answer or throws an `ApiError`. */
export type Method = (call: Call) => Answer | Promise<Answer>

export const ok: Answer = { result: true }

/** Finds the account behind an id, as text mentions need. */
export function findUser(world: World): (id: number) => User | undefined {
  return id => {
    if (id === world.bot.id) return world.bot
    const operator = world.operators.get(id)
    return operator === undefined ? undefined : userOf(operator)
  }
}

/** Counts a send or an edit; everything before it was checked by the server, everything after by Telegram. */
export function spend(call: Call, chat: Chat): void {
  call.limiter.take(chat)
}
