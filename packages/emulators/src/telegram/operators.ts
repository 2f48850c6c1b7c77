import { announceEdit, announceMembership, announceMessage } from './announce.ts'
import {
  addGeneral,
  type Chat,
  type Content,
  emptyRights,
  generalTopicId,
  type Message,
  makeChat,
  type Topic,
} from './chat.ts'
import { pixelPng, storeFile } from './files.ts'
import { botMember } from './members.ts'
import { chatJson, messageJson } from './message-json.ts'
import { setReactions } from './reactions.ts'
import { cleanCaption, cleanText } from './text/clean.ts'
import { createTopic, deleteTopic, editTopic, setTopicClosed, topicColors, topicName } from './topics.ts'
import { type MessageView, messageView, type TopicView, topicView } from './views.ts'
import type { AdministratorRights, BotStatus, Entity, User } from './wire.ts'
import { addMessage, notify, seconds, userOf, type World } from './world.ts'

/** An operator by id or username; the first one when left out. */
export type From = number | string | undefined

/** What people do on their phones. Everything takes effect at once and reaches the bot as Telegram would tell it. */
export interface HumanSide {
  send(message: {
    text: string
    topicId?: number
    replyTo?: number
    entities?: Entity[]
    from?: From
  }): MessageView
  edit(messageId: number, text: string, entities?: Entity[]): MessageView
  /** Sets an operator's reaction, or takes it away with `undefined`. */
  react(messageId: number, emoji: string | undefined, from?: From): void
  /** Deletes for everyone. Telegram does not tell bots. */
  deleteForEveryone(messageId: number): void
  photo(photo?: FileInput): MessageView
  document(document?: FileInput): MessageView
  /** Forwards a message of the group into a topic. */
  forward(messageId: number, to: { topicId?: number; from?: From }): MessageView
  pin(messageId: number, from?: From): void
  /** Presses a button of an inline keyboard. */
  press(messageId: number, data: string, from?: From): void
  createTopic(name: string, from?: From): TopicView
  renameTopic(topicId: number, name: string, from?: From): void
  closeTopic(topicId: number, from?: From): void
  reopenTopic(topicId: number, from?: From): void
  /** Deletes a topic with all its messages. Telegram does not tell bots. */
  deleteTopic(topicId: number): void
  /** Promotes, demotes, removes or bans the bot. */
  setBotStatus(status: BotStatus, from?: From): void
  setBotRights(rights: Partial<AdministratorRights>, from?: From): void
  /** Turns topics on or off. A basic group becomes a supergroup by that. */
  setTopicsEnabled(isEnabled: boolean, from?: From): void
  /** Turns a basic group into a supergroup, as Telegram does when topics are enabled. Returns the new chat id. */
  upgradeGroup(from?: From): number
  /** Restricts the emoji that may be used as reactions; `undefined` allows all. */
  setAllowedReactions(emoji: string[] | undefined): void
}

export interface FileInput {
  topicId?: number
  caption?: string
  bytes?: Uint8Array
  name?: string
  mimeType?: string
  replyTo?: number
  /** Messages with one id are an album. */
  mediaGroupId?: string
  from?: From
}

export function makeHumanSide(world: World): HumanSide {
  const person = (from: From): User => userOf(findOperator(world, from))

  const post = (
    content: Content,
    options: { topicId?: number; replyTo?: number; mediaGroupId?: string; from?: From },
  ): MessageView => {
    const topicId = options.topicId ?? generalTopicId
    if (world.chat.isForum) openTopic(world, topicId)
    const { replyTo, mediaGroupId } = options
    const message = addMessage(world, world.chat, topicId, person(options.from), content, {
      replyTo,
      mediaGroupId,
    })
    announceMessage(world, message)
    return messageView(message)
  }

  const postFile = (
    kind: 'photo' | 'document',
    input: FileInput,
    usual: { name: string; mimeType: string; bytes: Uint8Array },
  ): MessageView => {
    const { name = usual.name, mimeType = usual.mimeType, bytes = usual.bytes } = input
    const size = kind === 'photo' ? { width: 800, height: 600 } : undefined
    const file = storeFile(world, { name, mimeType, bytes }, size)
    const { text, entities } = cleanCaption({ text: input.caption ?? '', entities: [] })
    return post({ kind, file, caption: text, entities }, input)
  }

  const upgradeGroup = (from: From): number => {
    const old = world.chat
    if (old.type !== 'group') throw new Error('Only a basic group becomes a supergroup.')
    const id = -1_000_000_000_000 + old.id
    const next = makeChat(id, old.title, false, seconds(world.clock))
    next.type = 'supergroup'
    next.bot = { status: old.bot.status, rights: { ...old.bot.rights } }
    world.chats.set(id, next)
    old.upgradedTo = id
    world.chat = next
    const by = person(from)
    // Both chats say so, each with the other's id, and this is the last message of the old one.
    serve(world, old, by, 'migrate_to_chat_id', id)
    serve(world, next, by, 'migrate_from_chat_id', old.id)
    notify(world, { kind: 'chat', chat: next })
    return id
  }

  const changeBot = (from: From, apply: (chat: Chat) => void): void => {
    const { chat } = world
    const before = botMember(world, chat)
    apply(chat)
    announceMembership(world, chat, person(from), before, botMember(world, chat))
    notify(world, { kind: 'chat', chat })
  }

  return {
    send({ text, entities = [], ...options }) {
      return post({ kind: 'text', ...cleanText({ text, entities }) }, options)
    },
    edit(messageId, text, entities = []) {
      const message = present(world, messageId)
      const { content } = message
      if (content.kind === 'service') throw new Error('A service message cannot be edited.')
      if (content.kind === 'text') message.content = { kind: 'text', ...cleanText({ text, entities }) }
      else message.content = { ...content, ...captionOf(cleanCaption({ text, entities })) }
      // The platform tells nobody about an edit that changes nothing.
      if (JSON.stringify(content) === JSON.stringify(message.content)) return messageView(message)
      message.editDate = seconds(world.clock)
      notify(world, { kind: 'message', message })
      announceEdit(world, message)
      return messageView(message)
    },
    react(messageId, emoji, from) {
      const message = present(world, messageId)
      setReactions(world, message, person(from), emoji === undefined ? [] : [{ type: 'emoji', emoji }])
    },
    deleteForEveryone(messageId) {
      const message = present(world, messageId)
      message.isDeleted = true
      notify(world, { kind: 'message', message })
    },
    photo: (input = {}) =>
      postFile('photo', input, { name: 'photo.png', mimeType: 'image/png', bytes: pixelPng }),
    document: (input = {}) =>
      postFile('document', input, {
        name: 'notes.txt',
        mimeType: 'text/plain',
        bytes: Buffer.from('Notes\n'),
      }),
    forward(messageId, { topicId, from }) {
      const original = present(world, messageId)
      const target = topicId ?? generalTopicId
      const forwardedFrom = { user: original.from, date: original.date }
      const message = addMessage(world, world.chat, target, person(from), original.content, { forwardedFrom })
      announceMessage(world, message)
      return messageView(message)
    },
    pin(messageId, from) {
      const message = present(world, messageId)
      world.chat.pinnedMessageId = messageId
      const content: Content = { kind: 'service', name: 'pinned_message', value: messageId }
      announceMessage(world, addMessage(world, world.chat, message.topicId, person(from), content))
    },
    press(messageId, data, from) {
      const message = present(world, messageId)
      const id = String(world.clock.now()) + String(world.pressed.size)
      world.pressed.add(id)
      const query = {
        id,
        from: person(from),
        message: messageJson(message),
        chat_instance: String(world.chat.id),
        data,
      }
      world.updates.push('callback_query', query, `callbacks ${world.chat.id}`)
    },
    createTopic(name, from) {
      const { chat } = world
      const iconColor = topicColors[chat.topics.size % topicColors.length] as number
      return topicView(
        world,
        createTopic(world, chat, person(from), topicName(name), { iconColor, iconCustomEmojiId: undefined }),
      )
    },
    renameTopic(topicId, name, from) {
      editTopic(world, world.chat, openTopic(world, topicId), person(from), { name: topicName(name) })
    },
    closeTopic(topicId, from) {
      setTopicClosed(world, world.chat, openTopic(world, topicId), person(from), true)
    },
    reopenTopic(topicId, from) {
      setTopicClosed(world, world.chat, openTopic(world, topicId), person(from), false)
    },
    deleteTopic(topicId) {
      deleteTopic(world, world.chat, openTopic(world, topicId))
    },
    setBotStatus(status, from) {
      changeBot(from, chat => {
        chat.bot = { status, rights: status === 'administrator' ? chat.bot.rights : { ...emptyRights } }
      })
    },
    setBotRights(rights, from) {
      changeBot(from, chat => {
        chat.bot = { status: 'administrator', rights: { ...chat.bot.rights, ...rights } }
      })
    },
    setTopicsEnabled(isEnabled, from) {
      if (isEnabled && world.chat.type === 'group') upgradeGroup(from)
      if (isEnabled) addGeneral(world.chat)
      else world.chat.isForum = false
      notify(world, { kind: 'chat', chat: world.chat })
    },
    upgradeGroup,
    setAllowedReactions(emoji) {
      world.chat.allowedReactions = emoji
    },
  }
}

function findOperator(world: World, from: From): Parameters<typeof userOf>[0] {
  const operators = [...world.operators.values()]
  const found =
    from === undefined
      ? operators[0]
      : operators.find(
          operator => operator.id === from || operator.username === from || operator.first_name === from,
        )
  if (found === undefined) throw new Error(`There is no operator ${String(from)}.`)
  return found
}

function present(world: World, messageId: number): Message {
  const message = world.chat.messages.get(messageId)
  if (message === undefined || message.isDeleted) throw new Error(`There is no message ${messageId}.`)
  return message
}

function openTopic(world: World, topicId: number): Topic {
  const topic = world.chat.topics.get(topicId)
  if (topic === undefined || topic.isDeleted) throw new Error(`There is no topic ${topicId}.`)
  return topic
}

function captionOf({ text, entities }: { text: string; entities: Entity[] }): {
  caption: string
  entities: Entity[]
} {
  return { caption: text, entities }
}

function serve(world: World, chat: Chat, by: User, name: string, value: unknown): void {
  const message = addMessage(world, chat, 0, by, { kind: 'service', name, value })
  world.updates.push('message', { ...messageJson(message), chat: chatJson(chat) }, `messages ${chat.id}`)
}
