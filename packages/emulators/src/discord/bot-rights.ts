import { channelJson, threadMemberJson } from './channel-json.ts'
import { changeChannel } from './channels.ts'
import type { Channel, Overwrite, Role } from './guild.ts'
import { roleJson } from './guild-json.ts'
import { botMay, botSees, type Permissions, permissionBits } from './permissions.ts'
import { activeThreads } from './threads.ts'
import { notify, type World } from './world.ts'

/** Gives the bot's role these permissions and no others. */
export function setBotPermissions(world: World, permissions: Permissions): void {
  const role = botRole(world)
  withSync(world, () => {
    role.permissions = permissionBits(permissions)
    notify(world, { kind: 'guild' })
    world.dispatch({
      name: 'GUILD_ROLE_UPDATE',
      data: () => ({ guild_id: world.guild.id, role: roleJson(role) }),
    })
  })
}

/** Allows and denies the bot something in one channel; nothing at all takes the overwrite away. */
export function setChannelOverwrite(
  world: World,
  channel: Channel,
  change: { allow?: Permissions; deny?: Permissions },
): void {
  const { id } = botRole(world)
  const overwrite: Overwrite = {
    id,
    type: 0,
    allow: permissionBits(change.allow ?? 0n),
    deny: permissionBits(change.deny ?? 0n),
  }
  const others = channel.overwrites.filter(other => other.id !== id)
  const isNeeded = overwrite.allow !== 0n || overwrite.deny !== 0n
  withSync(world, () =>
    changeChannel(world, channel, { overwrites: isNeeded ? [...others, overwrite] : others }),
  )
}

function botRole(world: World): Role {
  const role = [...world.guild.roles.values()].find(({ botId }) => botId === world.bot.id)
  if (role === undefined) throw new Error('The bot has no role.')
  return role
}

/** Who gains sight of a channel is told of its threads. */
function withSync(world: World, change: () => void): void {
  const parents = [...world.channels.values()].filter(({ thread, isDeleted }) => !thread && !isDeleted)
  const before = new Set(parents.filter(parent => botMay(world, 'VIEW_CHANNEL', parent)))
  change()
  const gained = parents.filter(parent => !before.has(parent) && botMay(world, 'VIEW_CHANNEL', parent))
  if (gained.length === 0) return
  const ids = gained.map(({ id }) => id)
  const threads = activeThreads(world).filter(
    thread => ids.includes(thread.parentId ?? '') && botSees(world, thread),
  )
  world.dispatch({
    name: 'THREAD_LIST_SYNC',
    data: () => ({
      guild_id: world.guild.id,
      channel_ids: ids,
      threads: threads.map(thread => channelJson(world, thread)),
      members: threads.flatMap(thread => {
        const joinedAt = thread.thread.members.get(world.bot.id)
        return joinedAt === undefined ? [] : [threadMemberJson(thread, world.bot.id, joinedAt)]
      }),
    }),
  })
}
