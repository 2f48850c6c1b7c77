import { accountJson, memberJson } from './account-json.ts'
import { ApiError, unknownEmoji } from './errors.ts'
import type { Account, Channel } from './guild.ts'
import type { Message } from './message.ts'
import type { Json } from './wire.ts'
import { notify, type World } from './world.ts'

const maxDifferent = 20

// The v flag is newer than the language that this is compiled to, so this is no literal.
const oneEmoji = '^\\p{RGI_Emoji}$'
const emojiPattern = new RegExp(oneEmoji, 'v')

/** The emoji as Discord names it: with its variation selector. Custom ones are not here. */
export function readEmoji(text: string): string {
  const found = [text, `${text}\u{fe0f}`].find(candidate => emojiPattern.test(candidate))
  if (found === undefined) throw unknownEmoji()
  return found
}

export function addReaction(
  world: World,
  channel: Channel,
  message: Message,
  emoji: string,
  by: Account,
): void {
  const users = message.reactions.get(emoji) ?? new Set<string>()
  if (users.has(by.id)) return
  if (users.size === 0 && message.reactions.size >= maxDifferent)
    throw new ApiError(403, 30010, `Maximum number of reactions reached (${maxDifferent})`)
  users.add(by.id)
  message.reactions.set(emoji, users)
  announce(world, channel, message, 'MESSAGE_REACTION_ADD', emoji, by, {
    message_author_id: message.author.id,
    ...memberOf(world, by),
  })
}

export function removeReaction(
  world: World,
  channel: Channel,
  message: Message,
  emoji: string,
  by: Account,
): void {
  const users = message.reactions.get(emoji)
  if (users?.delete(by.id) !== true) return
  if (users.size === 0) message.reactions.delete(emoji)
  announce(world, channel, message, 'MESSAGE_REACTION_REMOVE', emoji, by, {})
}

/** Takes away all reactions, or all with one emoji. */
export function clearReactions(world: World, channel: Channel, message: Message, emoji?: string): void {
  if (emoji === undefined) message.reactions.clear()
  else message.reactions.delete(emoji)
  notify(world, { kind: 'message', message })
  world.dispatch({
    name: emoji === undefined ? 'MESSAGE_REACTION_REMOVE_ALL' : 'MESSAGE_REACTION_REMOVE_EMOJI',
    channel,
    data: () => ({
      channel_id: channel.id,
      message_id: message.id,
      guild_id: world.guild.id,
      ...(emoji !== undefined && { emoji: { id: null, name: emoji } }),
    }),
  })
}

function announce(
  world: World,
  channel: Channel,
  message: Message,
  name: string,
  emoji: string,
  by: Account,
  more: Json,
): void {
  notify(world, { kind: 'message', message })
  world.dispatch({
    name,
    channel,
    data: () => ({
      user_id: by.id,
      type: 0,
      message_id: message.id,
      emoji: { id: null, name: emoji },
      channel_id: channel.id,
      guild_id: world.guild.id,
      burst: false,
      ...more,
    }),
  })
}

function memberOf(world: World, account: Account): Json {
  const member = world.guild.members.get(account.id)
  return member === undefined ? {} : { member: { ...memberJson(member), user: accountJson(account) } }
}
