import { announceReaction } from './announce.ts'
import type { Chat, Message } from './chat.ts'
import type { Reaction, User } from './wire.ts'
import { notify, type World } from './world.ts'

/** The emoji Telegram takes as reactions (`ReactionTypeEmoji` in the Bot API). */
export const reactionEmoji: readonly string[] = (
  '👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 ' +
  '😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡'
).split(' ')

const known: ReadonlySet<string> = new Set(reactionEmoji)

/** Whether a bot may set this reaction here. Custom emoji need the group's permission, which this emulator never gives. */
export function isAllowedReaction(chat: Chat, reaction: Reaction): boolean {
  if (reaction.type !== 'emoji') return false
  // Telegram drops the variation selector, so "❤️" is "❤".
  const emoji = plainEmoji(reaction.emoji)
  return known.has(emoji) && (chat.allowedReactions === undefined || chat.allowedReactions.includes(emoji))
}

/** Replaces what someone thinks of a message, and tells the bot unless the bot did it. */
export function setReactions(world: World, message: Message, by: User, reactions: Reaction[]): void {
  const before = message.reactions.get(by.id)?.reactions ?? []
  const after = reactions.map(normal)
  if (JSON.stringify(before) === JSON.stringify(after)) return
  if (after.length === 0) message.reactions.delete(by.id)
  else message.reactions.set(by.id, { by, reactions: after })
  notify(world, { kind: 'message', message })
  if (by.id !== world.bot.id) announceReaction(world, message, by, before, after)
}

function normal(reaction: Reaction): Reaction {
  return reaction.type === 'emoji' ? { type: 'emoji', emoji: plainEmoji(reaction.emoji) } : reaction
}

function plainEmoji(emoji: string): string {
  return emoji.replaceAll('\ufe0f', '')
}
