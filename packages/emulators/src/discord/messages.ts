import type { UploadedFile } from '../shared/read-body.ts'
import { storeAttachment } from './files.ts'
import type { Account, Channel } from './guild.ts'
import { type Mentions, type Message, noMentions } from './message.ts'
import { messageEventJson } from './message-json.ts'
import { isThread, joinBySpeaking } from './threads.ts'
import { type Json, messageType } from './wire.ts'
import { notify, type World } from './world.ts'

/** A message that is about to be. */
export interface Draft {
  author: Account
  content: string
  /** Given for the first message of a forum post, which has its thread's id. */
  id?: string
  type?: number
  webhookId?: string | undefined
  embeds?: Json[] | undefined
  components?: Json[] | undefined
  files?: readonly (UploadedFile & { description?: string | undefined })[]
  mentions?: Mentions
  reference?: Message['reference']
  flags?: number
  isTts?: boolean
  nonce?: string | number | undefined
}

/** Puts a message into a channel and tells everybody. */
export function postMessage(world: World, channel: Channel, draft: Draft): Message {
  const { thread } = channel
  const message: Message = {
    id: draft.id ?? world.makeId(),
    channelId: channel.id,
    author: draft.author,
    webhookId: draft.webhookId,
    type: draft.type ?? (draft.reference === undefined ? messageType.default : messageType.reply),
    content: draft.content,
    at: world.clock.now(),
    editedAt: undefined,
    embeds: draft.embeds ?? [],
    components: draft.components ?? [],
    attachments: (draft.files ?? []).map(file => storeAttachment(world, channel.id, file)),
    mentions: draft.mentions ?? noMentions,
    reference: draft.reference,
    flags: draft.flags ?? 0,
    isTts: draft.isTts ?? false,
    nonce: draft.nonce,
    reactions: new Map(),
    position: thread === undefined ? undefined : thread.totalMessageSent,
    isDeleted: false,
  }
  channel.messages.set(message.id, message)
  channel.lastMessageId = message.id
  if (isThread(channel)) {
    // The message that opened the thread does not count.
    if (message.id !== channel.id && message.type !== messageType.threadStarter)
      channel.thread.totalMessageSent++
    joinBySpeaking(world, channel, draft.author)
  }
  notify(world, { kind: 'message', message })
  world.dispatch({
    name: 'MESSAGE_CREATE',
    channel,
    data: viewer => messageEventJson(world, message, viewer.seesContent),
  })
  // Only the event and the answer to its creation carry a nonce; the caller has it.
  message.nonce = undefined
  return message
}

/** Says that a message is not what it was. */
export function announceEdit(world: World, channel: Channel, message: Message): void {
  notify(world, { kind: 'message', message })
  world.dispatch({
    name: 'MESSAGE_UPDATE',
    channel,
    data: viewer => messageEventJson(world, message, viewer.seesContent),
  })
}

export function deleteMessage(world: World, channel: Channel, message: Message): void {
  message.isDeleted = true
  notify(world, { kind: 'message', message })
  world.dispatch({
    name: 'MESSAGE_DELETE',
    channel,
    data: () => ({ id: message.id, channel_id: channel.id, guild_id: world.guild.id }),
  })
}

export function deleteMessages(world: World, channel: Channel, messages: readonly Message[]): void {
  for (const message of messages) {
    message.isDeleted = true
    notify(world, { kind: 'message', message })
  }
  world.dispatch({
    name: 'MESSAGE_DELETE_BULK',
    channel,
    data: () => ({
      ids: messages.map(message => message.id),
      channel_id: channel.id,
      guild_id: world.guild.id,
    }),
  })
}

/** Whether Discord wrote it by itself. */
export function isSystemMessage(message: Message): boolean {
  return message.type !== messageType.default && message.type !== messageType.reply
}
