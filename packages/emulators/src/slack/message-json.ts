import { channelType } from './channel.ts'
import { fileJson } from './files.ts'
import { isBroadcast, type Message, repliesOf } from './message.ts'
import { botProfileJson } from './profiles.ts'
import type { Json } from './wire.ts'
import type { World } from './world.ts'

/** A message as `conversations.history` and the answers of `chat.*` show it. */
export function messageJson(world: World, message: Message, withMetadata = false): Json {
  if (message.isTombstone) return tombstoneJson(message)
  const { channel, threadTs } = message
  const parent = threadTs === undefined ? undefined : channel.messages.get(threadTs)
  const isReply = threadTs !== undefined && threadTs !== message.ts
  return {
    ...(message.userId !== undefined && { user: message.userId }),
    type: 'message',
    ts: message.ts,
    ...(message.subtype !== undefined && { subtype: message.subtype }),
    ...(message.clientMsgId !== undefined && { client_msg_id: message.clientMsgId }),
    ...(message.botId !== undefined && { bot_id: message.botId, app_id: world.appId }),
    text: message.text,
    ...(message.username !== undefined && { username: message.username }),
    ...(message.icons !== undefined && { icons: message.icons }),
    // Files come without the team, as seen on the platform.
    ...(message.userId !== undefined && message.subtype !== 'file_share' && { team: world.team.id }),
    ...(message.botId !== undefined &&
      message.username === undefined && { bot_profile: botProfileJson(world) }),
    ...(message.edited !== undefined && { edited: message.edited }),
    ...(isReply && { thread_ts: threadTs }),
    ...(isReply && parent?.userId !== undefined && { parent_user_id: parent.userId }),
    ...(isReply && isBroadcast(message) && parent !== undefined && { root: messageJson(world, parent) }),
    ...threadJson(message),
    ...(message.blocks !== undefined && { blocks: message.blocks }),
    ...(message.attachments !== undefined && { attachments: message.attachments }),
    ...(message.files.length > 0 && {
      files: message.files.map(file => fileJson(world, file)),
      upload: message.subtype === 'file_share' || message.botId !== undefined,
      display_as_bot: false,
    }),
    ...(message.reactions.size > 0 && { reactions: reactionsJson(message) }),
    ...(withMetadata && message.metadata !== undefined && { metadata: message.metadata }),
    ...message.extra,
  }
}

/** The same inside an event: with its channel, and without what only reading shows. */
export function messageEvent(world: World, message: Message): Json {
  const { reactions: _reactions, ...json } = messageJson(world, message)
  return {
    ...json,
    channel: message.channel.id,
    event_ts: message.ts,
    channel_type: channelType(message.channel),
  }
}

// What a parent says of its replies.
function threadJson(message: Message): Json {
  if (message.threadTs !== undefined && message.threadTs !== message.ts) return {}
  const replies = repliesOf(message.channel, message.ts)
  const latest = replies.at(-1)
  if (latest === undefined) return {}
  const users = [...new Set(replies.map(reply => reply.userId ?? reply.botId ?? ''))]
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: latest.ts,
    reply_users: users.slice(0, 5),
    is_locked: false,
    subscribed: false,
  }
}

function tombstoneJson(message: Message): Json {
  return {
    user: 'USLACKBOT',
    type: 'message',
    subtype: 'tombstone',
    hidden: true,
    ts: message.ts,
    text: 'This message was deleted.',
    thread_ts: message.ts,
    parent_user_id: 'USLACKBOT',
    reply_count: 0,
    reply_users_count: 0,
    latest_reply: '0000000000.000000',
    reply_users: [],
    is_locked: false,
    subscribed: false,
    ...threadJson(message),
  }
}

export function reactionsJson(message: Message): Json[] {
  return [...message.reactions].map(([name, users]) => ({ name, users: [...users], count: users.length }))
}
