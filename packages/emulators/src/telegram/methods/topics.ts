import { findChat } from '../access.ts'
import type { Arguments } from '../arguments.ts'
import { botMay, type Chat, generalTopicId, type Topic } from '../chat.ts'
import { badRequest } from '../errors.ts'
import { createTopic, deleteTopic, editTopic, setTopicClosed, topicColors, topicName } from '../topics.ts'
import type { World } from '../world.ts'
import { type Answer, type Method, ok } from './method.ts'

export const createForumTopic: Method = ({ world, args }) => {
  const chat = findForum(world, args)
  if (!botMay(chat, 'can_manage_topics')) throw badRequest('Not enough rights to create a topic')
  const name = topicName(args.text('name'))
  if (name === '') throw badRequest('Name must be non-empty')
  const iconColor =
    args.integer('icon_color') || (topicColors[chat.topics.size % topicColors.length] as number)
  if (iconColor < 0 || iconColor > 0xffffff) throw badRequest('Invalid icon color specified')
  const emoji = args.text('icon_custom_emoji_id')
  const topic = createTopic(world, chat, world.bot, name, {
    iconColor,
    iconCustomEmojiId: emoji || undefined,
  })
  return {
    result: {
      message_thread_id: topic.id,
      name: topic.name,
      icon_color: topic.iconColor,
      ...(topic.iconCustomEmojiId !== undefined && { icon_custom_emoji_id: topic.iconCustomEmojiId }),
    },
  }
}

export const editForumTopic: Method = ({ world, args }) => {
  const chat = findForum(world, args)
  const topic = findTopic(world, chat, args, 'can_manage_topics', 'edit the topic')
  const raw = args.text('name')
  const name = topicName(raw)
  if (raw !== '' && name === '') throw badRequest('Name must be non-empty')
  if (raw === '' && !args.has('icon_custom_emoji_id')) return ok
  const isEdited = editTopic(world, chat, topic, world.bot, {
    ...(raw !== '' && { name }),
    ...(args.has('icon_custom_emoji_id') && { iconCustomEmojiId: args.text('icon_custom_emoji_id') }),
  })
  if (!isEdited) throw badRequest('TOPIC_NOT_MODIFIED')
  return ok
}

export const closeForumTopic: Method = ({ world, args }) => toggle(world, args, true)

export const reopenForumTopic: Method = ({ world, args }) => toggle(world, args, false)

export const deleteForumTopic: Method = ({ world, args }) => {
  const chat = findForum(world, args)
  const topic = findTopic(world, chat, args, 'can_delete_messages', 'delete the topic')
  if (topic.id === generalTopicId) throw badRequest('TOPIC_ID_INVALID')
  deleteTopic(world, chat, topic)
  return ok
}

function toggle(world: World, args: Arguments, isClosed: boolean): Answer {
  const chat = findForum(world, args)
  const topic = findTopic(world, chat, args, 'can_manage_topics', 'close or open the topic')
  if (!setTopicClosed(world, chat, topic, world.bot, isClosed)) throw badRequest('TOPIC_NOT_MODIFIED')
  return ok
}

function findForum(world: World, args: Arguments): Chat {
  const chat = findChat(world, args, 'write')
  if (!chat.isForum) throw badRequest('The chat is not a forum')
  return chat
}

// A bot may always manage the topics it created itself.
function findTopic(
  world: World,
  chat: Chat,
  args: Arguments,
  right: 'can_manage_topics' | 'can_delete_messages',
  doing: string,
): Topic {
  const id = Math.max(0, args.integer('message_thread_id'))
  if (id === 0) throw badRequest('Invalid forum topic identifier specified')
  const topic = chat.topics.get(id)
  const isOwn = topic?.creatorId === world.bot.id
  if (topic !== undefined && !isOwn && !botMay(chat, right)) throw badRequest(`Not enough rights to ${doing}`)
  if (topic === undefined || topic.isDeleted) throw badRequest('TOPIC_ID_INVALID')
  return topic
}
