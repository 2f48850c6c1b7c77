import { ApiError, unknownChannel } from './errors.ts'
import { hashOf } from './files.ts'
import type { Account, Channel, Webhook } from './guild.ts'
import { findMentions, userMentions } from './mentions.ts'
import type { Message } from './message.ts'
import type { MessageForm } from './message-form.ts'
import { postMessage } from './messages.ts'
import { openPost } from './openings.ts'
import { changeThread, isThread } from './threads.ts'
import { channelType } from './wire.ts'
import { findChannel, type World } from './world.ts'

/** Where a webhook is to post, or the name of the forum post to open for it. */
export interface WebhookTarget {
  channel: Channel
  opensPost: string | undefined
}

/** Discord keeps these names for itself. */
export function isSystemName(name: string): boolean {
  return /clyde|discord/i.test(name)
}

export function targetOf(
  world: World,
  webhook: Webhook,
  query: { threadId: string | null; threadName: string | undefined },
): WebhookTarget {
  const channel = findChannel(world, webhook.channelId)
  if (channel === undefined) throw unknownChannel()
  const isForum = channel.type === channelType.forum
  const { threadId, threadName } = query
  if (threadId !== null) {
    if (threadName !== undefined)
      throw new ApiError(
        400,
        220002,
        'Webhooks posted to forum channels cannot have both a thread_name and thread_id',
      )
    const thread = findChannel(world, threadId)
    if (thread === undefined || !isThread(thread) || thread.parentId !== channel.id) throw unknownChannel()
    return { channel: thread, opensPost: undefined }
  }
  if (!isForum && threadName !== undefined)
    throw new ApiError(400, 220003, 'Webhooks can only create threads in forum channels')
  if (isForum && threadName === undefined)
    throw new ApiError(400, 220001, 'Webhooks posted to forum channels must have a thread_name or thread_id')
  return { channel, opensPost: threadName }
}

export function postAsWebhook(
  world: World,
  webhook: Webhook,
  target: WebhookTarget,
  content: MessageForm,
  shown: { username: string | undefined; avatar: string | undefined },
): Message {
  const author: Account = {
    id: webhook.id,
    username: shown.username ?? webhook.name,
    globalName: undefined,
    isBot: true,
    avatar: shown.avatar === undefined ? undefined : pictureAt(shown.avatar),
  }
  const { opensPost } = target
  const channel =
    opensPost === undefined
      ? target.channel
      : openPost(world, target.channel, { name: opensPost, owner: author })
  // "The thread will automatically be unarchived", says the documentation, and nothing of locked ones.
  if (isThread(channel) && channel.thread.isArchived) changeThread(world, channel, { isArchived: false })
  return postMessage(world, channel, {
    ...(opensPost !== undefined && { id: channel.id }),
    author,
    webhookId: webhook.id,
    content: content.content ?? '',
    embeds: content.embeds,
    components: content.components,
    files: content.files,
    flags: content.flags ?? 0,
    isTts: content.isTts,
    // A webhook is not bound by anyone's permissions.
    mentions: findMentions(world, content.content ?? '', content.allowed ?? userMentions, {
      mayMentionEveryone: true,
      repliesTo: undefined,
    }),
  })
}

// Discord fetches the picture and shows it under a hash of its own; here nothing is fetched.
function pictureAt(url: string): Account['avatar'] {
  return { hash: hashOf(new TextEncoder().encode(url)), bytes: new Uint8Array() }
}
