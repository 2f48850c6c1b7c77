import type { PrivilegedIntent } from './world.ts'

const guilds = 1 << 0
const members = 1 << 1
const webhooks = 1 << 5
const messages = 1 << 9
const reactions = 1 << 10
const typing = 1 << 11

/** Which intent an event needs. What is not here goes to everybody. */
const intentOf: ReadonlyMap<string, number> = new Map([
  ['GUILD_CREATE', guilds],
  ['GUILD_UPDATE', guilds],
  ['GUILD_ROLE_UPDATE', guilds],
  ['CHANNEL_CREATE', guilds],
  ['CHANNEL_UPDATE', guilds],
  ['CHANNEL_DELETE', guilds],
  ['THREAD_CREATE', guilds],
  ['THREAD_UPDATE', guilds],
  ['THREAD_DELETE', guilds],
  ['THREAD_LIST_SYNC', guilds],
  ['THREAD_MEMBER_UPDATE', guilds],
  ['THREAD_MEMBERS_UPDATE', guilds],
  ['WEBHOOKS_UPDATE', webhooks],
  ['MESSAGE_CREATE', messages],
  ['MESSAGE_UPDATE', messages],
  ['MESSAGE_DELETE', messages],
  ['MESSAGE_DELETE_BULK', messages],
  ['MESSAGE_REACTION_ADD', reactions],
  ['MESSAGE_REACTION_REMOVE', reactions],
  ['MESSAGE_REACTION_REMOVE_ALL', reactions],
  ['MESSAGE_REACTION_REMOVE_EMOJI', reactions],
  ['TYPING_START', typing],
])

const privileged: Record<PrivilegedIntent, number> = {
  GUILD_MEMBERS: members,
  GUILD_PRESENCES: 1 << 8,
  MESSAGE_CONTENT: 1 << 15,
}

// All bits that mean something: 0 to 16, 20, 21, 24 and 25.
const known = 0x1ffff | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25)

export function wants(intents: number, event: string): boolean {
  const needed = intentOf.get(event)
  return needed === undefined || (intents & needed) !== 0
}

export function areKnown(intents: unknown): intents is number {
  return typeof intents === 'number' && Number.isInteger(intents) && intents >= 0 && (intents & ~known) === 0
}

/** Whether every privileged intent among these is granted. */
export function areGranted(intents: number, granted: ReadonlySet<PrivilegedIntent>): boolean {
  const names = Object.keys(privileged) as PrivilegedIntent[]
  return names.every(name => (intents & privileged[name]) === 0 || granted.has(name))
}

export function hasIntent(intents: number, name: PrivilegedIntent): boolean {
  return (intents & privileged[name]) !== 0
}
