import { ApiError, cannotReply, emptyMessage, invalidForm } from './errors.ts'
import type { Form } from './form.ts'
import type { Channel } from './guild.ts'
import { allMentions, findMentions } from './mentions.ts'
import type { Message } from './message.ts'
import { isNothing, type MessageForm, readMessageForm } from './message-form.ts'
import { isSystemMessage, postMessage } from './messages.ts'
import { botMay, demand } from './permissions.ts'
import type { Call } from './routes/route.ts'
import { isThread, wakeForMessage } from './threads.ts'
import { channelType } from './wire.ts'
import { findMessage, type World } from './world.ts'

/** Whether the bot may write here at all. */
export function demandToSend(world: World, channel: Channel): void {
  if (channel.type === channelType.forum)
    throw new ApiError(400, 50008, 'Cannot send messages in a non-text channel')
  demand(world, channel, isThread(channel) ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES')
}

/** What a message carries needs permissions of its own. */
export function demandToCarry(world: World, channel: Channel, content: MessageForm): void {
  if ((content.embeds ?? []).length > 0) demand(world, channel, 'EMBED_LINKS')
  if (content.files.length > 0) demand(world, channel, 'ATTACH_FILES')
  if (content.isTts) demand(world, channel, 'SEND_TTS_MESSAGES')
}

/** A message that was read and is not sent yet. */
export interface Prepared extends MessageForm {
  reference: Reference | undefined
}

/** Reads a message to be sent. Complaints stay in the form until its `check`. */
export function readSend(call: Call, form: Form): Prepared {
  return { ...readMessageForm(form, call.files), reference: readReference(form) }
}

/** Sends what the body says, or finds what the same nonce has sent before. */
export function sendAsBot(call: Call, channel: Channel, form: Form): Message {
  const { world, nonces } = call
  const prepared = readSend(call, form)
  form.check()
  demandToSend(world, channel)
  demandToCarry(world, channel, prepared)
  const { nonce } = prepared
  if (nonce !== undefined && prepared.isNonceEnforced) {
    const known = nonces.find(channel.id, world.bot.id, nonce)
    const before = known === undefined ? undefined : findMessage(channel, known)
    if (before !== undefined) return before
  }
  const message = post(world, channel, prepared)
  if (nonce !== undefined) nonces.remember(channel.id, world.bot.id, nonce, message.id)
  return message
}

/** Posts as the bot. The first message of a forum post brings the thread's id as its own. */
export function post(world: World, channel: Channel, prepared: Prepared, id?: string): Message {
  const { reference, content = '' } = prepared
  if (isNothing(prepared)) throw emptyMessage()
  const target = reference === undefined ? undefined : findReplied(world, channel, reference)
  if (isThread(channel)) wakeForMessage(world, channel, botMay(world, 'MANAGE_THREADS', channel))
  return postMessage(world, channel, {
    ...(id !== undefined && { id }),
    author: world.bot,
    content,
    embeds: prepared.embeds,
    components: prepared.components,
    files: prepared.files,
    flags: prepared.flags ?? 0,
    isTts: prepared.isTts,
    nonce: prepared.nonce,
    reference: target === undefined ? undefined : { channelId: channel.id, messageId: target.id },
    mentions: findMentions(world, content, prepared.allowed ?? allMentions, {
      mayMentionEveryone: botMay(world, 'MENTION_EVERYONE', channel),
      repliesTo: target?.webhookId === undefined ? target?.author : undefined,
    }),
  })
}

interface Reference {
  messageId: string
  channelId: string | undefined
  isDemanded: boolean
}

function readReference(form: Form): Reference | undefined {
  if (!form.has('message_reference')) return undefined
  const part = form.part('message_reference', form.source.message_reference)
  part.require('message_id')
  return {
    messageId: part.snowflake('message_id') ?? '',
    channelId: part.snowflake('channel_id'),
    isDemanded: part.boolean('fail_if_not_exists') ?? true,
  }
}

function findReplied(world: World, channel: Channel, reference: Reference): Message | undefined {
  if (!botMay(world, 'READ_MESSAGE_HISTORY', channel)) throw cannotReply()
  const isHere = reference.channelId === undefined || reference.channelId === channel.id
  const found = isHere ? findMessage(channel, reference.messageId) : undefined
  if (found === undefined) {
    if (!reference.isDemanded) return undefined
    throw invalidForm('message_reference', 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message')
  }
  if (isSystemMessage(found))
    throw invalidForm(
      'message_reference',
      'REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE',
      'Cannot reply to a system message',
    )
  return found
}
