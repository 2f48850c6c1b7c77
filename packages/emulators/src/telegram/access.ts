import { type Arguments, leadingInteger } from './arguments.ts'
import { botMay, type Chat, generalTopicId, type Message, type Topic } from './chat.ts'
import { badRequest, forbidden, upgraded } from './errors.ts'
import type { World } from './world.ts'

/** What a method wants of a chat; `write` is stricter, as in check_chat_access of the server. */
export type Access = 'read' | 'members' | 'edit' | 'write'

/** Finds the chat a call names, or refuses as the server does. */
export function findChat(world: World, args: Arguments, access: Access): Chat {
  const raw = args.text('chat_id')
  if (raw === '') throw badRequest('chat_id is empty')
  const id = raw.startsWith('@') ? 0 : leadingInteger(raw)
  const chat = world.chats.get(id)
  if (chat === undefined) throw refusePrivate(world, id)
  const { status } = chat.bot

  if (chat.type === 'group') {
    const isWriting = access !== 'read' && access !== 'edit'
    if (chat.upgradedTo !== undefined && isWriting) throw upgraded(chat.upgradedTo)
    if (access === 'read' || chat.upgradedTo !== undefined) return chat
    if (status === 'kicked') throw forbidden('bot was kicked from the group chat')
    if (status === 'left') throw forbidden('bot is not a member of the group chat')
    return chat
  }
  // A private supergroup is closed to outsiders even for reading.
  if (status === 'kicked') throw forbidden('bot was kicked from the supergroup chat')
  if (status === 'left') throw forbidden('bot is not a member of the supergroup chat')
  return chat
}

// Private chats are no part of this emulator beyond saying why they cannot be written to.
function refusePrivate(world: World, id: number): Error {
  const operator = world.operators.get(id)
  if (operator === undefined) return badRequest('chat not found')
  return operator.hasBlockedBot === true
    ? forbidden('bot was blocked by the user')
    : forbidden("bot can't initiate conversation with a user")
}

/** Finds a message that is still there; `what` is how the refusal calls it ("message to edit"). */
export function findMessage(chat: Chat, args: Arguments, what: string, name = 'message_id'): Message {
  const message = chat.messages.get(Math.max(0, args.integer(name)))
  if (message === undefined || message.isDeleted) throw badRequest(`${what} not found`)
  return message
}

// "About a minute": how long the server answers from its cache after the bot's last send into a topic.
const topicCacheMs = 60_000

/**
 * The topic a call writes to. General is meant by leaving `message_thread_id` out; naming it is refused, and outside
 * forums the parameter is ignored (check_message_topic of the server).
 */
export function findTargetTopic(world: World, chat: Chat, args: Arguments): Topic | undefined {
  if (!chat.isForum) return undefined
  const id = Math.max(0, args.integer('message_thread_id'))
  if (id === 0) return chat.topics.get(generalTopicId)
  const topic = chat.topics.get(id)
  if (topic === undefined || id === generalTopicId) throw badRequest('Message thread not found')
  if (topic.isDeleted && !isCached(world, topic)) throw badRequest('Message thread not found')
  return topic
}

/** What Telegram itself checks once the server has passed the call on. */
export function checkTopicTakes(world: World, chat: Chat, topic: Topic | undefined): void {
  if (topic === undefined) return
  if (topic.isDeleted) throw badRequest('TOPIC_DELETED')
  const mayWriteAnyway = botMay(chat, 'can_manage_topics') || topic.creatorId === world.bot.id
  if (topic.isClosed && !mayWriteAnyway) throw badRequest('TOPIC_CLOSED')
}

function isCached(world: World, topic: Topic): boolean {
  return topic.lastBotSendAt !== undefined && world.clock.now() - topic.lastBotSendAt < topicCacheMs
}
