import { channelJson } from '../channel-json.ts'
import { changeChannel, deleteChannel } from '../channels.ts'
import { archivedThread, missingPermissions } from '../errors.ts'
import { type Form, readForm } from '../form.ts'
import type { Channel } from '../guild.ts'
import { postMessage } from '../messages.ts'
import { botMay, demand } from '../permissions.ts'
import {
  archiveMinutes,
  changeThread,
  deleteThread,
  isThread,
  type Thread,
  type ThreadChanges,
} from '../threads.ts'
import { messageType } from '../wire.ts'
import { type Answer, type Call, channelOf, type Route } from './route.ts'

export const channelRoutes: readonly Route[] = [
  {
    name: 'getChannel',
    verb: 'GET',
    path: '/channels/:channel',
    bucket: 'others',
    run: call => ({ body: channelJson(call.world, channelOf(call)) }),
  },
  { name: 'modifyChannel', verb: 'PATCH', path: '/channels/:channel', bucket: 'others', run: modify },
  {
    name: 'deleteChannel',
    verb: 'DELETE',
    path: '/channels/:channel',
    bucket: 'others',
    run: call => {
      const { world } = call
      const channel = channelOf(call)
      demand(world, channel, isThread(channel) ? 'MANAGE_THREADS' : 'MANAGE_CHANNELS')
      const body = channelJson(world, channel)
      if (isThread(channel)) deleteThread(world, channel)
      else deleteChannel(world, channel)
      return { body }
    },
  },
]

function modify(call: Call): Answer {
  const { world } = call
  const channel = channelOf(call)
  const form = readForm(call.body)
  const name = form.text('name', { min: 1, max: 100 })
  if (isThread(channel)) return modifyThread(call, channel, { ...readThreadChanges(form), name }, form)
  const topic = form.text('topic', { max: 1024 })
  form.check()
  demand(world, channel, 'MANAGE_CHANNELS')
  countRename(call, channel, name)
  changeChannel(world, channel, { name, topic })
  return { body: channelJson(world, channel) }
}

function readThreadChanges(form: Form): ThreadChanges {
  return {
    isArchived: form.boolean('archived'),
    isLocked: form.boolean('locked'),
    isInvitable: form.boolean('invitable'),
    autoArchiveMinutes: form.choice('auto_archive_duration', archiveMinutes),
    slowmodeSeconds: form.integer('rate_limit_per_user', { min: 0, max: 21_600 }),
    appliedTags: form.list('applied_tags', { max: 5 })?.map(String),
  }
}

function modifyThread(call: Call, thread: Thread, changes: ThreadChanges, form: Form): Answer {
  const { world } = call
  form.check()
  const isWaking = thread.thread.isArchived && changes.isArchived === false
  if (thread.thread.isArchived && !isWaking) {
    // Archiving what is archived changes nothing; everything else needs an active thread.
    if (Object.keys(call.body).some(field => field !== 'archived')) throw archivedThread()
    return { body: channelJson(world, thread) }
  }
  if (!mayModify(call, thread, changes, isWaking)) throw missingPermissions()
  countRename(call, thread, changes.name)
  const isRenamed = changes.name !== undefined && changes.name !== thread.name
  changeThread(world, thread, changes)
  if (isRenamed)
    postMessage(world, thread, {
      author: world.bot,
      content: thread.name,
      type: messageType.channelNameChange,
    })
  return { body: channelJson(world, thread) }
}

// Waking needs no more than writing does; who opened a thread may name and archive it; the rest is for moderators.
function mayModify(
  { world, body }: Call,
  thread: Thread,
  changes: ThreadChanges,
  isWaking: boolean,
): boolean {
  if (botMay(world, 'MANAGE_THREADS', thread)) return true
  if (changes.isLocked !== undefined || changes.slowmodeSeconds !== undefined) return false
  if (thread.thread.isLocked) return false
  const isOnlyWaking = isWaking && Object.keys(body).length === 1
  if (isOnlyWaking) return botMay(world, 'SEND_MESSAGES_IN_THREADS', thread)
  return thread.thread.ownerId === world.bot.id
}

// Names may change only twice in ten minutes.
function countRename(call: Call, channel: Channel, name: string | undefined): void {
  if (name === undefined || name === channel.name) return
  call.limiter.takeRename(channel.id)
}
