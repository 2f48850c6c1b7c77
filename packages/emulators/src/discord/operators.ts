import { hashOf } from './files.ts'
import type { Account } from './guild.ts'

/** Who can write as a human: a member of the guild. */
export interface DiscordOperator {
  id: string
  username: string
  /** The name that is shown. */
  globalName?: string
  /** Bytes of a picture: PNG, JPEG or SVG. */
  avatar?: Uint8Array
}

/** Maya owns the guild; both may do everything. */
export const usualOperators: readonly DiscordOperator[] = [
  { id: '700000000000000001', username: 'maya', globalName: 'Maya', avatar: initialsPicture('M', 12) },
  { id: '700000000000000002', username: 'tomas', globalName: 'Tomás', avatar: initialsPicture('T', 200) },
]

/** An operator by id, username or shown name; the first one when left out. */
export type From = string | undefined

export function accountOf(operator: DiscordOperator): Account {
  const { id, username, globalName, avatar } = operator
  return {
    id,
    username,
    globalName,
    isBot: false,
    avatar: avatar === undefined ? undefined : { hash: hashOf(avatar), bytes: avatar },
  }
}

function initialsPicture(letter: string, hue: number): Uint8Array {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="hsl(${hue} 60% 45%)"/><text x="32" y="43" font-size="32" text-anchor="middle" fill="#fff" font-family="sans-serif">${letter}</text></svg>`
  return new TextEncoder().encode(svg)
}
