import { Events, type ForumChannel, type TextChannel, WebhookClient } from 'discord.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DiscordEmulator, startDiscordEmulator } from './emulator.ts'
import { noLimits } from './limits.ts'
import { login, nextEvent } from './testing/login.ts'
import { type RawApi, rawApi } from './testing/raw-api.ts'

let discord: DiscordEmulator
let api: RawApi
let webhook: string

beforeEach(async () => {
  discord = await startDiscordEmulator({ limits: noLimits })
  api = rawApi(discord)
  const { body } = await api('POST', `/channels/${discord.channelId}/webhooks`, { name: 'Visitors' })
  webhook = `/webhooks/${String(body.id)}/${String(body.token)}`
})

afterEach(() => discord.stop())

it('speaks through discord.js with the name and picture of a visitor, in a thread', async () => {
  const client = await login(discord)
  const channel = (await client.channels.fetch(discord.channelId)) as TextChannel
  const made = await channel.createWebhook({ name: 'PocketPing' })
  const thread = await channel.threads.create({ name: 'Anna', type: 11 })
  const heard = nextEvent(client, Events.MessageCreate, message => message.webhookId === made.id)
  const sent = await made.send({
    content: 'Hello',
    username: 'Anna',
    avatarURL: 'https://example.test/anna.png',
    threadId: thread.id,
  })
  expect((await heard)[0]).toMatchObject({ id: sent.id, webhookId: made.id, content: 'Hello' })
  const other = new WebhookClient(
    { id: made.id, token: String(made.token) },
    { rest: { api: `${discord.url}/api` } },
  )
  await other.editMessage(sent.id, { content: 'Hello!', threadId: thread.id })
  expect(discord.thread(thread.id).messages().at(-1)).toMatchObject({
    text: 'Hello!',
    from: { name: 'Anna', isWebhook: true },
  })
  await other.deleteMessage(sent.id, thread.id)
  expect(discord.thread(thread.id).texts()).toEqual([])
  expect(await channel.fetchWebhooks()).toHaveProperty('size', 2)
  const forum = (await client.channels.fetch(discord.forumId)) as ForumChannel
  expect(await forum.fetchWebhooks()).toHaveProperty('size', 0)
  await client.destroy()
})

it('says what came of it only to who waits', async () => {
  expect(await api('POST', webhook, { content: 'x' })).toMatchObject({ status: 204, body: {} })
  const { body } = await api('POST', `${webhook}?wait=true`, { content: 'y', username: 'Anna' })
  expect(body).toMatchObject({ content: 'y', author: { username: 'Anna', bot: true, discriminator: '0000' } })
  // The bot may delete it, but not edit it: it is not its own.
  const path = `/channels/${discord.channelId}/messages/${String(body.id)}`
  expect(await api('PATCH', path, { content: 'z' })).toMatchObject({ body: { code: 50005 } })
  expect(await api('PATCH', `${webhook}/messages/${String(body.id)}`, { content: 'z' })).toMatchObject({
    body: { content: 'z' },
  })
})

it('refuses unknown webhooks, wrong tokens, reserved names and other places', async () => {
  expect(await api('POST', '/webhooks/1/x', { content: 'x' })).toMatchObject({
    status: 404,
    body: { code: 10015 },
  })
  expect(await api('POST', `${webhook}x`, { content: 'x' })).toMatchObject({
    status: 401,
    body: { code: 50027 },
  })
  expect(await api('POST', webhook, { content: 'x', username: 'Discord' })).toMatchObject({
    body: { code: 50035 },
  })
  expect(await api('POST', `/channels/${discord.channelId}/webhooks`, { name: 'Clyde' })).toMatchObject({
    body: { code: 50035 },
  })
  expect(await api('POST', `${webhook}?thread_id=1`, { content: 'x' })).toMatchObject({
    body: { code: 10003 },
  })
  expect(await api('POST', webhook, {})).toMatchObject({ body: { code: 50006 } })
})

it('wakes an archived thread, and pings nobody but users unless it is told to', async () => {
  const { id } = discord.asOperator.createThread({ name: 'Anna' })
  discord.asOperator.archive(id)
  const [maya] = discord.operators
  await api('POST', `${webhook}?thread_id=${id}`, { content: `@everyone <@${maya?.id}>` })
  expect(discord.thread(id).isArchived).toBe(false)
  expect(discord.thread(id).messages().at(-1)?.pings).toEqual([maya?.id])
})

it('needs a thread, or the name of one, in a forum', async () => {
  const { body } = await api('POST', `/channels/${discord.forumId}/webhooks`, { name: 'Visitors' })
  const path = `/webhooks/${String(body.id)}/${String(body.token)}`
  expect(await api('POST', path, { content: 'x' })).toMatchObject({ body: { code: 220001 } })
  await api('POST', path, { content: 'x', thread_name: 'Anna' })
  expect(discord.threadNamed('Anna').texts()).toEqual(['x'])
})
