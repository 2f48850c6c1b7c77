import { missingAccess, missingPermissions } from './errors.ts'
import type { Channel, Guild, Member } from './guild.ts'
import type { World } from './world.ts'

const bits = {
  ADMINISTRATOR: 3,
  MANAGE_CHANNELS: 4,
  MANAGE_GUILD: 5,
  ADD_REACTIONS: 6,
  VIEW_CHANNEL: 10,
  SEND_MESSAGES: 11,
  SEND_TTS_MESSAGES: 12,
  MANAGE_MESSAGES: 13,
  EMBED_LINKS: 14,
  ATTACH_FILES: 15,
  READ_MESSAGE_HISTORY: 16,
  MENTION_EVERYONE: 17,
  USE_EXTERNAL_EMOJIS: 18,
  MANAGE_ROLES: 28,
  MANAGE_WEBHOOKS: 29,
  MANAGE_THREADS: 34,
  CREATE_PUBLIC_THREADS: 35,
  CREATE_PRIVATE_THREADS: 36,
  SEND_MESSAGES_IN_THREADS: 38,
  PIN_MESSAGES: 51,
  BYPASS_SLOWMODE: 52,
} as const

/** A permission that means something here, by Discord's name. */
export type Permission = keyof typeof bits

/** A set of permissions: the bits, or names. */
export type Permissions = bigint | readonly Permission[]

/** What a support bot is usually given when it is invited. */
export const usualPermissions: readonly Permission[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'SEND_MESSAGES_IN_THREADS',
  'CREATE_PUBLIC_THREADS',
  'CREATE_PRIVATE_THREADS',
  'MANAGE_THREADS',
  'MANAGE_MESSAGES',
  'READ_MESSAGE_HISTORY',
  'ADD_REACTIONS',
  'MANAGE_WEBHOOKS',
  'EMBED_LINKS',
  'ATTACH_FILES',
]

const every: bigint = (1n << 53n) - 1n

export function permissionBits(permissions: Permissions): bigint {
  if (typeof permissions === 'bigint') return permissions
  return permissions.reduce((sum, name) => sum | bit(name), 0n)
}

/** A member's permissions in the guild, or in a channel with its overwrites; a thread has those of its parent. */
export function permissionsOf(guild: Guild, member: Member, channel?: Channel): bigint {
  if (member.account.id === guild.ownerId) return every
  let result = guild.roles.get(guild.id)?.permissions ?? 0n
  for (const id of member.roles) result |= guild.roles.get(id)?.permissions ?? 0n
  if ((result & bit('ADMINISTRATOR')) !== 0n) return every
  if (channel === undefined) return result

  // First @everyone, then all roles together, then the member.
  const overwrites = channel.overwrites
  const steps = [
    overwrites.filter(overwrite => overwrite.id === guild.id),
    overwrites.filter(overwrite => member.roles.has(overwrite.id)),
    overwrites.filter(overwrite => overwrite.id === member.account.id),
  ]
  for (const step of steps) {
    for (const overwrite of step) result &= ~overwrite.deny
    for (const overwrite of step) result |= overwrite.allow
  }
  if ((result & bit('VIEW_CHANNEL')) === 0n) return 0n
  if ((result & bit('SEND_MESSAGES')) === 0n)
    result &= ~permissionBits(['MENTION_EVERYONE', 'SEND_TTS_MESSAGES', 'ATTACH_FILES', 'EMBED_LINKS'])
  return result
}

export function hasPermission(world: World, member: Member, name: Permission, channel?: Channel): boolean {
  return (permissionsOf(world.guild, member, parentOf(world, channel)) & bit(name)) !== 0n
}

/** Whether the bot has it there. */
export function botMay(world: World, name: Permission, channel?: Channel): boolean {
  return hasPermission(world, world.botMember, name, channel)
}

/** Whether the bot sees a channel; a private thread only as its member, or with MANAGE_THREADS. */
export function botSees(world: World, channel: Channel): boolean {
  if (!botMay(world, 'VIEW_CHANNEL', channel)) return false
  if (channel.thread?.isPrivate !== true) return true
  return channel.thread.members.has(world.bot.id) || botMay(world, 'MANAGE_THREADS', channel)
}

/** Refuses with 50001 where the bot sees nothing, else with 50013 where it lacks one of these. */
export function demand(world: World, channel: Channel, ...names: Permission[]): void {
  if (!botSees(world, channel)) throw missingAccess()
  for (const name of names) if (!botMay(world, name, channel)) throw missingPermissions()
}

/** The overwrites that count for a thread are its parent's. */
function parentOf(world: World, channel: Channel | undefined): Channel | undefined {
  if (channel?.thread === undefined) return channel
  return world.channels.get(channel.parentId ?? '') ?? channel
}

function bit(name: Permission): bigint {
  return 1n << BigInt(bits[name])
}
