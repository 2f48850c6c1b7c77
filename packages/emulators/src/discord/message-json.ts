import { accountJson, memberJson } from './account-json.ts'
import { channelJson } from './channel-json.ts'
import { attachmentJson } from './files.ts'
import type { Account } from './guild.ts'
import type { Message } from './message.ts'
import { isoTime, type Json, messageFlag, messageType } from './wire.ts'
import { findMessage, type World } from './world.ts'

/** A message as REST answers with it. Apps that may not read content get it only of their own and where they are named. */
export function messageJson(world: World, message: Message, seesContent: boolean): Json {
  return render(world, message, seesContent, accountJson, true)
}

/** A message as the gateway tells it: with the guild and the members. */
export function messageEventJson(world: World, message: Message, seesContent: boolean): Json {
  const member = world.guild.members.get(message.author.id)
  const channel = world.channels.get(message.channelId)
  const withMember = (account: Account): Json => {
    const mentioned = world.guild.members.get(account.id)
    return { ...accountJson(account), ...(mentioned !== undefined && { member: memberJson(mentioned) }) }
  }
  return {
    ...render(world, message, seesContent, withMember, true),
    guild_id: world.guild.id,
    channel_type: channel?.type,
    ...(member !== undefined && message.webhookId === undefined && { member: memberJson(member) }),
  }
}

function render(
  world: World,
  message: Message,
  seesContent: boolean,
  mention: (account: Account) => Json,
  isOutermost: boolean,
): Json {
  const isReadable = seesContent || isOwn(world, message)
  const thread = startedThread(world, message)
  return {
    type: message.type,
    tts: message.isTts,
    timestamp: isoTime(message.at),
    pinned: false,
    mentions: message.mentions.users.map(mention),
    mention_roles: message.mentions.roles,
    mention_everyone: message.mentions.everyone,
    id: message.id,
    flags: message.flags | (thread === undefined ? 0 : messageFlag.hasThread),
    embeds: isReadable ? message.embeds : [],
    edited_timestamp: message.editedAt === undefined ? null : isoTime(message.editedAt),
    content: isReadable ? message.content : '',
    components: isReadable ? message.components : [],
    channel_id: message.channelId,
    author: accountJson(message.author),
    attachments: isReadable
      ? message.attachments.map(attachment => attachmentJson(world, message.channelId, attachment))
      : [],
    ...(message.reactions.size > 0 && { reactions: reactionsJson(world, message) }),
    ...(message.webhookId !== undefined && {
      webhook_id: message.webhookId,
      application_id: world.bot.id,
    }),
    ...(message.nonce !== undefined && { nonce: message.nonce }),
    ...(message.position !== undefined && { position: message.position }),
    ...(thread !== undefined && { thread: channelJson(world, thread) }),
    ...(isOutermost && referenceJson(world, message, seesContent)),
  }
}

function referenceJson(world: World, message: Message, seesContent: boolean): Json {
  const { reference } = message
  if (reference === undefined) return {}
  const message_reference = {
    type: 0,
    channel_id: reference.channelId,
    guild_id: world.guild.id,
    ...(reference.messageId !== undefined && { message_id: reference.messageId }),
  }
  if (message.type === messageType.threadCreated) return { message_reference }
  const channel = world.channels.get(reference.channelId)
  const found = channel === undefined ? undefined : findMessage(channel, reference.messageId ?? '')
  // `null` says that it was deleted.
  const referenced_message =
    found === undefined ? null : render(world, found, seesContent, accountJson, false)
  return { message_reference, referenced_message }
}

function reactionsJson(world: World, message: Message): Json[] {
  return [...message.reactions].map(([emoji, users]) => ({
    emoji: { id: null, name: emoji },
    count: users.size,
    count_details: { burst: 0, normal: users.size },
    burst_colors: [],
    me_burst: false,
    burst_me: false,
    me: users.has(world.bot.id),
    burst_count: 0,
  }))
}

// Messages of the app's own webhooks are messages that the app sends.
function isOwn(world: World, message: Message): boolean {
  return (
    message.author.id === world.bot.id ||
    message.webhookId !== undefined ||
    message.mentions.users.some(user => user.id === world.bot.id)
  )
}

function startedThread(world: World, message: Message): ReturnType<World['channels']['get']> {
  if (message.channelId === message.id) return undefined
  const thread = world.channels.get(message.id)
  return thread === undefined || thread.isDeleted ? undefined : thread
}
