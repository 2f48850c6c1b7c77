import type { Clock } from '../shared/clock.ts'
import type { Limits } from './limits.ts'
import type { Person } from './wire.ts'
import type { Manners } from './world.ts'

export interface SlackEmulatorOptions {
  /** 0, the default, takes a free port. */
  port?: number
  host?: string
  clock?: Clock
  limits?: Partial<Limits>
  /** The bot token's scopes. */
  scopes?: readonly string[]
  /** The bot events that the app is subscribed to; all there are here, when left out. */
  events?: readonly string[]
  bot?: Partial<Pick<Person, 'name' | 'realName' | 'displayName' | 'picture'>>
  channel?: { name?: string; isPrivate?: boolean }
  operators?: readonly Person[]
  manners?: Partial<Manners>
  /** How many calls the journal keeps. */
  journalLength?: number
  /** For the request URL. */
  fetch?: typeof fetch
}
