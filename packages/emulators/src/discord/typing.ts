import { accountJson, memberJson } from './account-json.ts'
import type { Account, Channel } from './guild.ts'
import { notify, type World } from './world.ts'

/** How long clients show it. */
const shownMs = 10_000

export function startTyping(world: World, channel: Channel, by: Account): void {
  if (by.id === world.bot.id) channel.botTypesUntil = world.clock.now() + shownMs
  notify(world, { kind: 'channel', channel })
  const member = world.guild.members.get(by.id)
  world.dispatch({
    name: 'TYPING_START',
    channel,
    data: () => ({
      user_id: by.id,
      timestamp: Math.floor(world.clock.now() / 1000),
      channel_id: channel.id,
      guild_id: world.guild.id,
      ...(member !== undefined && { member: { ...memberJson(member), user: accountJson(by) } }),
    }),
  })
}
