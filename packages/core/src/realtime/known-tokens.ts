import { createRecentMap } from '../conversation/recent-map.ts'

/** What is remembered of a token that opened a session: only what never changes. */
export interface KnownToken {
  tokenHash: string
  sessionId: string
}

/** Tokens that were seen to open something, to spare the hashing of each request. */
export interface KnownTokens {
  get(token: string): KnownToken | undefined
  /** This one opens a session. Others are not kept, so that nobody drives out what is of use. */
  keep(token: string, known: KnownToken): void
}

/** Whether a token still opens its session is never remembered here. */
export function createKnownTokens(capacity = 2000): KnownTokens {
  const tokens = createRecentMap<KnownToken>(capacity)
  return { get: tokens.get, keep: tokens.set }
}
