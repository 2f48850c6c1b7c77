import { demandMembership, findChannel, findChannelToPost, findMessage } from '../access.ts'
import { announceChange, announceMessage } from '../announce.ts'
import { type Channel, isTs } from '../channel.ts'
import { MethodError } from '../errors.ts'
import { messageJson } from '../message-json.ts'
import { readContent, readIdentity, readMetadata } from '../posting.ts'
import { removeMessage } from '../removal.ts'
import { addMessage, type World } from '../world.ts'
import { formOnly, type Method, method } from './method.ts'

const write = ['chat:write']

const postMessage = method('post', write, call => {
  const { world, args } = call
  const channel = findChannelToPost(call)
  if (channel.isArchived) throw new MethodError('is_archived')
  if (!world.app.scopes.has('chat:write.public') || channel.isPrivate) demandMembership(call, channel)
  const content = readContent(args, 'post')
  const identity = readIdentity(world, args)
  const metadata = readMetadata(args)
  const threadTs = readThread(world, channel, args.text('thread_ts'))
  const isBroadcast = threadTs !== undefined && args.flag('reply_broadcast')
  const message = addMessage(world, {
    channel,
    ...content,
    // A post under another name is no user's.
    ...(identity.username === undefined ? { userId: world.bot.id } : identity),
    botId: world.botId,
    subtype: isBroadcast ? 'thread_broadcast' : identity.username === undefined ? undefined : 'bot_message',
    threadTs,
    metadata,
    parse: args.text('parse') || 'none',
    linksNames: args.flag('link_names'),
    canUnfurl: args.flag('unfurl_links', true) || args.flag('unfurl_media', true),
  })
  announceMessage(world, message)
  return { channel: channel.id, ts: message.ts, message: messageJson(world, message, true) }
})

/**
 * Finds the parent that a reply belongs to; a reply's `ts` leads to its parent. Where the parent was deleted, the post
 * goes into the channel and its answer has no `thread_ts`. Where there never was one, it hangs in the air, seen by nobody.
 */
export function readThread(world: World, channel: Channel, ts: string): string | undefined {
  if (ts === '') return undefined
  if (!isTs(ts)) {
    const messages = [`[ERROR] ${ts} is not a valid thread_ts`]
    throw new MethodError('invalid_thread_ts', { response_metadata: { messages } })
  }
  const parent = channel.messages.get(ts)
  // Of what was before it was started, an emulator knows nothing.
  if (parent === undefined) return world.manners.isForgetful ? undefined : ts
  if (parent.isDeleted) {
    if (world.manners.replyToDeleted === 'thread_not_found') throw new MethodError('thread_not_found')
    return undefined
  }
  if (parent.subtype !== undefined && unthreadable.has(parent.subtype))
    throw new MethodError('cannot_reply_to_message')
  return parent.threadTs ?? parent.ts
}

// What the channel says of itself takes no replies.
const unthreadable: ReadonlySet<string> = new Set([
  'channel_join',
  'channel_leave',
  'channel_name',
  'channel_archive',
])

const update = method('tier3', write, call => {
  const { world, args } = call
  const channel = findChannel(call)
  const message = findMessage(channel, args.required('ts'))
  if (channel.isArchived) throw new MethodError('is_inactive')
  if (message.botId !== world.botId) throw new MethodError('cant_update_message')
  const minutes = world.manners.editWindowMinutes
  if (minutes !== false && world.clock.now() > Number(message.ts) * 1000 + minutes * 60_000)
    throw new MethodError('edit_window_closed')
  const previous = messageJson(world, message)
  const content = readContent(args, 'update')
  const metadata = readMetadata(args)
  // Blocks stay only where no text replaces them; attachments stay unless given.
  message.blocks =
    content.blocks ?? (args.has('text') || args.has('markdown_text') ? undefined : message.blocks)
  message.attachments = args.has('attachments') ? content.attachments : message.attachments
  if (content.text !== '') message.text = content.text
  if (metadata !== undefined) message.metadata = Object.keys(metadata).length === 0 ? undefined : metadata
  message.parse = args.text('parse') || 'client'
  message.linksNames = args.flag('link_names')
  // The mark is not shown for blocks, but the field is there.
  message.edited = { user: world.bot.id, ts: `${Math.floor(world.clock.now() / 1000)}.000000` }
  world.changes.notify({ kind: 'message', message })
  announceChange(world, message, previous)
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: messageJson(world, message, true),
  }
})

const remove = method('tier3', write, call => {
  const { world, args } = call
  const channel = findChannel(call)
  const message = findMessage(channel, args.required('ts'))
  if (message.botId !== world.botId) throw new MethodError('cant_delete_message')
  removeMessage(world, message)
  return { channel: channel.id, ts: message.ts }
})

const getPermalink = method(
  'special',
  [],
  call => {
    const channel = findChannel(call)
    const message = findMessage(channel, call.args.required('message_ts'))
    const { domain } = call.world.team
    const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`
    const permalink = `https://${domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`
    return { channel: channel.id, permalink }
  },
  formOnly,
)

export const chat: Record<string, Method> = {
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
  'chat.postMessage': postMessage,
  'chat.update': update,
}
