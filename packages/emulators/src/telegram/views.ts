import type { Chat, Message, Topic } from './chat.ts'
import type { Entity, Json, Reaction, User } from './wire.ts'
import type { World } from './world.ts'

/** A topic as one sees it on a phone. */
export interface TopicView {
  id: number
  name: string
  iconColor: number
  isClosed: boolean
  isDeleted: boolean
  /** What the bot shows it is doing ("typing"), if clients still show it. */
  botAction: string | undefined
}

/** A message as one sees it on a phone. */
export interface MessageView {
  id: number
  topicId: number
  from: { id: number; name: string; isBot: boolean }
  /** Seconds since the epoch. */
  date: number
  editDate: number | undefined
  /** Text or caption; empty for service messages. */
  text: string
  entities: Entity[]
  /** The name of a service message, such as `forum_topic_closed`, with its value. */
  service: { name: string; value: unknown } | undefined
  file: { id: string; kind: 'photo' | 'document'; name: string; mimeType: string; size: number } | undefined
  replyTo: number | undefined
  forwardedFrom: string | undefined
  mediaGroupId: string | undefined
  reactions: { emoji: string; by: { id: number; name: string; isBot: boolean } }[]
  /** Inline keyboard as the bot sent it. */
  replyMarkup: Json | undefined
  isDeleted: boolean
}

export function topicView(world: World, topic: Topic): TopicView {
  const { botAction } = topic
  return {
    id: topic.id,
    name: topic.name,
    iconColor: topic.iconColor,
    isClosed: topic.isClosed,
    isDeleted: topic.isDeleted,
    botAction: botAction !== undefined && botAction.until > world.clock.now() ? botAction.action : undefined,
  }
}

export function messageView(message: Message): MessageView {
  const { content } = message
  const isService = content.kind === 'service'
  return {
    id: message.id,
    topicId: message.topicId,
    from: personView(message.from),
    date: message.date,
    editDate: message.editDate,
    text: isService ? '' : content.kind === 'text' ? content.text : content.caption,
    entities: isService ? [] : content.entities,
    service: isService ? { name: content.name, value: content.value } : undefined,
    file: fileView(message),
    replyTo: message.replyTo,
    forwardedFrom:
      message.forwardedFrom === undefined ? undefined : personView(message.forwardedFrom.user).name,
    mediaGroupId: message.mediaGroupId,
    reactions: [...message.reactions.values()].flatMap(({ by, reactions }) =>
      reactions.map(reaction => ({ emoji: emojiOf(reaction), by: personView(by) })),
    ),
    replyMarkup: message.replyMarkup,
    isDeleted: message.isDeleted,
  }
}

/** The messages of a topic, oldest first, deleted ones included and marked. */
export function messagesOf(chat: Chat, topicId: number): MessageView[] {
  return (chat.inTopics.get(topicId) ?? []).map(messageView)
}

function personView(user: User): { id: number; name: string; isBot: boolean } {
  const name = [user.first_name, user.last_name].filter(part => part !== undefined && part !== '').join(' ')
  return { id: user.id, name, isBot: user.is_bot }
}

function fileView({ content }: Message): MessageView['file'] {
  if (content.kind !== 'photo' && content.kind !== 'document') return undefined
  const { fileId, name, mimeType, bytes } = content.file
  return { id: fileId, kind: content.kind, name, mimeType, size: bytes.length }
}

function emojiOf(reaction: Reaction): string {
  return reaction.type === 'emoji' ? reaction.emoji : `[custom ${reaction.custom_emoji_id}]`
}
