import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DiscordEmulator, startDiscordEmulator } from '../emulator.ts'
import { noLimits } from '../limits.ts'
import { type RawApi, rawApi } from '../testing/raw-api.ts'
import { connectRaw, type RawGateway } from '../testing/raw-gateway.ts'

let discord: DiscordEmulator
let api: RawApi
let line: RawGateway

/** GUILDS, GUILD_MEMBERS, GUILD_WEBHOOKS, GUILD_MESSAGES with reactions and typing, MESSAGE_CONTENT. */
const everything = 0b1000_1110_0010_0011

beforeEach(async () => {
  discord = await startDiscordEmulator({ limits: noLimits })
  api = rawApi(discord)
  line = await connectRaw(discord)
  line.identify(everything)
  await line.event('GUILD_CREATE')
})

afterEach(() => discord.stop())

/** Names of what comes after the first two, READY and GUILD_CREATE. */
const told = (): (string | null)[] => line.events().slice(2)

it('tells of a thread at a message in the order of the platform', async () => {
  const id = await api.say(discord.channelId, 'Anna')
  await api('POST', `/channels/${discord.channelId}/messages/${id}/threads`, { name: 'Anna' })
  await line.event('MESSAGE_UPDATE')
  expect(told()).toEqual([
    'MESSAGE_CREATE',
    'THREAD_CREATE',
    'THREAD_MEMBERS_UPDATE',
    'MESSAGE_CREATE',
    'MESSAGE_UPDATE',
  ])
  expect(await line.event('THREAD_CREATE')).toMatchObject({
    id,
    newly_created: true,
    guild_id: discord.guildId,
  })
  expect(await line.event('THREAD_MEMBERS_UPDATE')).toMatchObject({
    member_count: 1,
    added_members: [{ user_id: discord.applicationId, member: { user: { username: 'PocketPing' } } }],
  })
  expect(await line.event('MESSAGE_UPDATE')).toMatchObject({
    id,
    flags: 32,
    edited_timestamp: null,
    thread: { id },
  })
})

it('gives messages their guild, author and member, and the nonce only once', async () => {
  await api('POST', `/channels/${discord.channelId}/messages`, { content: 'x', nonce: 'n-1' })
  expect(await line.event('MESSAGE_CREATE')).toMatchObject({
    guild_id: discord.guildId,
    channel_type: 0,
    nonce: 'n-1',
    author: { id: discord.applicationId, bot: true },
    member: { roles: [expect.any(String)] },
  })
  const { id } = (await line.event('MESSAGE_CREATE')) as { id: string }
  expect((await api('GET', `/channels/${discord.channelId}/messages/${id}`)).body).not.toHaveProperty('nonce')
})

it('tells of reactions, typing, deletion and bulk deletion', async () => {
  const { id } = discord.asOperator.send({ text: 'Hello' })
  discord.asOperator.react(id, '👍')
  discord.asOperator.unreact(id, '👍')
  discord.asOperator.react(id, '❤')
  await api('DELETE', `/channels/${discord.channelId}/messages/${id}/reactions`)
  discord.asOperator.typing(discord.channelId)
  discord.asOperator.delete(id)
  const ids = [await api.say(discord.channelId, '1'), await api.say(discord.channelId, '2')]
  await api('POST', `/channels/${discord.channelId}/messages/bulk-delete`, { messages: ids })
  expect(await line.event('MESSAGE_DELETE_BULK')).toMatchObject({ ids, channel_id: discord.channelId })
  expect(told()).toEqual([
    'MESSAGE_CREATE',
    'MESSAGE_REACTION_ADD',
    'MESSAGE_REACTION_REMOVE',
    'MESSAGE_REACTION_ADD',
    'MESSAGE_REACTION_REMOVE_ALL',
    'TYPING_START',
    'MESSAGE_DELETE',
    'MESSAGE_CREATE',
    'MESSAGE_CREATE',
    'MESSAGE_DELETE_BULK',
  ])
  expect(await line.event('MESSAGE_REACTION_ADD')).toMatchObject({
    message_id: id,
    emoji: { id: null, name: '👍' },
    member: { user: { username: 'maya' } },
  })
  // Without its variation selector an emoji is the same one.
  const [, second] = line.received.filter(({ t }) => t === 'MESSAGE_REACTION_ADD')
  expect(second?.d).toMatchObject({ emoji: { name: '❤️' } })
})

it('tells of threads that wake, and who is in them', async () => {
  const { id } = discord.asOperator.createThread({ name: 'Anna' })
  await api.say(id, 'Hello')
  discord.asOperator.archive(id)
  await api.say(id, 'Awake')
  discord.asOperator.deleteThread(id)
  await line.event('THREAD_DELETE')
  expect(told()).toEqual([
    'THREAD_CREATE',
    'THREAD_MEMBERS_UPDATE',
    'MESSAGE_CREATE',
    'THREAD_MEMBERS_UPDATE',
    'MESSAGE_CREATE',
    'THREAD_UPDATE',
    'THREAD_UPDATE',
    'THREAD_MEMBER_UPDATE',
    'MESSAGE_CREATE',
    'THREAD_DELETE',
  ])
})

it('tells of channels, roles and webhooks', async () => {
  await api('POST', `/channels/${discord.channelId}/webhooks`, { name: 'Visitors' })
  discord.asOperator.setChannelPermissions(discord.channelId, { deny: ['SEND_MESSAGES'] })
  discord.asOperator.setBotPermissions(['VIEW_CHANNEL', 'MANAGE_CHANNELS'])
  await api('PATCH', `/channels/${discord.channelId}`, { topic: 'Visitors' })
  await api('DELETE', `/channels/${discord.channelId}`)
  await line.event('CHANNEL_DELETE')
  expect(told()).toEqual([
    'WEBHOOKS_UPDATE',
    'CHANNEL_UPDATE',
    'GUILD_ROLE_UPDATE',
    'CHANNEL_UPDATE',
    'CHANNEL_DELETE',
  ])
})

it('sends an event twice, or after the next one', async () => {
  discord.faults.repeatEvents()
  discord.asOperator.send({ text: '1' })
  discord.faults.reorderEvents()
  discord.asOperator.send({ text: '2' })
  discord.asOperator.send({ text: '3' })
  discord.asOperator.typing(discord.channelId)
  await line.event('TYPING_START')
  const heard = line.received.filter(({ t }) => t === 'MESSAGE_CREATE')
  expect(heard.map(({ s, d }) => [s, (d as { content: string }).content])).toEqual([
    [3, '1'],
    [3, '1'],
    [5, '3'],
    [4, '2'],
  ])
})
