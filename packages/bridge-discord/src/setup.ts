import { BridgeError } from '@pocketping/core'
import type { Api } from './api.ts'
import { CODES, codeOf, toBridgeError } from './errors.ts'
import {
  applicationSchema,
  type DiscordChannel,
  type DiscordRole,
  type DiscordUser,
  guildMemberSchema,
  rolesSchema,
} from './payloads.ts'
import { missingOf, neededPermissions, permissionsIn } from './permissions.ts'
import { createPlace, FORUM_CHANNEL, read, TEXT_CHANNEL } from './place.ts'

/** What is known once everything is right. */
export interface Setup {
  me: DiscordUser
  channel: DiscordChannel
  guildId: string
  roles: readonly DiscordRole[]
}

// "Message Content Intent", as the application's flags say it: for large bots, and for all others.
const READS_CONTENT = (1 << 18) | (1 << 19)

// "Require people to select tags when posting", of a forum.
const REQUIRES_TAG = 1 << 4

/**
 * Checks token, channel, rights and the intent.
 * @throws BridgeError `misconfigured`, saying what to change in Discord.
 */
export async function checkSetup(api: Api, channelId: string, impersonate: boolean): Promise<Setup> {
  const place = createPlace(api, channelId)
  const me = await place.me()
  const application = await read(api, '/applications/@me', applicationSchema)
  if (((application.flags ?? 0) & READS_CONTENT) === 0) throw misconfigured(INTENT_HELP)
  const channel = await place.channel().catch((error: unknown) => {
    throw noChannel(error, channelId, me)
  })
  const guildId = checkChannel(channel)
  const [roles, member] = await Promise.all([
    read(api, `/guilds/${guildId}/roles`, rolesSchema),
    read(api, `/guilds/${guildId}/members/${me.id}`, guildMemberSchema),
  ])
  const holder = { guildId, userId: me.id, roles: member.roles }
  const granted = permissionsIn(holder, roles, channel.permission_overwrites ?? [])
  const missing = missingOf(granted, neededPermissions(channel.type === FORUM_CHANNEL, impersonate))
  if (missing.length > 0)
    throw misconfigured(
      `The bot "${me.username}" lacks ${inWords(missing)} in ${nameOf(channel)}. ` +
        'Turn it on: channel settings → Permissions → the role of the bot.',
    )
  return { me, channel, guildId, roles }
}

/** How to let the bot read what people write. */
export const INTENT_HELP: string =
  'Discord gives the bot no text of messages. Turn on "Message Content Intent": ' +
  'discord.com/developers/applications → your application → Bot → Privileged Gateway Intents.'

function noChannel(error: unknown, channelId: string, me: DiscordUser): unknown {
  const code = codeOf(error)
  if (code === CODES.missingAccess)
    return misconfigured(
      `The bot "${me.username}" cannot see the channel ${channelId}. Give its role "View Channels" there, or invite it ` +
        'to the server with the address in the README.',
    )
  return toBridgeError(error, { isParent: true })
}

function checkChannel(channel: DiscordChannel): string {
  if (!channel.guild_id)
    throw misconfigured('channelId is a direct message. It must be a text or forum channel of a server.')
  if (channel.type !== TEXT_CHANNEL && channel.type !== FORUM_CHANNEL)
    throw misconfigured(
      `channelId is ${nameOf(channel)}, which is neither a text nor a forum channel (its type is ${channel.type}). ` +
        'Make one: server name → Create Channel → Text or Forum.',
    )
  if (channel.type === FORUM_CHANNEL && ((channel.flags ?? 0) & REQUIRES_TAG) !== 0)
    throw misconfigured(
      `${nameOf(channel)} demands a tag for each post. Turn off "Require people to select tags when posting": ` +
        'channel settings → Overview.',
    )
  return channel.guild_id
}

function nameOf(channel: DiscordChannel): string {
  return `the channel "${channel.name ?? channel.id}"`
}

function inWords(names: readonly string[]): string {
  return names.map(name => `"${name}"`).join(' and ')
}

function misconfigured(message: string): BridgeError {
  return new BridgeError('misconfigured', message)
}
