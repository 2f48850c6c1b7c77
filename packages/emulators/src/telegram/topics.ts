import { announceMessage } from './announce.ts'
import type { Chat, Message, Topic } from './chat.ts'
import type { Json, User } from './wire.ts'
import { addMessage, notify, type World } from './world.ts'

// Telegram's six colours for topics without an emoji (createForumTopic in the Bot API).
export const topicColors: readonly number[] = [0x6fb9f0, 0xffd67e, 0xcb86db, 0x8eee98, 0xff93b2, 0xfb6f5f]

// A longer name is cut, not refused.
const maxNameLength = 128

/** Brings a name into the form the platform keeps: one line, trimmed, 128 characters. */
export function topicName(raw: string): string {
  const oneLine = raw.replace(/[\s\u2028-\u202e]+/gu, ' ').trim()
  return [...oneLine].slice(0, maxNameLength).join('').trim()
}

/** Creates a topic; its id is the id of the message that says so. */
export function createTopic(
  world: World,
  chat: Chat,
  by: User,
  name: string,
  look: Pick<Topic, 'iconColor' | 'iconCustomEmojiId'>,
): Topic {
  const id = chat.lastMessageId + 1
  const topic: Topic = {
    id,
    name,
    ...look,
    creatorId: by.id,
    isClosed: false,
    isDeleted: false,
    lastBotSendAt: undefined,
    botAction: undefined,
  }
  chat.topics.set(id, topic)
  const created: Json = {
    name,
    icon_color: topic.iconColor,
    ...(topic.iconCustomEmojiId !== undefined && { icon_custom_emoji_id: topic.iconCustomEmojiId }),
  }
  serve(world, chat, topic, by, 'forum_topic_created', created)
  return topic
}

/** Renames a topic or changes its icon. Returns false when nothing would change. */
export function editTopic(
  world: World,
  chat: Chat,
  topic: Topic,
  by: User,
  change: { name?: string; iconCustomEmojiId?: string },
): boolean {
  const isNewName = change.name !== undefined && change.name !== topic.name
  const isNewIcon =
    change.iconCustomEmojiId !== undefined && change.iconCustomEmojiId !== (topic.iconCustomEmojiId ?? '')
  if (!isNewName && !isNewIcon) return false
  if (change.name !== undefined) topic.name = change.name
  if (change.iconCustomEmojiId !== undefined) topic.iconCustomEmojiId = change.iconCustomEmojiId || undefined
  serve(world, chat, topic, by, 'forum_topic_edited', {
    ...(isNewName && { name: topic.name }),
    ...(isNewIcon && { icon_custom_emoji_id: change.iconCustomEmojiId }),
  })
  return true
}

/** Closes or reopens a topic. Returns false when it already is. */
export function setTopicClosed(world: World, chat: Chat, topic: Topic, by: User, isClosed: boolean): boolean {
  if (topic.isClosed === isClosed) return false
  topic.isClosed = isClosed
  serve(world, chat, topic, by, isClosed ? 'forum_topic_closed' : 'forum_topic_reopened', {})
  return true
}

/** Deletes a topic with everything in it. Bots are told nothing. */
export function deleteTopic(world: World, chat: Chat, topic: Topic): void {
  topic.isDeleted = true
  for (const message of chat.inTopics.get(topic.id) ?? []) message.isDeleted = true
  notify(world, { kind: 'topic', chat, topicId: topic.id })
}

function serve(world: World, chat: Chat, topic: Topic, by: User, name: string, value: Json): Message {
  const message = addMessage(world, chat, topic.id, by, { kind: 'service', name, value })
  notify(world, { kind: 'topic', chat, topicId: topic.id })
  announceMessage(world, message)
  return message
}
