import type { Chat, Message } from './chat.ts'
import { chatJson, messageJson } from './message-json.ts'
import type { BotStatus, Json, Reaction, User } from './wire.ts'
import { seconds, type World } from './world.ts'

// Lanes keep the order of a webhook's deliveries: messages of a chat in one, reactions and memberships in others
// (the `webhook_queue_id`s of the server's Client.cpp).

/** Tells the bot of a new message, if it is one that bots are told of. */
export function announceMessage(world: World, message: Message): void {
  if (!isToldOf(world, message)) return
  world.updates.push('message', messageJson(message), `messages ${message.chat.id}`)
}

/** Tells the bot that a human edited a message. */
export function announceEdit(world: World, message: Message): void {
  if (!isToldOf(world, message)) return
  world.updates.push('edited_message', messageJson(message), `messages ${message.chat.id}`)
}

/** Tells the bot of a reaction. Only administrators hear of them, and the update names no topic. */
export function announceReaction(
  world: World,
  message: Message,
  by: User,
  before: Reaction[],
  after: Reaction[],
): void {
  if (message.chat.bot.status !== 'administrator') return
  const reaction: Json = {
    chat: chatJson(message.chat),
    message_id: message.id,
    user: by,
    date: seconds(world.clock),
    old_reaction: before,
    new_reaction: after,
  }
  world.updates.push('message_reaction', reaction, `reactions ${message.chat.id}`)
}

/** Tells the bot that it was promoted, demoted, added or thrown out. */
export function announceMembership(world: World, chat: Chat, by: User, before: Json, after: Json): void {
  const update: Json = {
    chat: chatJson(chat),
    from: by,
    date: seconds(world.clock),
    old_chat_member: before,
    new_chat_member: after,
  }
  world.updates.push('my_chat_member', update, `memberships ${chat.id}`)
}

function isToldOf(world: World, message: Message): boolean {
  const { status } = message.chat.bot
  if (!isInside(status)) return false
  const isService = message.content.kind === 'service'
  // Bots do not receive their own messages, except their own service messages (need_skip_update_message).
  if (message.from.id === world.bot.id) return isService
  // Neither do they see other bots.
  if (message.from.is_bot) return false
  if (isService || status === 'administrator' || world.canReadAllGroupMessages) return true
  return isForBotInPrivacyMode(world, message)
}

function isInside(status: BotStatus): boolean {
  return status === 'administrator' || status === 'member'
}

// Privacy mode: commands, replies to the bot and mentions of it (core.telegram.org/bots/features#privacy-mode).
function isForBotInPrivacyMode(world: World, message: Message): boolean {
  const text = message.content.kind === 'text' ? message.content.text : ''
  const replied = message.replyTo === undefined ? undefined : message.chat.messages.get(message.replyTo)
  if (replied?.from.id === world.bot.id) return true
  if (text.startsWith('/')) return true
  return (
    world.bot.username !== undefined && text.toLowerCase().includes(`@${world.bot.username.toLowerCase()}`)
  )
}
