import { type Channel, channelType, nextTs } from './channel.ts'
import type { Message } from './message.ts'
import { messageEvent, messageJson } from './message-json.ts'
import { mentionsIn } from './text/mentions.ts'
import type { Json } from './wire.ts'
import type { World } from './world.ts'

/** The app hears only of channels that its bot is in. */
function tell(world: World, channel: Channel, subscription: string, event: Json): void {
  if (channel.members.has(world.bot.id)) world.emit(subscription, event)
}

function tellMessage(world: World, channel: Channel, event: Json): void {
  tell(world, channel, channel.isPrivate ? 'message.groups' : 'message.channels', event)
}

/** A new message; one that names the bot comes a second time, as `app_mention`. */
export function announceMessage(world: World, message: Message): void {
  tellMessage(world, message.channel, messageEvent(world, message))
  announceMention(world, message)
  announceReplied(world, message)
}

/** Tells the app that somebody named its bot. What the bot did itself, joining for instance, does not count. */
export function announceMention(world: World, message: Message): void {
  const isOwn = message.botId !== undefined || message.userId === world.bot.id
  if (isOwn || !namesBot(world, message)) return
  const { channel_type: _type, subtype, ...mention } = messageEvent(world, message)
  // Of the subtypes, only this one is seen on mentions.
  const kept = subtype === 'thread_broadcast' ? { subtype } : {}
  tell(world, message.channel, 'app_mention', { ...mention, ...kept, type: 'app_mention' })
}

export function namesBot(world: World, message: Message): boolean {
  return mentionsIn(world, message).some(
    mention => mention.kind === 'user' && mention.userId === world.bot.id,
  )
}

function announceReplied(world: World, reply: Message): void {
  const parent = reply.threadTs === undefined ? undefined : reply.channel.messages.get(reply.threadTs)
  if (!world.manners.sendsMessageReplied || parent === undefined) return
  const ts = nextTs(reply.channel, world.clock)
  tellMessage(world, reply.channel, {
    type: 'message',
    hidden: true,
    message: messageJson(world, parent),
    channel: reply.channel.id,
    event_ts: ts,
    ts,
    channel_type: channelType(reply.channel),
  })
}

/** A message became another: edited, given a link preview, or turned into a tombstone. */
export function announceChange(world: World, message: Message, previous: Json): void {
  const ts = nextTs(message.channel, world.clock)
  tellMessage(world, message.channel, {
    type: 'message',
    subtype: 'message_changed',
    message: messageJson(world, message),
    previous_message: previous,
    channel: message.channel.id,
    hidden: true,
    ts,
    event_ts: ts,
    channel_type: channelType(message.channel),
  })
}

export function announceDeletion(world: World, message: Message, previous: Json): void {
  const ts = nextTs(message.channel, world.clock)
  tellMessage(world, message.channel, {
    type: 'message',
    subtype: 'message_deleted',
    previous_message: previous,
    channel: message.channel.id,
    hidden: true,
    deleted_ts: message.ts,
    event_ts: ts,
    ts,
    channel_type: channelType(message.channel),
  })
}

export function announceReaction(
  world: World,
  type: 'reaction_added' | 'reaction_removed',
  message: Message,
  reaction: string,
  userId: string,
): void {
  tell(world, message.channel, type, {
    type,
    user: userId,
    reaction,
    item: { type: 'message', channel: message.channel.id, ts: message.ts },
    ...(message.userId !== undefined && { item_user: message.userId }),
    event_ts: nextTs(message.channel, world.clock),
  })
}

/** Something happened to the channel itself. */
export function announceChannel(
  world: World,
  channel: Channel,
  what: 'archive' | 'unarchive' | 'rename',
  event: Json,
): void {
  const type = `${channelType(channel)}_${what}`
  tell(world, channel, type, { type, ...event, event_ts: nextTs(channel, world.clock) })
}
