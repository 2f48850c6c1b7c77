import { type Channel, isTs } from './channel.ts'
import { MethodError, missingScope } from './errors.ts'
import type { Message } from './message.ts'
import type { Call } from './methods/method.ts'

/** Finds the channel that a call names by its id; private ones exist only for their members. */
export function findChannel(call: Call, name = 'channel'): Channel {
  return visible(call, call.world.channels.get(call.args.required(name)))
}

/** The same, by id or name: for posting, the one method that takes names. */
export function findChannelToPost(call: Call): Channel {
  const wanted = call.args.required('channel')
  const channels = [...call.world.channels.values()]
  const named = channels.find(({ name }) => name === wanted.replace(/^#/, ''))
  return visible(call, call.world.channels.get(wanted) ?? named)
}

function visible({ world }: Call, channel: Channel | undefined): Channel {
  if (channel === undefined || (channel.isPrivate && !channel.members.has(world.bot.id)))
    throw new MethodError('channel_not_found')
  return channel
}

/** The scope of a kind that this channel asks for: `channels:history`, or `groups:history` for a private one. */
export function demandScope({ world }: Call, channel: Channel, kind: 'history' | 'read'): void {
  const scope = `${channel.isPrivate ? 'groups' : 'channels'}:${kind}`
  if (!world.app.scopes.has(scope)) throw missingScope(scope, world.app.scopes)
}

export function demandMembership({ world }: Call, channel: Channel): void {
  if (!channel.members.has(world.bot.id)) throw new MethodError('not_in_channel')
}

/** A message that is there, tombstones not counted. */
export function findMessage(channel: Channel, ts: string, error = 'message_not_found'): Message {
  const message = isTs(ts) ? channel.messages.get(ts) : undefined
  if (message === undefined || message.isDeleted || message.isTombstone) throw new MethodError(error)
  return message
}
