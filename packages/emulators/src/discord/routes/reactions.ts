import { accountJson } from '../account-json.ts'
import { archivedThread, unknownUser } from '../errors.ts'
import { readForm } from '../form.ts'
import type { Channel } from '../guild.ts'
import { demand } from '../permissions.ts'
import { addReaction, clearReactions, readEmoji, removeReaction } from '../reactions.ts'
import { compareIds } from '../snowflakes.ts'
import { findAccount } from '../world.ts'
import { type Answer, type Call, channelOf, messageOf, type Route } from './route.ts'

const base = '/channels/:channel/messages/:message/reactions'

export const reactionRoutes: readonly Route[] = [
  { name: 'createReaction', verb: 'PUT', path: `${base}/:emoji/@me`, bucket: 'reactions', run: create },
  {
    name: 'deleteOwnReaction',
    verb: 'DELETE',
    path: `${base}/:emoji/@me`,
    bucket: 'reactions',
    run: call => {
      const channel = activeChannelOf(call)
      const message = messageOf(call, channel)
      removeReaction(call.world, channel, message, readEmoji(call.path.emoji ?? ''), call.world.bot)
      return {}
    },
  },
  {
    name: 'deleteUserReaction',
    verb: 'DELETE',
    path: `${base}/:emoji/:user`,
    bucket: 'reactions',
    run: call => {
      const channel = activeChannelOf(call)
      const message = messageOf(call, channel)
      const account = findAccount(call.world, call.path.user ?? '')
      if (account === undefined) throw unknownUser()
      if (account.id !== call.world.bot.id) demand(call.world, channel, 'MANAGE_MESSAGES')
      removeReaction(call.world, channel, message, readEmoji(call.path.emoji ?? ''), account)
      return {}
    },
  },
  { name: 'getReactions', verb: 'GET', path: `${base}/:emoji`, bucket: 'others', run: list },
  {
    name: 'deleteAllReactionsForEmoji',
    verb: 'DELETE',
    path: `${base}/:emoji`,
    bucket: 'reactions',
    run: call => {
      const channel = activeChannelOf(call)
      demand(call.world, channel, 'MANAGE_MESSAGES')
      clearReactions(call.world, channel, messageOf(call, channel), readEmoji(call.path.emoji ?? ''))
      return {}
    },
  },
  {
    name: 'deleteAllReactions',
    verb: 'DELETE',
    path: base,
    bucket: 'reactions',
    run: call => {
      const channel = activeChannelOf(call)
      demand(call.world, channel, 'MANAGE_MESSAGES')
      clearReactions(call.world, channel, messageOf(call, channel))
      return {}
    },
  },
]

function create(call: Call): Answer {
  const { world } = call
  const channel = activeChannelOf(call)
  demand(world, channel, 'READ_MESSAGE_HISTORY')
  const message = messageOf(call, channel)
  const emoji = readEmoji(call.path.emoji ?? '')
  // Joining in with what somebody else reacted needs no permission.
  if (!message.reactions.has(emoji)) demand(world, channel, 'ADD_REACTIONS')
  addReaction(world, channel, message, emoji, world.bot)
  return {}
}

function list(call: Call): Answer {
  const { world, query } = call
  const channel = channelOf(call)
  demand(world, channel, 'READ_MESSAGE_HISTORY')
  const form = readForm(Object.fromEntries(query))
  const limit = form.integer('limit', { min: 1, max: 100 }) ?? 25
  const after = form.snowflake('after') ?? '0'
  form.check()
  const users = messageOf(call, channel).reactions.get(readEmoji(call.path.emoji ?? '')) ?? new Set()
  const accounts = [...users]
    .filter(id => compareIds(id, after) > 0)
    .sort(compareIds)
    .slice(0, limit)
    .flatMap(id => findAccount(world, id) ?? [])
  return { body: accounts.map(accountJson) }
}

// In a locked thread that is still active, people may go on reacting.
function activeChannelOf(call: Call): Channel {
  const channel = channelOf(call)
  if (channel.thread?.isArchived === true) throw archivedThread()
  return channel
}
