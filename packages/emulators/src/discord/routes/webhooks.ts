import { randomBytes } from 'node:crypto'
import { accountJson } from '../account-json.ts'
import { ApiError, emptyMessage, invalidForm, unknownMessage, unknownWebhook } from '../errors.ts'
import { readForm } from '../form.ts'
import type { Channel, Webhook } from '../guild.ts'
import { userMentions } from '../mentions.ts'
import type { Message } from '../message.ts'
import { isNothing, readMessageForm } from '../message-form.ts'
import { messageJson } from '../message-json.ts'
import { deleteMessage } from '../messages.ts'
import { demand } from '../permissions.ts'
import { rewrite } from '../rewrite.ts'
import { isSystemName, postAsWebhook, targetOf } from '../webhooks.ts'
import type { Json } from '../wire.ts'
import { findMessage } from '../world.ts'
import { type Answer, type Call, channelOf, type Route } from './route.ts'

const maxWebhooks = 15
const messagePath = '/webhooks/:webhook/:token/messages/:message'

export const webhookRoutes: readonly Route[] = [
  {
    name: 'getChannelWebhooks',
    verb: 'GET',
    path: '/channels/:channel/webhooks',
    bucket: 'others',
    run: call => {
      const channel = channelOf(call)
      demand(call.world, channel, 'MANAGE_WEBHOOKS')
      const webhooks = [...call.world.webhooks.values()].filter(({ channelId }) => channelId === channel.id)
      return { body: webhooks.map(webhook => webhookJson(call, webhook)) }
    },
  },
  { name: 'createWebhook', verb: 'POST', path: '/channels/:channel/webhooks', bucket: 'others', run: create },
  {
    name: 'getWebhookWithToken',
    verb: 'GET',
    path: '/webhooks/:webhook/:token',
    bucket: 'others',
    isOpen: true,
    run: call => ({ body: webhookJson(call, webhookOf(call)) }),
  },
  {
    name: 'deleteWebhookWithToken',
    verb: 'DELETE',
    path: '/webhooks/:webhook/:token',
    bucket: 'others',
    isOpen: true,
    run: call => remove(call, webhookOf(call)),
  },
  {
    name: 'deleteWebhook',
    verb: 'DELETE',
    path: '/webhooks/:webhook',
    bucket: 'others',
    run: call => {
      const webhook = call.world.webhooks.get(call.path.webhook ?? '')
      const channel = call.world.channels.get(webhook?.channelId ?? '')
      if (webhook === undefined || channel === undefined) throw unknownWebhook()
      demand(call.world, channel, 'MANAGE_WEBHOOKS')
      return remove(call, webhook)
    },
  },
  {
    name: 'executeWebhook',
    verb: 'POST',
    path: '/webhooks/:webhook/:token',
    bucket: 'webhooks',
    isOpen: true,
    run: execute,
  },
  {
    name: 'getWebhookMessage',
    verb: 'GET',
    path: messagePath,
    bucket: 'webhooks',
    isOpen: true,
    run: call => ({ body: messageJson(call.world, sentOf(call).message, true) }),
  },
  {
    name: 'editWebhookMessage',
    verb: 'PATCH',
    path: messagePath,
    bucket: 'webhooks',
    isOpen: true,
    run: edit,
  },
  {
    name: 'deleteWebhookMessage',
    verb: 'DELETE',
    path: messagePath,
    bucket: 'webhooks',
    isOpen: true,
    run: call => {
      const { channel, message } = sentOf(call)
      deleteMessage(call.world, channel, message)
      return {}
    },
  },
]

function create(call: Call): Answer {
  const { world } = call
  const channel = channelOf(call)
  if (channel.thread !== undefined)
    throw new ApiError(400, 50024, 'Cannot execute action on this channel type')
  const form = readForm(call.body)
  form.require('name')
  const name = form.text('name', { min: 1, max: 80 }) ?? ''
  if (isSystemName(name))
    form.complain('name', 'WEBHOOK_NAME_INVALID', 'Webhook name cannot contain "clyde" or "discord"')
  form.check()
  demand(world, channel, 'MANAGE_WEBHOOKS')
  const there = [...world.webhooks.values()].filter(({ channelId }) => channelId === channel.id)
  if (there.length >= maxWebhooks)
    throw new ApiError(400, 30007, `Maximum number of webhooks reached (${maxWebhooks})`)
  const webhook: Webhook = {
    id: world.makeId(),
    token: randomBytes(51).toString('base64url'),
    channelId: channel.id,
    name,
    avatar: undefined,
    createdBy: world.bot,
  }
  world.webhooks.set(webhook.id, webhook)
  announce(call, channel)
  return { body: webhookJson(call, webhook) }
}

function remove(call: Call, webhook: Webhook): Answer {
  call.world.webhooks.delete(webhook.id)
  const channel = call.world.channels.get(webhook.channelId)
  if (channel !== undefined) announce(call, channel)
  return {}
}

function execute(call: Call): Answer {
  const { world, query } = call
  const webhook = webhookOf(call)
  const form = readForm(call.body)
  const content = readMessageForm(form, call.files)
  const username = form.text('username', { min: 1, max: 80 })
  const avatar = form.text('avatar_url', { max: 2048 })
  const threadName = form.text('thread_name', { min: 1, max: 100 })
  if (username !== undefined && isSystemName(username))
    form.complain('username', 'USERNAME_INVALID_CONTAINS', 'Username cannot contain "clyde" or "discord"')
  form.check()
  if (isNothing(content)) throw emptyMessage()
  const target = targetOf(world, webhook, { threadId: query.get('thread_id'), threadName })
  const message = postAsWebhook(world, webhook, target, content, { username, avatar })
  // Who does not wait learns nothing of it, not even its id.
  return query.get('wait') === 'true' ? { body: messageJson(world, message, true) } : {}
}

function edit(call: Call): Answer {
  const { channel, message } = sentOf(call)
  const form = readForm(call.body)
  const changes = readMessageForm(form, call.files)
  form.check()
  if (channel.thread?.isArchived === true) throw new ApiError(400, 50083, 'Thread is archived')
  rewrite(call.world, channel, message, changes, { defaults: userMentions, mayMentionEveryone: true })
  return { body: messageJson(call.world, message, true) }
}

function webhookOf({ world, path }: Call): Webhook {
  const webhook = world.webhooks.get(path.webhook ?? '')
  if (webhook === undefined) throw unknownWebhook()
  if (webhook.token !== path.token) throw new ApiError(401, 50027, 'Invalid Webhook Token')
  return webhook
}

/** A message of this webhook; those in threads need `thread_id`. */
function sentOf(call: Call): { channel: Channel; message: Message } {
  const { world, path, query } = call
  const webhook = webhookOf(call)
  const threadId = query.get('thread_id')
  const channel = world.channels.get(threadId ?? webhook.channelId)
  if (channel === undefined || channel.isDeleted) throw unknownMessage()
  if (threadId !== null && channel.parentId !== webhook.channelId)
    throw invalidForm('thread_id', 'CHANNEL_NOT_IN_WEBHOOK_CHANNEL', 'Unknown Channel')
  const message = findMessage(channel, path.message ?? '')
  if (message === undefined || message.webhookId !== webhook.id) throw unknownMessage()
  return { channel, message }
}

function webhookJson({ world }: Call, webhook: Webhook): Json {
  return {
    application_id: world.bot.id,
    avatar: webhook.avatar ?? null,
    channel_id: webhook.channelId,
    guild_id: world.guild.id,
    id: webhook.id,
    name: webhook.name,
    type: 1,
    user: accountJson(webhook.createdBy),
    token: webhook.token,
    url: `${world.origin}/api/webhooks/${webhook.id}/${webhook.token}`,
  }
}

function announce({ world }: Call, channel: Channel): void {
  world.dispatch({
    name: 'WEBHOOKS_UPDATE',
    channel,
    data: () => ({ guild_id: world.guild.id, channel_id: channel.id }),
  })
}
