import type { Clock } from '../shared/clock.ts'

/** "The past few minutes", says the documentation. */
const rememberedMs = 5 * 60_000

/** Which message was made with which nonce, so that a second attempt makes no second one. */
export interface Nonces {
  find(channelId: string, authorId: string, nonce: string | number): string | undefined
  remember(channelId: string, authorId: string, nonce: string | number, messageId: string): void
}

export function makeNonces(clock: Clock): Nonces {
  const known = new Map<string, { messageId: string; at: number }>()
  const keyOf = (...parts: unknown[]): string => parts.join(' ')
  return {
    find(channelId, authorId, nonce) {
      const found = known.get(keyOf(channelId, authorId, nonce))
      if (found === undefined || found.at + rememberedMs <= clock.now()) return undefined
      return found.messageId
    },
    remember(channelId, authorId, nonce, messageId) {
      known.set(keyOf(channelId, authorId, nonce), { messageId, at: clock.now() })
    },
  }
}
