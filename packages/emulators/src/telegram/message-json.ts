import { type Chat, generalTopicId, type Message, type StoredFile } from './chat.ts'
import type { Json } from './wire.ts'

/** A chat as it stands inside messages. */
export function chatJson(chat: Chat): Json {
  return {
    id: chat.id,
    title: chat.title,
    ...(chat.isForum && { is_forum: true }),
    type: chat.type,
    ...(chat.type === 'group' && { all_members_are_administrators: false }),
  }
}

/** A message as the Bot API writes it, in an update or as an answer. */
export function messageJson(message: Message, withReply = true): Json {
  const { chat, topicId } = message
  const isInTopic = topicId > generalTopicId
  return {
    message_id: message.id,
    from: message.from,
    chat: chatJson(chat),
    date: message.date,
    ...(message.editDate !== undefined && { edit_date: message.editDate }),
    ...(isInTopic && { message_thread_id: topicId }),
    ...forwardJson(message),
    ...(withReply && replyJson(message)),
    ...(message.mediaGroupId !== undefined && { media_group_id: message.mediaGroupId }),
    ...contentJson(message, withReply),
    ...(message.replyMarkup !== undefined && { reply_markup: message.replyMarkup }),
    ...(isInTopic && { is_topic_message: true }),
  }
}

/**
 * What a message replies to. In a topic every message without an explicit reply "replies" to the topic's creation
 * message, the one whose id is the topic's (get_implicit_reply_to_message_id in the server's Client.cpp).
 */
function replyJson(message: Message): Json {
  const { chat, topicId } = message
  const implicit = topicId > generalTopicId && topicId < message.id ? topicId : undefined
  const target = message.content.kind === 'service' ? implicit : (message.replyTo ?? implicit)
  const replied = target === undefined ? undefined : chat.messages.get(target)
  if (replied === undefined || replied.isDeleted) return {}
  if (replied.topicId === topicId) return { reply_to_message: messageJson(replied, false) }
  const origin = { type: 'user', date: replied.date, sender_user: replied.from }
  return { external_reply: { origin, chat: chatJson(chat), message_id: replied.id } }
}

function forwardJson(message: Message): Json {
  if (message.forwardedFrom === undefined) return {}
  const { user, date } = message.forwardedFrom
  return {
    forward_origin: { type: 'user', sender_user: user, date },
    forward_from: user,
    forward_date: date,
  }
}

function contentJson(message: Message, withReply: boolean): Json {
  const { content } = message
  switch (content.kind) {
    case 'text':
      return {
        text: content.text,
        ...(content.entities.length > 0 && { entities: content.entities }),
        ...(message.linkPreview !== undefined && { link_preview_options: message.linkPreview }),
      }
    case 'photo':
      return { photo: photoJson(content.file), ...captionJson(content) }
    case 'document':
      return { document: documentJson(content.file), ...captionJson(content) }
    case 'service':
      return { [content.name]: serviceValue(message, content.name, content.value, withReply) }
  }
}

function serviceValue(message: Message, name: string, value: unknown, withReply: boolean): unknown {
  if (name !== 'pinned_message') return value
  const pinned = message.chat.messages.get(value as number)
  if (pinned === undefined || pinned.isDeleted || !withReply) {
    return { chat: chatJson(message.chat), message_id: value, date: 0 }
  }
  return messageJson(pinned, false)
}

function captionJson(content: { caption: string; entities: unknown[] }): Json {
  return {
    ...(content.caption !== '' && { caption: content.caption }),
    ...(content.entities.length > 0 && { caption_entities: content.entities }),
  }
}

export function fileJson(file: StoredFile): Json {
  return { file_id: file.fileId, file_unique_id: file.uniqueId, file_size: file.bytes.length }
}

// One size is enough for a client that takes the last; a thumbnail would only be a smaller copy.
function photoJson(file: StoredFile): Json[] {
  return [{ ...fileJson(file), width: file.width ?? 800, height: file.height ?? 600 }]
}

function documentJson(file: StoredFile): Json {
  return { file_name: file.name, mime_type: file.mimeType, ...fileJson(file) }
}
