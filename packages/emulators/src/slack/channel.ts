import type { Clock } from '../shared/clock.ts'
import type { Message } from './message.ts'

/** A conversation of the workspace. */
export interface Channel {
  id: string
  name: string
  isPrivate: boolean
  isArchived: boolean
  /** Seconds since the epoch. */
  created: number
  creator: string
  /** Ids of users in it, the bot's among them where it was added. */
  members: Set<string>
  /** Everything ever said, by `ts`, oldest first; what was deleted stays, marked. */
  messages: Map<string, Message>
  /** Microseconds of the last `ts` given out. */
  lastMicros: number
}

/** Gives out a `ts`: the time, made unique in the channel. A string; as a number it would lose digits. */
export function nextTs(channel: Channel, clock: Clock): string {
  const micros = Math.max(clock.now() * 1000 + 9, channel.lastMicros + 10)
  channel.lastMicros = micros
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`
}

/** Compares two `ts` without making floats of them. */
export function compareTs(first: string, second: string): number {
  return ticks(first) < ticks(second) ? -1 : ticks(first) > ticks(second) ? 1 : 0
}

function ticks(ts: string): bigint {
  const [seconds = '0', fraction = ''] = ts.split('.')
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))
}

/** Whether a text has the form of a `ts`; `oldest` and `latest` may lack the fraction. */
export function isTs(text: string): boolean {
  return /^\d{1,12}(?:\.\d{1,6})?$/.test(text)
}

export function channelType(channel: Channel): 'channel' | 'group' {
  return channel.isPrivate ? 'group' : 'channel'
}
