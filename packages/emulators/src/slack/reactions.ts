import { announceReaction } from './announce.ts'
import { MethodError } from './errors.ts'
import type { Message } from './message.ts'
import type { World } from './world.ts'

const mostByOne = 23
const mostNames = 50

/** Adds somebody's reaction: each name once. */
export function addReaction(world: World, message: Message, name: string, userId: string): void {
  const users = message.reactions.get(name) ?? []
  if (users.includes(userId)) throw new MethodError('already_reacted')
  const byUser = [...message.reactions.values()].filter(others => others.includes(userId)).length
  if (byUser >= mostByOne) throw new MethodError('too_many_reactions')
  if (users.length === 0 && message.reactions.size >= mostNames) throw new MethodError('too_many_emoji')
  message.reactions.set(name, [...users, userId])
  world.changes.notify({ kind: 'message', message })
  announceReaction(world, 'reaction_added', message, name, userId)
}

export function removeReaction(world: World, message: Message, name: string, userId: string): void {
  const users = message.reactions.get(name) ?? []
  if (!users.includes(userId)) throw new MethodError('no_reaction')
  const others = users.filter(id => id !== userId)
  if (others.length === 0) message.reactions.delete(name)
  else message.reactions.set(name, others)
  world.changes.notify({ kind: 'message', message })
  announceReaction(world, 'reaction_removed', message, name, userId)
}
