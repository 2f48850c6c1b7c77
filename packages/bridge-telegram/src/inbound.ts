import type { Inbound, InboundAuthor, InboundCommand } from '@pocketping/core'
import { formatAddress } from './addresses.ts'
import { type BotName, type MarkedText, withoutMention } from './mentions.ts'
import { readOperator } from './operators.ts'
import type { TelegramMessage, TelegramReaction, TelegramReactionType, TelegramUpdate } from './payloads.ts'

// Content we cannot pass on, the narrower kind first: a GIF is also a document, a venue also a location. Everything
// that is neither this nor text is a service message.
const MEDIA = [
  'live_photo',
  'animation',
  'photo',
  'video',
  'video_note',
  'voice',
  'audio',
  'document',
  'sticker',
  'paid_media',
  'story',
  'contact',
  'dice',
  'game',
  'poll',
  'venue',
  'location',
  'checklist',
  'rich_message',
  'giveaway',
  'invoice',
] as const

// Of those that Telegram offers.
const APPROVALS: ReadonlySet<string> = new Set(['👍', '❤', '👌', '💯', '🔥'])

// Makes a heart a coloured one. Telegram leaves it out; its documents do not promise so.
const SELECTOR = '\ufe0f'

/** Reads an update as what an operator did; undefined where it is nothing to the engine. */
export function readUpdate(update: TelegramUpdate, bot: BotName): Inbound | undefined {
  if (update.message) return readMessage(update.message, bot)
  if (update.edited_message) return readEdit(update.edited_message, bot)
  if (update.message_reaction) return readReaction(update.message_reaction)
  return undefined
}

interface Place {
  threadId: string
  platformId: string
  author: InboundAuthor
}

function readMessage(message: TelegramMessage, bot: BotName): Inbound | undefined {
  const place = placeOf(message)
  if (!place) return undefined
  if (message.forum_topic_closed) return { type: 'command', ...place, name: 'close', args: '' }
  if (message.forum_topic_reopened) return { type: 'command', ...place, name: 'reopen', args: '' }

  const unsupported = MEDIA.find(kind => message[kind] !== undefined)
  const words = readWords(message, bot)
  if (!words && unsupported === undefined) return undefined

  const replyTo = replyOf(message)
  const command = words?.command
  if (command?.addressee && command.addressee !== bot.username.toLowerCase()) return undefined
  if (command) {
    const { name, args } = command
    return { type: 'command', ...place, name, args, ...(replyTo && { replyTo }) }
  }
  return {
    type: 'message',
    ...place,
    text: words?.text ?? '',
    ...(words?.isAddressed && { isAddressed: true }),
    ...(replyTo && { replyTo }),
    ...(unsupported && { unsupported: unsupported.replace('_', ' ') }),
  }
}

function readEdit(message: TelegramMessage, bot: BotName): Inbound | undefined {
  const place = placeOf(message)
  // Telegram also tells of changes that are none of the text, e.g. of a live location.
  const words = readWords(message, bot)
  if (!place || !words) return undefined
  const { command, isAddressed } = words
  const isOurs = command?.addressee === bot.username.toLowerCase()
  const text = command && isOurs ? `/${command.name} ${command.args}` : words.text
  return { type: 'edit', ...place, text, ...(isAddressed && { isAddressed }) }
}

interface Words {
  text: string
  /** What it orders, where it is an order: `@bot /close` is one. */
  command: Command | undefined
  /** True where it names our bot, which is left out of `text`. */
  isAddressed: boolean
}

function readWords(message: TelegramMessage, bot: BotName): Words | undefined {
  const text = message.text ?? message.caption
  if (text === undefined) return undefined
  const typed = { text, entities: message.entities ?? message.caption_entities ?? [] }
  const rest = withoutMention(typed, bot)
  return {
    text: rest?.text ?? text,
    command: readCommand(typed) ?? (rest && readCommand(rest)),
    isAddressed: rest !== undefined,
  }
}

function readReaction(reaction: TelegramReaction): Inbound | undefined {
  const { chat, message_id, user, actor_chat, old_reaction: before, new_reaction: now } = reaction
  const author = readOperator(user, actor_chat, chat)
  // Telegram tells of one that is taken back with those that stay.
  const added = now.filter(one => !before.some(former => isSameReaction(former, one)))
  if (!author || added.length === 0) return undefined
  const isApproval = added.some(({ emoji = '' }) => APPROVALS.has(emoji.replaceAll(SELECTOR, '')))
  const platformId = formatAddress(chat.id, message_id)
  return { type: 'reaction', platformId, author, ...(isApproval && { isApproval }) }
}

function isSameReaction(one: TelegramReactionType, other: TelegramReactionType): boolean {
  return one.type === other.type && one.emoji === other.emoji && one.custom_emoji_id === other.custom_emoji_id
}

// Only what stands in a topic has a place. The General topic has none; a message with the id 0 exists for us alone.
function placeOf(message: TelegramMessage): Place | undefined {
  const { chat, message_id: id, message_thread_id: topic } = message
  if (!message.is_topic_message || topic === undefined || id <= 0) return undefined
  const author = readOperator(message.from, message.sender_chat, chat)
  return author && { threadId: formatAddress(chat.id, topic), platformId: formatAddress(chat.id, id), author }
}

// In a topic, a message that answers nothing says that it answers the message that created the topic.
function replyOf({
  chat,
  reply_to_message: reply,
  message_thread_id: topic,
}: TelegramMessage): string | undefined {
  return reply && reply.message_id !== topic ? formatAddress(chat.id, reply.message_id) : undefined
}

interface Command extends Pick<InboundCommand, 'name' | 'args'> {
  /** Lower-case username after the `@`, where there is one. */
  addressee: string | undefined
}

// Telegram marks commands, but not within code or a quote, and a note must stay one there too.
function readCommand({ text, entities }: MarkedText): Command | undefined {
  const marked = entities.find(({ type, offset }) => type === 'bot_command' && offset === 0)
  const word = marked ? text.slice(0, marked.length) : text.split(/\s/, 1)[0]
  const match = /^\/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]+))?$/.exec(word ?? '')
  if (!match?.[1]) return undefined
  return {
    name: match[1].toLowerCase(),
    args: text.slice(match[0].length).trim(),
    addressee: match[2]?.toLowerCase(),
  }
}
