import { type Channel, isTs } from './channel.ts'
import { MethodError, missingScope } from './errors.ts'
import type { Message } from './message.ts'
import type { Call } from './methods/method.ts'

/** Finds the channel that a call names; private ones exist only for their members. */
export function findChannel({ world, args }: Call, name = 'channel'): Channel {
  const wanted = args.required(name)
  const channel =
    world.channels.get(wanted) ??
    [...world.channels.values()].find(({ name: known }) => known === wanted.replace(/^#/, ''))
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
