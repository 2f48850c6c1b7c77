import type { Arguments } from '../arguments.ts'
import type { Sockets } from '../delivery/sockets.ts'
import type { Json } from '../wire.ts'
import type { World } from '../world.ts'

/** What a method has at hand. */
export interface Call {
  world: World
  args: Arguments
  sockets: Sockets
}

/** A method of the Web API: `run` returns the answer without `ok`, or throws. */
export interface Method {
  run: (call: Call) => Json
  /** Any one of these is enough; none: every token may. */
  scopes: readonly string[]
  /** Calls a minute; `post`: about one a second for each channel. */
  perMinute: number | 'post'
  token: 'bot' | 'app'
  /** Whether arguments may come as JSON; elsewhere they are not read. */
  takesJson: boolean
}

const tiers = { tier1: 1, tier2: 20, tier3: 50, tier4: 100, special: 600 } as const

/** Describes a method by its tier, its scopes and what it does. */
export function method(
  tier: keyof typeof tiers | 'post',
  scopes: readonly string[],
  run: Method['run'],
  more: Partial<Pick<Method, 'token' | 'takesJson'>> = {},
): Method {
  return {
    run,
    scopes,
    perMinute: tier === 'post' ? 'post' : tiers[tier],
    token: 'bot',
    takesJson: true,
    ...more,
  }
}

/** For methods that read: their arguments come as a form or in the query string only. */
export const formOnly = { takesJson: false } as const
