import type { Account, Channel, Guild, Member, Role } from './guild.ts'
import { accountOf, type DiscordOperator } from './operators.ts'
import { type Permissions, permissionBits } from './permissions.ts'
import { channelType } from './wire.ts'

/** A guild with its people, its bot and two channels, as it is when an emulator starts. */
export interface Founding {
  guild: Guild
  bot: Account
  botMember: Member
  text: Channel
  forum: Channel
}

export interface FoundingOptions {
  makeId: () => string
  now: number
  operators: readonly DiscordOperator[]
  bot: { id: string; username: string }
  guildName: string
  channelName: string
  forumName: string
  permissions: Permissions
}

/** @everyone has no permission at all, so that the bot has what its own role says and nothing more. */
export function found(options: FoundingOptions): Founding {
  const { makeId, now, operators } = options
  const guildId = makeId()
  const everyone = makeRole(guildId, '@everyone', 0n, 0)
  const team = makeRole(makeId(), 'Team', permissionBits(['ADMINISTRATOR']), 2)
  const botRole: Role = {
    ...makeRole(makeId(), options.bot.username, permissionBits(options.permissions), 1),
    botId: options.bot.id,
  }
  const bot: Account = { ...options.bot, globalName: undefined, isBot: true, avatar: undefined }
  const botMember: Member = { account: bot, roles: new Set([botRole.id]), joinedAt: now }
  const people = operators.map(
    (operator): Member => ({ account: accountOf(operator), roles: new Set([team.id]), joinedAt: now }),
  )
  const members = [...people, botMember].map(member => [member.account.id, member] as const)
  const guild: Guild = {
    id: guildId,
    name: options.guildName,
    ownerId: people[0]?.account.id ?? makeId(),
    roles: new Map([everyone, team, botRole].map(role => [role.id, role])),
    members: new Map(members),
  }
  return {
    guild,
    bot,
    botMember,
    text: makeChannel(makeId(), channelType.text, options.channelName, 0),
    forum: makeChannel(makeId(), channelType.forum, options.forumName, 1),
  }
}

function makeRole(id: string, name: string, permissions: bigint, position: number): Role {
  return { id, name, permissions, position, isMentionable: false, botId: undefined }
}

function makeChannel(id: string, type: number, name: string, position: number): Channel {
  return {
    id,
    type,
    name,
    topic: undefined,
    position,
    parentId: undefined,
    overwrites: [],
    messages: new Map(),
    lastMessageId: undefined,
    thread: undefined,
    botTypesUntil: 0,
    isDeleted: false,
  }
}
