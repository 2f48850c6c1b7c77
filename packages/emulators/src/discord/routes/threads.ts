import { channelJson, threadMemberJson } from '../channel-json.ts'
import {
  ApiError,
  archivedThread,
  emptyMessage,
  invalidForm,
  unknownMember,
  unknownUser,
  wrongChannelType,
} from '../errors.ts'
import { type Form, readForm } from '../form.ts'
import { isNothing } from '../message-form.ts'
import { messageJson } from '../message-json.ts'
import { openAlone, openAtMessage, openPost } from '../openings.ts'
import { demand } from '../permissions.ts'
import { demandToCarry, post, readSend } from '../send.ts'
import { addThreadMember, archiveMinutes, isThread, removeThreadMember, type Thread } from '../threads.ts'
import { channelType } from '../wire.ts'
import { type Answer, type Call, channelOf, messageOf, type Route } from './route.ts'

export const threadRoutes: readonly Route[] = [
  {
    name: 'startThreadFromMessage',
    verb: 'POST',
    path: '/channels/:channel/messages/:message/threads',
    bucket: 'others',
    run: startFromMessage,
  },
  { name: 'startThread', verb: 'POST', path: '/channels/:channel/threads', bucket: 'others', run: start },
  {
    name: 'getPublicArchivedThreads',
    verb: 'GET',
    path: '/channels/:channel/threads/archived/public',
    bucket: 'others',
    run: listArchived,
  },
  {
    name: 'joinThread',
    verb: 'PUT',
    path: '/channels/:channel/thread-members/@me',
    bucket: 'others',
    run: call => {
      addThreadMember(call.world, activeThreadOf(call), call.world.bot.id)
      return {}
    },
  },
  {
    name: 'leaveThread',
    verb: 'DELETE',
    path: '/channels/:channel/thread-members/@me',
    bucket: 'others',
    run: call => {
      removeThreadMember(call.world, activeThreadOf(call), call.world.bot.id)
      return {}
    },
  },
  {
    name: 'addThreadMember',
    verb: 'PUT',
    path: '/channels/:channel/thread-members/:user',
    bucket: 'others',
    run: call => {
      const thread = activeThreadOf(call)
      demand(call.world, thread, 'SEND_MESSAGES_IN_THREADS')
      const member = call.world.guild.members.get(call.path.user ?? '')
      if (member === undefined) throw unknownUser()
      addThreadMember(call.world, thread, member.account.id)
      return {}
    },
  },
  {
    name: 'getThreadMember',
    verb: 'GET',
    path: '/channels/:channel/thread-members/:user',
    bucket: 'others',
    run: call => {
      const thread = threadOf(call)
      const id = call.path.user === '@me' ? call.world.bot.id : (call.path.user ?? '')
      const joinedAt = thread.thread.members.get(id)
      if (joinedAt === undefined) throw unknownMember()
      return { body: threadMemberJson(thread, id, joinedAt) }
    },
  },
]

function startFromMessage(call: Call): Answer {
  const { world } = call
  const parent = channelOf(call)
  if (parent.type !== channelType.text) throw wrongChannelType()
  demand(world, parent, 'CREATE_PUBLIC_THREADS')
  const message = messageOf(call, parent)
  const form = readForm(call.body)
  const settings = readSettings(form)
  form.check()
  if (world.channels.get(message.id)?.isDeleted === false)
    throw new ApiError(400, 160004, 'A thread has already been created for this message')
  const thread = openAtMessage(world, parent, message, { ...settings, owner: world.bot })
  return { status: 201, body: channelJson(world, thread) }
}

function start(call: Call): Answer {
  const { world } = call
  const parent = channelOf(call)
  if (parent.type === channelType.forum) return startPost(call)
  if (parent.type !== channelType.text) throw wrongChannelType()
  const form = readForm(call.body)
  const settings = readSettings(form)
  const types = [channelType.publicThread, channelType.privateThread]
  // Without a type it is private, for old times' sake.
  const type = form.choice('type', types) ?? channelType.privateThread
  const isInvitable = form.boolean('invitable') ?? true
  form.check()
  const isPrivate = type === channelType.privateThread
  demand(world, parent, isPrivate ? 'CREATE_PRIVATE_THREADS' : 'CREATE_PUBLIC_THREADS')
  const thread = openAlone(world, parent, { ...settings, owner: world.bot, isPrivate, isInvitable })
  return { status: 201, body: channelJson(world, thread) }
}

/** A post in a forum: a thread, and its first message with the same id. */
function startPost(call: Call): Answer {
  const { world, body } = call
  const forum = channelOf(call)
  const form = readForm(body)
  const settings = readSettings(form)
  const appliedTags = (form.list('applied_tags', { max: 5 }) ?? []).map(String)
  form.require('message')
  const prepared = readSend(call, form.part('message', body.message ?? {}))
  form.check()
  demand(world, forum, 'SEND_MESSAGES')
  demandToCarry(world, forum, prepared)
  // Neither stands without the other, so nothing is opened for a message that cannot be.
  if (isNothing(prepared)) throw emptyMessage()
  const thread = openPost(world, forum, { ...settings, owner: world.bot, appliedTags })
  const message = post(world, thread, prepared, thread.id)
  return { status: 201, body: { ...channelJson(world, thread), message: messageJson(world, message, true) } }
}

interface Settings {
  name: string
  autoArchiveMinutes?: number
  slowmodeSeconds?: number
}

function readSettings(form: Form): Settings {
  form.require('name')
  const minutes = form.choice('auto_archive_duration', archiveMinutes)
  const slowmode = form.integer('rate_limit_per_user', { min: 0, max: 21_600 })
  return {
    name: form.text('name', { min: 1, max: 100 }) ?? '',
    ...(minutes !== undefined && { autoArchiveMinutes: minutes }),
    ...(slowmode !== undefined && { slowmodeSeconds: slowmode }),
  }
}

function listArchived(call: Call): Answer {
  const { world, query } = call
  const parent = channelOf(call)
  demand(world, parent, 'READ_MESSAGE_HISTORY')
  const form = readForm(Object.fromEntries(query))
  const limit = form.integer('limit', { min: 2, max: 100 }) ?? 50
  const before = query.get('before')
  const until = before === null ? Number.POSITIVE_INFINITY : Date.parse(before)
  form.check()
  if (Number.isNaN(until))
    throw invalidForm('before', 'DATE_TYPE_CONVERT', `Could not parse ${before}. Should be ISO8601.`)
  const all = [...world.channels.values()]
    .filter(isThread)
    .filter(channel => channel.parentId === parent.id && !channel.isDeleted)
    .filter(({ thread }) => thread.isArchived && !thread.isPrivate && thread.archiveTimestamp < until)
    .sort((a, b) => b.thread.archiveTimestamp - a.thread.archiveTimestamp)
  const threads = all.slice(0, limit)
  const members = threads.flatMap(thread => {
    const joinedAt = thread.thread.members.get(world.bot.id)
    return joinedAt === undefined ? [] : [threadMemberJson(thread, world.bot.id, joinedAt)]
  })
  const has_more = all.length > threads.length
  return { body: { threads: threads.map(thread => channelJson(world, thread)), members, has_more } }
}

function threadOf(call: Call): Thread {
  const channel = channelOf(call)
  if (!isThread(channel)) throw wrongChannelType()
  return channel
}

function activeThreadOf(call: Call): Thread {
  const thread = threadOf(call)
  if (thread.thread.isArchived) throw archivedThread()
  return thread
}
