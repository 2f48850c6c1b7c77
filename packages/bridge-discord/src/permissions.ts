/** The rights that the bridge uses, by the names that Discord's menus give them. */
export type PermissionName =
  | 'View Channels'
  | 'Send Messages'
  | 'Create Public Threads'
  | 'Send Messages in Threads'
  | 'Manage Threads'
  | 'Manage Messages'
  | 'Read Message History'
  | 'Add Reactions'
  | 'Manage Webhooks'

/** Their bits. */
export const PERMISSIONS: Readonly<Record<PermissionName, bigint>> = {
  'View Channels': 1n << 10n,
  'Send Messages': 1n << 11n,
  'Create Public Threads': 1n << 35n,
  'Send Messages in Threads': 1n << 38n,
  'Manage Threads': 1n << 34n,
  'Manage Messages': 1n << 13n,
  'Read Message History': 1n << 16n,
  'Add Reactions': 1n << 6n,
  'Manage Webhooks': 1n << 29n,
}

const ADMINISTRATOR = 1n << 3n

export interface PermissionHolder {
  guildId: string
  userId: string
  /** Ids of the roles, without @everyone. */
  roles: readonly string[]
}

export interface Overwrite {
  id: string
  allow: string
  deny: string
}

/** What somebody may do in a channel: https://docs.discord.com/developers/topics/permissions#permission-overwrites */
export function permissionsIn(
  { guildId, userId, roles }: PermissionHolder,
  guildRoles: readonly { id: string; permissions: string }[],
  overwrites: readonly Overwrite[],
): bigint {
  const mine = new Set([guildId, ...roles])
  const base = guildRoles
    .filter(({ id }) => mine.has(id))
    .reduce((sum, { permissions }) => sum | BigInt(permissions), 0n)
  if (base & ADMINISTRATOR) return ~0n
  const everyone = overwrites.filter(({ id }) => id === guildId)
  const byRole = overwrites.filter(({ id }) => id !== guildId && mine.has(id))
  const own = overwrites.filter(({ id }) => id === userId)
  return [everyone, byRole, own].reduce((sum, group) => {
    const denied = group.reduce((bits, { deny }) => bits | BigInt(deny), 0n)
    const allowed = group.reduce((bits, { allow }) => bits | BigInt(allow), 0n)
    return (sum & ~denied) | allowed
  }, base)
}

/** The rights that are needed and missing, by name. */
export function missingOf(granted: bigint, needed: readonly PermissionName[]): PermissionName[] {
  return needed.filter(name => (granted & PERMISSIONS[name]) === 0n)
}

/** The rights that the bridge needs. A forum's posts are made with the right to send. */
export function neededPermissions(isForum: boolean, impersonate: boolean): PermissionName[] {
  return (Object.keys(PERMISSIONS) as PermissionName[]).filter(name => {
    if (name === 'Create Public Threads') return !isForum
    return name !== 'Manage Webhooks' || impersonate
  })
}
