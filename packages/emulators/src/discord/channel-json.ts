import type { Channel, ThreadState } from './guild.ts'
import { channelType, isoTime, type Json } from './wire.ts'
import type { World } from './world.ts'

export function channelJson(world: World, channel: Channel): Json {
  const { thread } = channel
  if (thread !== undefined) return threadJson(world, channel, thread)
  return {
    id: channel.id,
    type: channel.type,
    last_message_id: channel.lastMessageId ?? null,
    flags: 0,
    guild_id: world.guild.id,
    name: channel.name,
    parent_id: null,
    rate_limit_per_user: 0,
    topic: channel.topic ?? null,
    position: channel.position,
    permission_overwrites: channel.overwrites.map(({ id, type, allow, deny }) => ({
      id,
      type,
      allow: String(allow),
      deny: String(deny),
    })),
    nsfw: false,
    ...(channel.type === channelType.forum
      ? {
          available_tags: [],
          default_reaction_emoji: null,
          default_sort_order: null,
          default_forum_layout: 0,
        }
      : { last_pin_timestamp: null }),
  }
}

function threadJson(world: World, channel: Channel, thread: ThreadState): Json {
  const isForumPost = world.channels.get(channel.parentId ?? '')?.type === channelType.forum
  const joinedAt = thread.members.get(world.bot.id)
  return {
    id: channel.id,
    type: channel.type,
    last_message_id: channel.lastMessageId ?? null,
    flags: 0,
    guild_id: world.guild.id,
    name: channel.name,
    parent_id: channel.parentId,
    rate_limit_per_user: thread.slowmodeSeconds,
    bitrate: 64000,
    user_limit: 0,
    rtc_region: null,
    owner_id: thread.ownerId,
    thread_metadata: {
      archived: thread.isArchived,
      archive_timestamp: isoTime(thread.archiveTimestamp),
      auto_archive_duration: thread.autoArchiveMinutes,
      locked: thread.isLocked,
      create_timestamp: isoTime(thread.createdAt),
      ...(thread.isPrivate && { invitable: thread.isInvitable }),
    },
    message_count: countMessages(channel),
    member_count: Math.min(50, thread.members.size),
    total_message_sent: thread.totalMessageSent,
    ...(isForumPost && { applied_tags: thread.appliedTags }),
    ...(joinedAt !== undefined && { member: threadMemberJson(channel, world.bot.id, joinedAt) }),
  }
}

export function threadMemberJson(channel: Channel, userId: string, joinedAt: number): Json {
  return {
    id: channel.id,
    user_id: userId,
    join_timestamp: isoTime(joinedAt),
    flags: 0,
    muted: false,
    mute_config: null,
  }
}

// The first message does not count, nor does what was deleted.
function countMessages(channel: Channel): number {
  let count = 0
  for (const message of channel.messages.values())
    if (!message.isDeleted && message.id !== channel.id && message.type !== 21) count++
  return count
}
