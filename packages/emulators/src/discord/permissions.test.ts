import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DiscordEmulator, startDiscordEmulator } from './emulator.ts'
import { noLimits } from './limits.ts'
import type { Permission } from './permissions.ts'
import { type RawApi, rawApi } from './testing/raw-api.ts'

let discord: DiscordEmulator
let api: RawApi
let thread: string
let theirs: string

const everything: readonly Permission[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'SEND_MESSAGES_IN_THREADS',
  'CREATE_PUBLIC_THREADS',
  'CREATE_PRIVATE_THREADS',
  'MANAGE_THREADS',
  'MANAGE_MESSAGES',
  'MANAGE_WEBHOOKS',
  'READ_MESSAGE_HISTORY',
  'ADD_REACTIONS',
  'EMBED_LINKS',
  'ATTACH_FILES',
]

beforeEach(async () => {
  discord = await startDiscordEmulator({ limits: noLimits, permissions: everything })
  api = rawApi(discord)
  thread = discord.asOperator.createThread({ name: 'Anna' }).id
  theirs = discord.asOperator.send({ text: 'Hello' }).id
})

afterEach(() => discord.stop())

const without = (name: Permission): void =>
  discord.asOperator.setBotPermissions(everything.filter(other => other !== name))

type Attempt = (channel: string) => Parameters<RawApi>

const attempts: [Permission, number, Attempt][] = [
  ['VIEW_CHANNEL', 50001, channel => ['GET', `/channels/${channel}`]],
  ['SEND_MESSAGES', 50013, channel => ['POST', `/channels/${channel}/messages`, { content: 'x' }]],
  ['SEND_MESSAGES', 50013, channel => ['POST', `/channels/${channel}/typing`]],
  ['EMBED_LINKS', 50013, channel => ['POST', `/channels/${channel}/messages`, { embeds: [{ title: 'x' }] }]],
  [
    'CREATE_PUBLIC_THREADS',
    50013,
    channel => ['POST', `/channels/${channel}/threads`, { name: 'x', type: 11 }],
  ],
  ['CREATE_PRIVATE_THREADS', 50013, channel => ['POST', `/channels/${channel}/threads`, { name: 'x' }]],
  ['SEND_MESSAGES_IN_THREADS', 50013, () => ['POST', `/channels/${thread}/messages`, { content: 'x' }]],
  ['MANAGE_THREADS', 50013, () => ['PATCH', `/channels/${thread}`, { name: 'x' }]],
  ['MANAGE_MESSAGES', 50013, channel => ['DELETE', `/channels/${channel}/messages/${theirs}`]],
  ['READ_MESSAGE_HISTORY', 50013, channel => ['GET', `/channels/${channel}/messages/${theirs}`]],
  [
    'ADD_REACTIONS',
    50013,
    channel => ['PUT', `/channels/${channel}/messages/${theirs}/reactions/%E2%9C%85/@me`],
  ],
  ['MANAGE_WEBHOOKS', 50013, channel => ['POST', `/channels/${channel}/webhooks`, { name: 'x' }]],
  [
    'SEND_MESSAGES',
    50013,
    () => ['POST', `/channels/${discord.forumId}/threads`, { name: 'x', message: { content: 'x' } }],
  ],
]

it.each(attempts)('without %s answers %i', async (name, code, attempt) => {
  without(name)
  expect(await api(...attempt(discord.channelId))).toMatchObject({ status: 403, body: { code } })
  discord.asOperator.setBotPermissions(everything)
  expect((await api(...attempt(discord.channelId))).status).toBeLessThan(300)
})

it('reads no history without the permission, and answers nothing there', async () => {
  without('READ_MESSAGE_HISTORY')
  const path = `/channels/${discord.channelId}/messages`
  expect((await api('GET', path)).body).toEqual([])
  const reply = { content: 'x', message_reference: { message_id: theirs } }
  expect(await api('POST', path, reply)).toMatchObject({ status: 403, body: { code: 160002 } })
})

it('joins in with a reaction that is there', async () => {
  without('ADD_REACTIONS')
  discord.asOperator.react(theirs, '✅')
  const path = `/channels/${discord.channelId}/messages/${theirs}/reactions/%E2%9C%85/@me`
  expect(await api('PUT', path)).toMatchObject({ status: 204 })
})

it('lets a channel allow and deny on top of the role, for its threads too', async () => {
  const say = (id: string) => api('POST', `/channels/${id}/messages`, { content: 'x' })
  discord.asOperator.setChannelPermissions(discord.channelId, { deny: ['SEND_MESSAGES_IN_THREADS'] })
  expect((await say(thread)).body.code).toBe(50013)
  expect((await say(discord.channelId)).status).toBe(200)
  without('SEND_MESSAGES_IN_THREADS')
  discord.asOperator.setChannelPermissions(discord.channelId, { allow: ['SEND_MESSAGES_IN_THREADS'] })
  expect((await say(thread)).status).toBe(200)
})

it('gives an administrator everything, whatever a channel denies', async () => {
  discord.asOperator.setChannelPermissions(discord.channelId, { deny: ['VIEW_CHANNEL'] })
  expect((await api('GET', `/channels/${discord.channelId}`)).body.code).toBe(50001)
  discord.asOperator.setBotPermissions(['ADMINISTRATOR'])
  expect((await api('GET', `/channels/${discord.channelId}`)).status).toBe(200)
})

it('shows its permissions to who computes them', async () => {
  const { body } = await api('GET', `/guilds/${discord.guildId}/members/${discord.applicationId}`)
  const { body: roles } = await api('GET', `/guilds/${discord.guildId}/roles`)
  const [id] = body.roles as string[]
  const role = Object.values(roles).find(candidate => (candidate as { id: string }).id === id)
  expect(role).toMatchObject({ managed: true, tags: { bot_id: discord.applicationId } })
})
