import { setBotPermissions, setChannelOverwrite } from './bot-rights.ts'
import { deleteChannel } from './channels.ts'
import { lengthOf } from './form.ts'
import type { Account, Channel } from './guild.ts'
import { allMentions, findMentions } from './mentions.ts'
import type { Message } from './message.ts'
import { announceEdit, deleteMessage, postMessage } from './messages.ts'
import { openAlone, openAtMessage, openPost } from './openings.ts'
import type { From } from './operators.ts'
import { hasPermission, type Permissions } from './permissions.ts'
import { addReaction, readEmoji, removeReaction } from './reactions.ts'
import {
  changeThread,
  deleteThread,
  isThread,
  type Thread,
  type ThreadChanges,
  wakeForMessage,
} from './threads.ts'
import { startTyping } from './typing.ts'
import { type MessageView, messageView, type ThreadView, threadView } from './views.ts'
import { channelType, messageFlag, messageType } from './wire.ts'
import { findChannel, findMessage, notify, type PrivilegedIntent, type World } from './world.ts'

/** Those who pay for it may write twice what a bot may. */
const maxTextLength = 4000

/** A file as a person attaches it. */
export interface FileInput {
  name?: string
  mimeType?: string
  bytes?: Uint8Array
  description?: string
}

export interface HumanMessage {
  text?: string
  /** The text channel when left out. */
  threadId?: string
  channelId?: string
  from?: From
  replyTo?: string
  files?: FileInput[]
  /** Sent as `@silent`. */
  isSilent?: boolean
}

/** What people do in their clients. Everything takes effect at once and reaches the bot as Discord would tell it. */
export interface DiscordHumanSide {
  /** Writes; that wakes an archived thread. */
  send(message: HumanMessage): MessageView
  edit(messageId: string, text: string): MessageView
  react(messageId: string, emoji: string, from?: From): void
  unreact(messageId: string, emoji: string, from?: From): void
  delete(messageId: string): void
  typing(threadId: string, from?: From): void
  /** Opens a thread in the text channel, at a message when one is named, or a post in a forum. */
  createThread(thread: {
    name: string
    channelId?: string
    messageId?: string
    text?: string
    from?: From
  }): ThreadView
  rename(threadId: string, name: string, from?: From): void
  archive(threadId: string): void
  unarchive(threadId: string): void
  lock(threadId: string): void
  unlock(threadId: string): void
  deleteThread(threadId: string): void
  /** Deletes a channel with its threads. */
  deleteChannel(channelId: string): void
  /** Gives the bot's role these permissions and no others. */
  setBotPermissions(permissions: Permissions): void
  /** Allows or denies the bot something in one channel, on top of its role. */
  setChannelPermissions(channelId: string, change: { allow?: Permissions; deny?: Permissions }): void
  /** Grants the app these privileged intents and no others. */
  setPrivilegedIntents(intents: readonly PrivilegedIntent[]): void
}

export function makeHumanSide(world: World, textChannelId: string): DiscordHumanSide {
  const person = (from: From): Account => findOperator(world, from)

  const change = (threadId: string, changes: ThreadChanges): Thread => {
    const thread = presentThread(world, threadId)
    changeThread(world, thread, changes)
    return thread
  }

  const send = (input: HumanMessage): Message => {
    const channel = presentChannel(world, input.threadId ?? input.channelId ?? textChannelId)
    if (channel.type === channelType.forum) throw new Error('In a forum people write posts: createThread.')
    const { text = '', files = [] } = input
    if (lengthOf(text) > maxTextLength) throw new Error(`People write ${maxTextLength} characters at most.`)
    if (text.trim() === '' && files.length === 0) throw new Error('There is nothing to send.')
    const author = person(input.from)
    const replied = input.replyTo === undefined ? undefined : present(world, input.replyTo).message
    if (isThread(channel)) wakeForMessage(world, channel, manages(world, author, channel))
    return postMessage(world, channel, {
      author,
      content: text.trim(),
      files: files.map(({ name = 'notes.txt', mimeType = 'text/plain', bytes, description }) => ({
        name,
        mimeType,
        bytes: bytes ?? new TextEncoder().encode('Notes\n'),
        description,
      })),
      flags: input.isSilent === true ? messageFlag.suppressNotifications : 0,
      reference: replied === undefined ? undefined : { channelId: channel.id, messageId: replied.id },
      mentions: findMentions(world, text, allMentions, {
        mayMentionEveryone: true,
        repliesTo: replied?.webhookId === undefined ? replied?.author : undefined,
      }),
    })
  }

  return {
    send: input => messageView(world, send(input)),
    edit(messageId, text) {
      const { message, channel } = present(world, messageId)
      if (message.author.isBot) throw new Error('People edit only what people wrote.')
      message.content = text.trim()
      message.mentions = findMentions(world, text, allMentions, {
        mayMentionEveryone: true,
        repliesTo: undefined,
      })
      message.editedAt = world.clock.now()
      announceEdit(world, channel, message)
      return messageView(world, message)
    },
    react(messageId, emoji, from) {
      const { message, channel } = present(world, messageId)
      addReaction(world, channel, message, readEmoji(emoji), person(from))
    },
    unreact(messageId, emoji, from) {
      const { message, channel } = present(world, messageId)
      removeReaction(world, channel, message, readEmoji(emoji), person(from))
    },
    delete(messageId) {
      const { message, channel } = present(world, messageId)
      deleteMessage(world, channel, message)
    },
    typing: (threadId, from) => startTyping(world, presentChannel(world, threadId), person(from)),
    createThread({ name, channelId = textChannelId, messageId, text, from }) {
      const parent = presentChannel(world, channelId)
      const opening = { name, owner: person(from) }
      if (parent.type === channelType.forum) {
        const thread = openPost(world, parent, opening)
        postMessage(world, thread, { id: thread.id, author: opening.owner, content: text ?? name })
        return threadView(world, thread)
      }
      const thread =
        messageId === undefined
          ? openAlone(world, parent, { ...opening, isPrivate: false })
          : openAtMessage(world, parent, present(world, messageId).message, opening)
      if (text !== undefined) send({ threadId: thread.id, text, from })
      return threadView(world, thread)
    },
    rename(threadId, name, from) {
      const thread = change(threadId, { name })
      postMessage(world, thread, { author: person(from), content: name, type: messageType.channelNameChange })
    },
    archive: threadId => void change(threadId, { isArchived: true }),
    unarchive: threadId => void change(threadId, { isArchived: false }),
    lock: threadId => void change(threadId, { isLocked: true }),
    unlock: threadId => void change(threadId, { isLocked: false }),
    deleteThread: threadId => deleteThread(world, presentThread(world, threadId)),
    deleteChannel: channelId => deleteChannel(world, presentChannel(world, channelId)),
    setBotPermissions: permissions => setBotPermissions(world, permissions),
    setChannelPermissions: (channelId, permissions) =>
      setChannelOverwrite(world, presentChannel(world, channelId), permissions),
    setPrivilegedIntents(intents) {
      world.privileged = new Set(intents)
      notify(world, { kind: 'guild' })
    },
  }
}

function findOperator(world: World, from: From): Account {
  const people = [...world.guild.members.values()].map(({ account }) => account).filter(({ isBot }) => !isBot)
  const found =
    from === undefined
      ? people[0]
      : people.find(({ id, username, globalName }) => id === from || username === from || globalName === from)
  if (found === undefined) throw new Error(`There is no operator ${String(from)}.`)
  return found
}

function manages(world: World, account: Account, channel: Channel): boolean {
  const member = world.guild.members.get(account.id)
  return member !== undefined && hasPermission(world, member, 'MANAGE_THREADS', channel)
}

function presentChannel(world: World, id: string): Channel {
  const channel = findChannel(world, id)
  if (channel === undefined) throw new Error(`There is no channel ${id}.`)
  return channel
}

function presentThread(world: World, id: string): Thread {
  const channel = presentChannel(world, id)
  if (!isThread(channel)) throw new Error(`${id} is not a thread.`)
  return channel
}

function present(world: World, id: string): { message: Message; channel: Channel } {
  for (const channel of world.channels.values()) {
    const message = channel.isDeleted ? undefined : findMessage(channel, id)
    if (message !== undefined) return { message, channel }
  }
  throw new Error(`There is no message ${id}.`)
}
