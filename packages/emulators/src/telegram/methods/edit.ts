import { checkTopicTakes, findChat, findMessage } from '../access.ts'
import { announceMessage } from '../announce.ts'
import { botMay, type Chat, type Content, type Message } from '../chat.ts'
import { badRequest } from '../errors.ts'
import { messageJson } from '../message-json.ts'
import { cleanCaption, cleanText } from '../text/clean.ts'
import { codePoints, readText } from '../text/read.ts'
import type { Json } from '../wire.ts'
import { addMessage, notify, seconds } from '../world.ts'
import { readLinkPreview, readReplyMarkup } from './extras.ts'
import { type Answer, type Call, findUser, type Method, ok, spend } from './method.ts'

const maxTextLength = 4096
const maxCaptionLength = 1024

export const editMessageText: Method = call => {
  const { args, world } = call
  const linkPreview = readLinkPreview(args)
  if (args.text('text') === '') throw badRequest('Message text is empty')
  const written = readText(args, 'text', 'entities', findUser(world))
  const replyMarkup = readReplyMarkup(args)
  const message = findEditable(call)
  if (message.content.kind !== 'text') throw badRequest('There is no text in the message to edit')
  const { text, entities } = cleanText(written)
  return edit(call, message, { kind: 'text', text, entities }, replyMarkup, () => {
    // The server does not look at the length of an edit, Telegram does, and its word comes through as it is.
    if (codePoints(text) > maxTextLength) throw badRequest('MESSAGE_TOO_LONG')
    message.linkPreview = linkPreview
  })
}

export const editMessageCaption: Method = call => {
  const { args, world } = call
  const written = readText(args, 'caption', 'caption_entities', findUser(world))
  const replyMarkup = readReplyMarkup(args)
  const message = findEditable(call)
  const { content } = message
  if (content.kind !== 'photo' && content.kind !== 'document') {
    throw badRequest('There is no caption in the message to edit')
  }
  const { text, entities } = cleanCaption(written)
  if (codePoints(text) > maxCaptionLength) throw badRequest('Message caption is too long')
  return edit(call, message, { ...content, caption: text, entities }, replyMarkup)
}

export const editMessageReplyMarkup: Method = call => {
  const replyMarkup = readReplyMarkup(call.args)
  const message = findEditable(call)
  return edit(call, message, message.content, replyMarkup)
}

function findEditable({ args, world }: Call): Message {
  if (args.text('chat_id') === '' && args.integer('message_id') === 0) {
    throw badRequest('Message identifier is not specified')
  }
  const chat = findChat(world, args, 'edit')
  const message = findMessage(chat, args, 'message to edit')
  const isOwn = message.from.id === world.bot.id
  if (!isOwn || message.content.kind === 'service' || message.forwardedFrom !== undefined) {
    throw badRequest("Message can't be edited")
  }
  return message
}

function edit(
  call: Call,
  message: Message,
  content: Content,
  replyMarkup: Json | undefined,
  apply: () => void = () => undefined,
): Answer {
  const { chat } = message
  spend(call, chat)
  const isSame =
    JSON.stringify([content, replyMarkup ?? null]) ===
    JSON.stringify([message.content, message.replyMarkup ?? null])
  if (isSame) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  }
  checkTopicTakes(call.world, chat, chat.topics.get(message.topicId))
  apply()
  message.content = content
  message.replyMarkup = replyMarkup
  message.editDate = seconds(call.world.clock)
  notify(call.world, { kind: 'message', message })
  return { result: messageJson(message) }
}

// Bots delete only what is younger than two days, own messages as well as others'.
const deletableSeconds = 48 * 60 * 60

export const deleteMessage: Method = call => {
  const { args, world } = call
  if (args.text('chat_id') === '') throw badRequest('Chat identifier is not specified')
  if (args.integer('message_id') <= 0) throw badRequest('Message identifier is not specified')
  const chat = findChat(world, args, 'write')
  const message = findMessage(chat, args, 'message to delete')
  if (!mayDelete(call, chat, message)) throw badRequest("Message can't be deleted")
  remove(call, message)
  return ok
}

export const deleteMessages: Method = call => {
  const { args, world } = call
  const ids = args.json('message_ids', 'message_ids')
  if (ids === undefined) throw badRequest('Message identifiers are not specified')
  if (!Array.isArray(ids)) throw badRequest('Expected an Array of message identifiers')
  if (ids.length > 100) throw badRequest('Too many message identifiers specified')
  const chat = findChat(world, args, 'write')
  // Unknown messages are skipped here, one that may not be deleted refuses the whole call.
  const found = (ids as unknown[])
    .map(id => chat.messages.get(Number(id)))
    .filter(message => message !== undefined)
  const present = found.filter(message => !message.isDeleted)
  if (!present.every(message => mayDelete(call, chat, message))) throw badRequest("Message can't be deleted")
  for (const message of present) remove(call, message)
  return ok
}

function mayDelete({ world }: Call, chat: Chat, message: Message): boolean {
  const isCreation = message.content.kind === 'service' && message.content.name === 'forum_topic_created'
  if (isCreation) return false
  if (seconds(world.clock) - message.date > deletableSeconds) return false
  const isOwn = message.from.id === world.bot.id && message.content.kind !== 'service'
  return isOwn || botMay(chat, 'can_delete_messages')
}

function remove({ world }: Call, message: Message): void {
  message.isDeleted = true
  notify(world, { kind: 'message', message })
}

export const pinChatMessage: Method = call => {
  const { args, world } = call
  const chat = findChat(world, args, 'write')
  const message = findMessage(chat, args, 'message to pin')
  if (!botMay(chat, 'can_pin_messages'))
    throw badRequest('not enough rights to manage pinned messages in the chat')
  if (chat.pinnedMessageId === message.id) return ok
  chat.pinnedMessageId = message.id
  const content: Content = { kind: 'service', name: 'pinned_message', value: message.id }
  announceMessage(world, addMessage(world, chat, message.topicId, world.bot, content))
  return ok
}

export const unpinChatMessage: Method = ({ args, world }) => {
  const chat = findChat(world, args, 'write')
  if (!botMay(chat, 'can_pin_messages'))
    throw badRequest('not enough rights to manage pinned messages in the chat')
  chat.pinnedMessageId = undefined
  return ok
}
