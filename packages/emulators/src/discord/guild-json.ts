import { accountJson, memberJson } from './account-json.ts'
import { channelJson } from './channel-json.ts'
import type { Role } from './guild.ts'
import { botSees } from './permissions.ts'
import { isoTime, type Json } from './wire.ts'
import type { World } from './world.ts'

export function guildJson(world: World): Json {
  const { guild } = world
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: guild.ownerId,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: [...guild.roles.values()].map(roleJson),
    emojis: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    max_presences: null,
    max_members: 500_000,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: 'en-US',
    public_updates_channel_id: null,
    max_video_channel_users: 25,
    max_stage_video_channel_users: 50,
    nsfw: false,
    nsfw_level: 0,
    stickers: [],
    premium_progress_bar_enabled: false,
    safety_alerts_channel_id: null,
    incidents_data: null,
  }
}

/** What the gateway tells after READY. Only the bot itself is among the members, as without GUILD_PRESENCES. */
export function guildCreateJson(world: World): Json {
  const { guild, botMember, bot } = world
  const channels = [...world.channels.values()].filter(channel => !channel.isDeleted)
  const threads = channels.filter(channel => channel.thread?.isArchived === false && botSees(world, channel))
  return {
    ...guildJson(world),
    joined_at: isoTime(botMember.joinedAt),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: [{ ...memberJson(botMember), user: accountJson(bot) }],
    channels: channels
      .filter(channel => channel.thread === undefined)
      .map(channel => channelJson(world, channel)),
    threads: threads.map(thread => channelJson(world, thread)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  }
}

export function roleJson(role: Role): Json {
  return {
    id: role.id,
    name: role.name,
    description: null,
    permissions: String(role.permissions),
    position: role.position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.botId !== undefined,
    mentionable: role.isMentionable,
    icon: null,
    unicode_emoji: null,
    flags: 0,
    ...(role.botId !== undefined && { tags: { bot_id: role.botId } }),
  }
}

/** `flags` of the application: the LIMITED ones are those of apps that are not verified. */
export function applicationFlags(world: World): number {
  const bits = { GUILD_PRESENCES: 1 << 13, GUILD_MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19 } as const
  return [...world.privileged].reduce((sum, intent) => sum | bits[intent], 0)
}
