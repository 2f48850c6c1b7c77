import {
  ApiError,
  archivedThread,
  invalidForm,
  lockedThread,
  missingPermissions,
  systemMessage,
} from '../errors.ts'
import { readForm } from '../form.ts'
import type { Channel } from '../guild.ts'
import { allMentions } from '../mentions.ts'
import type { Message } from '../message.ts'
import { readMessageForm } from '../message-form.ts'
import { messageJson } from '../message-json.ts'
import { announceEdit, deleteMessage, deleteMessages, isSystemMessage } from '../messages.ts'
import { botMay, demand } from '../permissions.ts'
import { rewrite } from '../rewrite.ts'
import { demandToSend, sendAsBot } from '../send.ts'
import { compareIds, isSnowflake, timeOf } from '../snowflakes.ts'
import { isThread } from '../threads.ts'
import { startTyping } from '../typing.ts'
import { messageFlag, messageType } from '../wire.ts'
import { findMessage } from '../world.ts'
import { type Answer, type Call, channelOf, messageOf, type Route, seesContent } from './route.ts'

const twoWeeksMs = 14 * 24 * 60 * 60 * 1000

export const messageRoutes: readonly Route[] = [
  {
    name: 'getMessages',
    verb: 'GET',
    path: '/channels/:channel/messages',
    bucket: 'others',
    run: getMessages,
  },
  {
    name: 'createMessage',
    verb: 'POST',
    path: '/channels/:channel/messages',
    bucket: 'messages',
    run: createMessage,
  },
  {
    name: 'bulkDeleteMessages',
    verb: 'POST',
    path: '/channels/:channel/messages/bulk-delete',
    bucket: 'others',
    run: bulkDelete,
  },
  {
    name: 'getMessage',
    verb: 'GET',
    path: '/channels/:channel/messages/:message',
    bucket: 'others',
    run: call => {
      const channel = channelOf(call)
      demand(call.world, channel, 'READ_MESSAGE_HISTORY')
      return { body: messageJson(call.world, messageOf(call, channel), seesContent(call.world)) }
    },
  },
  {
    name: 'editMessage',
    verb: 'PATCH',
    path: '/channels/:channel/messages/:message',
    bucket: 'edits',
    run: editMessage,
  },
  {
    name: 'deleteMessage',
    verb: 'DELETE',
    path: '/channels/:channel/messages/:message',
    bucket: 'deletes',
    run: deleteOne,
  },
  {
    name: 'triggerTyping',
    verb: 'POST',
    path: '/channels/:channel/typing',
    bucket: 'typing',
    run: call => {
      const channel = channelOf(call)
      demandToSend(call.world, channel)
      startTyping(call.world, channel, call.world.bot)
      return {}
    },
  },
]

function getMessages(call: Call): Answer {
  const { world, query } = call
  const channel = channelOf(call)
  const form = readForm(Object.fromEntries(query))
  const limit = form.integer('limit', { min: 1, max: 100 }) ?? 50
  for (const name of ['around', 'before', 'after']) form.snowflake(name)
  form.check()
  if (!botMay(world, 'READ_MESSAGE_HISTORY', channel)) return { body: [] }
  const there = [...channel.messages.values()]
    .filter(message => !message.isDeleted)
    .sort((a, b) => compareIds(a.id, b.id))
  const found = pick(there, query, limit)
  return { body: found.reverse().map(message => messageJson(world, message, seesContent(world))) }
}

// Oldest first; `after` means those right after it, not the newest ones.
function pick(messages: Message[], query: URLSearchParams, limit: number): Message[] {
  const around = query.get('around')
  if (around !== null) {
    const older = messages.filter(({ id }) => compareIds(id, around) < 0).slice(-Math.floor(limit / 2))
    const rest = messages.filter(({ id }) => compareIds(id, around) >= 0)
    return [...older, ...rest.slice(0, limit - older.length)]
  }
  const after = query.get('after')
  if (after !== null) return messages.filter(({ id }) => compareIds(id, after) > 0).slice(0, limit)
  const before = query.get('before')
  return messages.filter(({ id }) => before === null || compareIds(id, before) < 0).slice(-limit)
}

function createMessage(call: Call): Answer {
  const channel = channelOf(call)
  const message = sendAsBot(call, channel, readForm(call.body))
  const { nonce } = call.body
  return { body: { ...messageJson(call.world, message, true), ...(nonce != null && { nonce }) } }
}

function editMessage(call: Call): Answer {
  const { world } = call
  const channel = channelOf(call)
  const message = messageOf(call, channel)
  const form = readForm(call.body)
  const changes = readMessageForm(form, call.files)
  form.check()
  demandActive(call, channel)
  if (message.author.id !== world.bot.id) return editFlags(call, channel, message, changes.flags)
  if (isSystemMessage(message)) throw systemMessage()
  if ((changes.embeds ?? []).length > 0) demand(world, channel, 'EMBED_LINKS')
  if (changes.files.length > 0) demand(world, channel, 'ATTACH_FILES')
  rewrite(world, channel, message, changes, {
    defaults: allMentions,
    mayMentionEveryone: botMay(world, 'MENTION_EVERYONE', channel),
  })
  return { body: messageJson(world, message, true) }
}

/** Of somebody else's message only the embeds can be hidden, by who manages messages. */
function editFlags(call: Call, channel: Channel, message: Message, flags: number | undefined): Answer {
  const { world, body } = call
  const isOnlyFlags = Object.keys(body).every(name => name === 'flags')
  if (!isOnlyFlags || flags === undefined || !botMay(world, 'MANAGE_MESSAGES', channel))
    throw new ApiError(403, 50005, 'Cannot edit a message authored by another user')
  message.flags = (message.flags & ~messageFlag.suppressEmbeds) | (flags & messageFlag.suppressEmbeds)
  announceEdit(world, channel, message)
  return { body: messageJson(world, message, seesContent(world)) }
}

function deleteOne(call: Call): Answer {
  const { world } = call
  const channel = channelOf(call)
  const message = messageOf(call, channel)
  if (message.author.id !== world.bot.id && !botMay(world, 'MANAGE_MESSAGES', channel))
    throw missingPermissions()
  // The documentation says that deleting goes on in archived threads; the platform answers 50083.
  if (channel.thread?.isArchived === true) throw archivedThread()
  if (isSystemMessage(message) && message.type !== messageType.threadCreated) throw systemMessage()
  deleteMessage(world, channel, message)
  return {}
}

function bulkDelete(call: Call): Answer {
  const { world } = call
  const channel = channelOf(call)
  demand(world, channel, 'MANAGE_MESSAGES')
  const ids = Array.isArray(call.body.messages) ? call.body.messages.map(String) : []
  if (ids.length < 2 || ids.length > 100)
    throw new ApiError(
      400,
      50016,
      'Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete.',
    )
  for (const [index, id] of ids.entries()) {
    if (!isSnowflake(id))
      throw invalidForm(`messages.${index}`, 'NUMBER_TYPE_COERCE', `Value "${id}" is not snowflake.`)
    if (timeOf(id) < world.clock.now() - twoWeeksMs)
      throw new ApiError(400, 50034, 'You can only bulk delete messages that are under 14 days old.')
  }
  if (new Set(ids).size < ids.length)
    throw invalidForm('messages', 'SET_TYPE_ALREADY_CONTAINS_VALUE', 'The set already contains the value')
  if (channel.thread?.isArchived === true) throw archivedThread()
  deleteMessages(
    world,
    channel,
    ids.flatMap(id => findMessage(channel, id) ?? []),
  )
  return {}
}

function demandActive({ world }: Call, channel: Channel): void {
  if (!isThread(channel)) return
  if (channel.thread.isArchived) throw archivedThread()
  if (channel.thread.isLocked && !botMay(world, 'MANAGE_THREADS', channel)) throw lockedThread()
}
