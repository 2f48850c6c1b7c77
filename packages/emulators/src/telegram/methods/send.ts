import { checkTopicTakes, findChat, findTargetTopic } from '../access.ts'
import { type Arguments, leadingInteger, type UploadedFile } from '../arguments.ts'
import type { Chat, Content, StoredFile } from '../chat.ts'
import { badRequest } from '../errors.ts'
import { imageType, storeFile } from '../files.ts'
import { messageJson } from '../message-json.ts'
import { cleanCaption, cleanText, type FormattedText } from '../text/clean.ts'
import { codePoints, readText } from '../text/read.ts'
import type { Json } from '../wire.ts'
import { addMessage, notify } from '../world.ts'
import { readLinkPreview, readReplyMarkup } from './extras.ts'
import { type Answer, type Call, findUser, type Method, spend } from './method.ts'

const maxTextLength = 4096
const maxCaptionLength = 1024
const maxPhotoBytes = 10 * 1024 * 1024
const maxFileBytes = 50 * 1024 * 1024

export const sendMessage: Method = call => {
  const { args, world } = call
  const linkPreview = readLinkPreview(args)
  if (args.text('text') === '') throw badRequest('Message text is empty')
  const written = readText(args, 'text', 'entities', findUser(world))
  return send(call, linkPreview, () => {
    const { text, entities } = cleanText(written)
    if (codePoints(text) > maxTextLength) throw badRequest('Message is too long')
    return { kind: 'text', text, entities }
  })
}

export const sendPhoto: Method = call => {
  const file = readFile(call, 'photo')
  if (file === undefined) throw badRequest('There is no photo in the request')
  checkSize(file, maxPhotoBytes, 'photo')
  const type = imageType(file.bytes)
  if (type === undefined) throw badRequest('IMAGE_PROCESS_FAILED')
  file.mimeType = type
  const written = readText(call.args, 'caption', 'caption_entities', findUser(call.world))
  return send(call, undefined, () => ({ kind: 'photo', file, ...caption(written) }))
}

export const sendDocument: Method = call => {
  const file = readFile(call, 'document')
  if (file === undefined) throw badRequest('There is no document in the request')
  checkSize(file, maxFileBytes, 'document')
  const written = readText(call.args, 'caption', 'caption_entities', findUser(call.world))
  return send(call, undefined, () => ({ kind: 'document', file, ...caption(written) }))
}

function checkSize({ bytes }: StoredFile, most: number, kind: string): void {
  if (bytes.length <= most) return
  throw badRequest(
    `File of size ${bytes.length} bytes is too big for a ${kind}; the maximum size is ${most} bytes`,
  )
}

// The order of the checks is the server's: reply and markup are read, then chat, topic and reply are looked up, then
// the content goes to TDLib, and only what passed all that costs budget and reaches Telegram.
function send(call: Call, linkPreview: Json | undefined, makeContent: () => Content): Answer {
  const { args, world } = call
  const reply = readReply(args)
  const replyMarkup = readReplyMarkup(args)
  const chat = findChat(world, args, 'write')
  const topic = findTargetTopic(world, chat, args)
  const replyTo = findReplied(chat, reply)
  const content = makeContent()
  spend(call, chat)
  checkTopicTakes(world, chat, topic)

  if (topic !== undefined) {
    topic.lastBotSendAt = world.clock.now()
    // Whatever the bot was doing ends with its message.
    topic.botAction = undefined
    notify(world, { kind: 'topic', chat, topicId: topic.id })
  }
  const message = addMessage(world, chat, topic?.id ?? 0, world.bot, content, {
    replyTo,
    replyMarkup,
    linkPreview,
  })
  return { result: messageJson(message) }
}

interface Reply {
  messageId: number
  isOptional: boolean
  chatId: string
}

function readReply(args: Arguments): Reply {
  if (!args.has('reply_parameters')) {
    return {
      messageId: Math.max(0, args.integer('reply_to_message_id')),
      isOptional: args.flag('allow_sending_without_reply'),
      chatId: '',
    }
  }
  const value = args.json('reply_parameters', 'reply parameters')
  if (value === undefined) return { messageId: 0, isOptional: false, chatId: '' }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('Object expected as reply parameters')
  }
  const fields = value as Record<string, unknown>
  if (Object.keys(fields).length === 0) return { messageId: 0, isOptional: false, chatId: '' }
  const id = fields.message_id
  if (id === undefined) throw badRequest('Can\'t find field "message_id"')
  if (typeof id !== 'number' && typeof id !== 'string')
    throw badRequest('Field "message_id" must be a Number')
  if (!/^-?\d+$/.test(String(id))) throw badRequest('Field "message_id" must be a valid Number')
  const isOptional = fields.allow_sending_without_reply ?? false
  if (typeof isOptional !== 'boolean')
    throw badRequest('Field "allow_sending_without_reply" must be of type Boolean')
  return { messageId: leadingInteger(String(id)), isOptional, chatId: String(fields.chat_id ?? '') }
}

function findReplied(chat: Chat, reply: Reply): number | undefined {
  if (reply.messageId <= 0) return undefined
  // There is one group here, so a reply into another chat finds nothing.
  const isElsewhere = reply.chatId !== '' && leadingInteger(reply.chatId) !== chat.id
  const replied = isElsewhere ? undefined : chat.messages.get(reply.messageId)
  if (replied !== undefined && !replied.isDeleted) return replied.id
  if (reply.isOptional) return undefined
  throw badRequest('message to be replied not found')
}

function caption(written: FormattedText): { caption: string; entities: FormattedText['entities'] } {
  const { text, entities } = cleanCaption(written)
  if (codePoints(text) > maxCaptionLength) throw badRequest('Message caption is too long')
  return { caption: text, entities }
}

function readFile({ args, world }: Call, name: string): StoredFile | undefined {
  const value = args.text(name)
  const attached = value.startsWith('attach://') ? args.file(value.slice('attach://'.length)) : undefined
  const uploaded: UploadedFile | undefined = args.file(name) ?? attached
  if (uploaded !== undefined) {
    if (uploaded.bytes.length === 0) throw badRequest('file must be non-empty')
    return storeFile(world, uploaded)
  }
  if (value === '') return undefined
  // The emulator reaches no other host, so a URL is as good as one that does not answer.
  if (/^https?:/i.test(value)) throw badRequest('Failed to get HTTP URL content')
  const known = world.files.get(value)
  if (known === undefined) throw badRequest('Wrong file identifier/HTTP URL specified')
  return known
}
