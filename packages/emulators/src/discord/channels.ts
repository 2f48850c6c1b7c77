import { channelJson } from './channel-json.ts'
import type { Channel } from './guild.ts'
import { isThread } from './threads.ts'
import { notify, type World } from './world.ts'

export function changeChannel(
  world: World,
  channel: Channel,
  changes: { name?: string | undefined; topic?: string | undefined; overwrites?: Channel['overwrites'] },
): void {
  channel.name = changes.name ?? channel.name
  channel.topic = changes.topic ?? channel.topic
  channel.overwrites = changes.overwrites ?? channel.overwrites
  notify(world, { kind: 'channel', channel })
  world.dispatch({ name: 'CHANNEL_UPDATE', data: () => channelJson(world, channel) })
}

/** A channel goes with its threads, of which nothing is said, and its webhooks. */
export function deleteChannel(world: World, channel: Channel): void {
  channel.isDeleted = true
  for (const thread of [...world.channels.values()].filter(isThread)) {
    if (thread.parentId !== channel.id) continue
    thread.isDeleted = true
    world.clock.clearTimeout(thread.thread.timer)
  }
  for (const webhook of [...world.webhooks.values()])
    if (webhook.channelId === channel.id) world.webhooks.delete(webhook.id)
  notify(world, { kind: 'channel', channel })
  world.dispatch({ name: 'CHANNEL_DELETE', data: () => channelJson(world, channel) })
}
