import type { Chat } from './chat.ts'
import { badRequest } from './errors.ts'
import { type AdministratorRights, type Json, usualRights } from './wire.ts'
import { type Operator, userOf, type World } from './world.ts'

/** The bot's own membership, as `getChatMember` and `my_chat_member` show it. */
export function botMember(world: World, chat: Chat): Json {
  const { status, rights } = chat.bot
  switch (status) {
    case 'administrator':
      return administrator(world.bot, rights)
    case 'kicked':
      return { user: world.bot, status, until_date: 0 }
    default:
      return { user: world.bot, status }
  }
}

/** Any account's membership. */
export function findMember(world: World, chat: Chat, userId: number): Json {
  if (userId === world.bot.id) return botMember(world, chat)
  const operator = world.operators.get(userId)
  if (operator === undefined) throw badRequest('PARTICIPANT_ID_INVALID')
  return operatorMember(world, operator)
}

/** Owner and administrators; other bots would not be listed. */
export function administrators(world: World, chat: Chat): Json[] {
  const people = [...world.operators.values()].filter(operator => statusOf(world, operator) !== 'member')
  const listed = people.map(operator => operatorMember(world, operator))
  return chat.bot.status === 'administrator' ? [...listed, botMember(world, chat)] : listed
}

/** Owner for the first operator, administrator for the others, unless said otherwise. */
export function statusOf(world: World, operator: Operator): 'creator' | 'administrator' | 'member' {
  const [first] = world.operators.keys()
  return operator.status ?? (operator.id === first ? 'creator' : 'administrator')
}

function operatorMember(world: World, operator: Operator): Json {
  const status = statusOf(world, operator)
  const user = userOf(operator)
  if (status === 'creator') return { user, status, is_anonymous: false }
  if (status === 'member') return { user, status }
  return administrator(user, { ...usualRights, can_invite_users: true })
}

function administrator(user: unknown, rights: AdministratorRights): Json {
  return {
    user,
    status: 'administrator',
    can_be_edited: false,
    ...rights,
    can_manage_voice_chats: rights.can_manage_video_chats,
  }
}
