import { findChat, findMessage } from '../access.ts'
import { leadingInteger } from '../arguments.ts'
import { badRequest } from '../errors.ts'
import { isAllowedReaction, setReactions } from '../reactions.ts'
import type { Reaction } from '../wire.ts'
import { type Call, type Method, ok } from './method.ts'

export const setMessageReaction: Method = call => {
  const { args, world } = call
  const reactions = readReactions(call)
  const chat = findChat(world, args, 'read')
  const message = findMessage(chat, args, 'message to react')
  // Bots have no premium account: one reaction on a message.
  if (reactions.length > 1) throw badRequest('REACTIONS_TOO_MANY')
  for (const reaction of reactions) {
    if (!isAllowedReaction(chat, reaction)) throw badRequest('REACTION_INVALID')
  }
  setReactions(world, message, world.bot, reactions)
  return ok
}

function readReactions({ args }: Call): Reaction[] {
  const value = args.json('reaction', 'reaction types')
  if (value === undefined) return []
  if (!Array.isArray(value)) throw badRequest('Expected an Array of ReactionType')
  return (value as unknown[]).map(readReaction)
}

function readReaction(value: unknown): Reaction {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw cannotParse('expected an Object')
  const fields = value as Record<string, unknown>
  const type = fields.type
  if (type === undefined) throw cannotParse('Can\'t find field "type"')
  if (type === 'emoji') {
    const { emoji } = fields
    if (typeof emoji !== 'string') throw cannotParse('Can\'t find field "emoji"')
    return { type, emoji }
  }
  if (type === 'custom_emoji') {
    const id = fields.custom_emoji_id
    if (id === undefined || leadingInteger(String(id)) === 0)
      throw cannotParse('Can\'t find field "custom_emoji_id"')
    return { type, custom_emoji_id: String(id) }
  }
  throw cannotParse('invalid reaction type specified')
}

function cannotParse(reason: string): Error {
  return badRequest(`Can't parse ReactionType: ${reason}`)
}
