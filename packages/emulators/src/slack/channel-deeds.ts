import { announceChannel, announceMessage } from './announce.ts'
import { type Channel, nextTs } from './channel.ts'
import type { Json, Person } from './wire.ts'
import { addMessage, type World } from './world.ts'

/** A person by id, handle or name; the first operator when left out. */
export type SlackFrom = string | undefined

/** What people do to a channel: given by id or name, the first one when left out. */
export interface ChannelDeeds {
  /** Archives a channel, which puts bots out of it. */
  archive(channel?: string, from?: SlackFrom): void
  /** Opens it again. Bots have to be invited anew. */
  unarchive(channel?: string, from?: SlackFrom): void
  rename(name: string, channel?: string, from?: SlackFrom): void
  /** Puts the bot out of a channel. */
  removeBot(channel?: string, from?: SlackFrom): void
  inviteBot(channel?: string, from?: SlackFrom): void
}

export function makeChannelDeeds(
  world: World,
  where: (channel: string | undefined) => Channel,
  person: (from: SlackFrom) => Person,
): ChannelDeeds {
  const { bot } = world

  // What the channel says of itself.
  const note = (channel: Channel, userId: string, subtype: string, text: string, extra: Json = {}): void =>
    announceMessage(world, addMessage(world, { channel, userId, subtype, text, extra }))

  const changed = (channel: Channel): void => world.changes.notify({ kind: 'channel', channel })

  // The app is told what becomes of its bot whether or not the bot is in the channel.
  const tellOfBot = (type: string, channel: Channel, more: Json): void =>
    world.emit(type, { type, channel: channel.id, ...more, event_ts: nextTs(channel, world.clock) })

  const membership = (channel: Channel, inviter: string): Json => ({
    user: bot.id,
    channel_type: channel.isPrivate ? 'G' : 'C',
    team: world.team.id,
    inviter,
  })

  return {
    archive(name, from) {
      const channel = where(name)
      const { id: user } = person(from)
      const members = [...channel.members]
      note(channel, user, 'channel_archive', `<@${user}> archived the channel`, { members })
      announceChannel(world, channel, 'archive', { channel: channel.id, user })
      channel.isArchived = true
      channel.members.delete(bot.id)
      changed(channel)
    },
    unarchive(name, from) {
      const channel = where(name)
      const { id: user } = person(from)
      channel.isArchived = false
      changed(channel)
      announceChannel(world, channel, 'unarchive', { channel: channel.id, user })
      note(channel, user, 'channel_unarchive', `<@${user}> un-archived the channel`)
    },
    rename(name, given, from) {
      const channel = where(given)
      const { id: user } = person(from)
      const old = channel.name
      channel.name = name
      changed(channel)
      const { id, created } = channel
      announceChannel(world, channel, 'rename', { channel: { id, name, created } })
      const text = `<@${user}> has renamed the channel from "${old}" to "${name}"`
      note(channel, user, 'channel_name', text, { old_name: old, name })
    },
    removeBot(name, from) {
      const channel = where(name)
      const actor = person(from).id
      tellOfBot('member_left_channel', channel, membership(channel, actor))
      tellOfBot(channel.isPrivate ? 'group_left' : 'channel_left', channel, { actor_id: actor })
      channel.members.delete(bot.id)
      changed(channel)
    },
    inviteBot(name, from) {
      const channel = where(name)
      const inviter = person(from).id
      channel.members.add(bot.id)
      changed(channel)
      tellOfBot('member_joined_channel', channel, membership(channel, inviter))
      note(channel, bot.id, 'channel_join', `<@${bot.id}> has joined the channel`, { inviter })
    },
  }
}
