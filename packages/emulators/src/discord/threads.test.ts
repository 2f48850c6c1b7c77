import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from '../shared/clock.ts'
import { type DiscordEmulator, startDiscordEmulator } from './emulator.ts'
import { noLimits } from './limits.ts'
import type { Permission } from './permissions.ts'
import { type RawApi, rawApi } from './testing/raw-api.ts'

let clock: ManualClock
let discord: DiscordEmulator
let api: RawApi

const plain: readonly Permission[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'SEND_MESSAGES_IN_THREADS',
  'CREATE_PUBLIC_THREADS',
  'READ_MESSAGE_HISTORY',
  'ADD_REACTIONS',
]

beforeEach(async () => {
  clock = manualClock()
  discord = await startDiscordEmulator({ clock, limits: noLimits, maxActiveThreads: 3 })
  api = rawApi(discord)
})

afterEach(() => discord.stop())

async function openThread(name: string): Promise<string> {
  const path = `/channels/${discord.channelId}/threads`
  return String((await api('POST', path, { name, type: 11, auto_archive_duration: 60 })).body.id)
}

it('starts a thread at a message, once, with its id', async () => {
  const id = await api.say(discord.channelId, 'Anna')
  const start = () =>
    api('POST', `/channels/${discord.channelId}/messages/${id}/threads`, { name: 'Anna · /pricing' })
  expect(await start()).toMatchObject({
    status: 201,
    body: {
      id,
      type: 11,
      parent_id: discord.channelId,
      owner_id: discord.applicationId,
      thread_metadata: { archived: false, locked: false },
      member: { user_id: discord.applicationId },
    },
  })
  expect(await start()).toMatchObject({ status: 400, body: { code: 160004 } })
  const { body } = await api('GET', `/channels/${discord.channelId}/messages/${id}`)
  expect(body).toMatchObject({ flags: 32, thread: { id } })
  expect((await api('GET', `/channels/${id}/messages`)).body).toMatchObject([
    { type: 21, content: '', referenced_message: { id, content: 'Anna' } },
  ])
})

it('opens a thread without a message: private unless it says otherwise', async () => {
  const path = `/channels/${discord.channelId}/threads`
  expect((await api('POST', path, { name: 'a' })).body.type).toBe(12)
  expect((await api('POST', path, { name: 'b', type: 11 })).body.type).toBe(11)
  // Of the public one the channel shows that it is there.
  expect(discord.channelMessages()).toMatchObject([{ service: 'threadCreated', text: 'b' }])
  expect(
    (await api('POST', path, { name: 'n'.repeat(101), type: 11, auto_archive_duration: 61 })).body,
  ).toMatchObject({
    code: 50035,
    errors: {
      name: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 1 and 100 in length.' }] },
      auto_archive_duration: { _errors: [{ code: 'BASE_TYPE_CHOICES' }] },
    },
  })
})

it('opens a post in a forum with its first message, and takes no other messages there', async () => {
  const path = `/channels/${discord.forumId}`
  expect(await api('POST', `${path}/messages`, { content: 'x' })).toMatchObject({
    status: 400,
    body: { code: 50008 },
  })
  expect(await api('POST', `${path}/threads`, { name: 'Anna' })).toMatchObject({ body: { code: 50035 } })
  expect(await api('POST', `${path}/threads`, { name: 'Anna', message: {} })).toMatchObject({
    body: { code: 50006 },
  })
  expect(discord.threads()).toEqual([])
  const { status, body } = await api('POST', `${path}/threads`, {
    name: 'Anna',
    message: { content: 'Hello' },
  })
  expect([status, body]).toMatchObject([
    201,
    { type: 11, parent_id: discord.forumId, message: { id: body.id } },
  ])
  expect(discord.thread(String(body.id)).texts()).toEqual(['Hello'])
})

it('archives what is silent for long enough, by the clock', async () => {
  const id = await openThread('Anna')
  await clock.advance(59 * 60_000)
  discord.asOperator.send({ threadId: id, text: 'Still here' })
  await clock.advance(59 * 60_000)
  expect(discord.thread(id).isArchived).toBe(false)
  await clock.advance(60_000)
  expect(discord.thread(id).isArchived).toBe(true)
  expect((await api('GET', `/channels/${discord.channelId}/threads/archived/public`)).body).toMatchObject({
    threads: [{ id }],
    has_more: false,
  })
  expect((await api('GET', `/guilds/${discord.guildId}/threads/active`)).body).toMatchObject({ threads: [] })
})

it('lets nobody edit, react or delete in an archived thread, and wakes it for a message', async () => {
  const id = await openThread('Anna')
  const message = `/channels/${id}/messages/${await api.say(id, 'Hello')}`
  discord.asOperator.archive(id)
  const archived = { status: 400, body: { code: 50083, message: 'Thread is archived' } }
  expect(await api('PATCH', message, { content: 'x' })).toMatchObject(archived)
  expect(await api('PUT', `${message}/reactions/%F0%9F%91%8D/@me`)).toMatchObject(archived)
  expect(await api('DELETE', message)).toMatchObject(archived)
  expect(await api('PATCH', `/channels/${id}`, { name: 'x' })).toMatchObject(archived)
  await api.say(id, 'Awake')
  expect(discord.thread(id).isArchived).toBe(false)
  expect(await api('PATCH', message, { content: 'x' })).toMatchObject({ status: 200 })
})

it('keeps a locked thread for those who manage threads', async () => {
  const id = await openThread('Anna')
  const message = `/channels/${id}/messages/${await api.say(id, 'Hello')}`
  discord.asOperator.lock(id)
  discord.asOperator.setBotPermissions(plain)
  expect(await api('PUT', `${message}/reactions/%F0%9F%91%8D/@me`)).toMatchObject({ status: 204 })
  expect(await api('PATCH', message, { content: 'x' })).toMatchObject({ body: { code: 160005 } })
  discord.asOperator.archive(id)
  const say = () => api('POST', `/channels/${id}/messages`, { content: 'x' })
  expect(await say()).toMatchObject({ status: 403, body: { code: 160005, message: 'Thread is locked' } })
  expect(await api('PATCH', `/channels/${id}`, { archived: false })).toMatchObject({ body: { code: 50013 } })
  discord.asOperator.setBotPermissions([...plain, 'MANAGE_THREADS'])
  expect(await say()).toMatchObject({ status: 200 })
  expect(await api('PATCH', `/channels/${id}`, { archived: true, locked: true })).toMatchObject({
    status: 200,
    body: { thread_metadata: { archived: true, locked: true } },
  })
})

it('lets who opened a thread name and archive it, but not lock it', async () => {
  const id = await openThread('Anna')
  discord.asOperator.setBotPermissions(plain)
  expect(await api('PATCH', `/channels/${id}`, { name: 'Anna ✓', archived: true })).toMatchObject({
    status: 200,
  })
  expect(await api('PATCH', `/channels/${id}`, { archived: false })).toMatchObject({ status: 200 })
  expect(await api('PATCH', `/channels/${id}`, { locked: true })).toMatchObject({ body: { code: 50013 } })
  expect(await api('DELETE', `/channels/${id}`)).toMatchObject({ body: { code: 50013 } })
  expect(discord.thread(id).messages()).toMatchObject([{ service: 'channelNameChange', text: 'Anna ✓' }])
  const { id: theirs } = discord.asOperator.createThread({ name: 'Theirs' })
  expect(await api('PATCH', `/channels/${theirs}`, { name: 'x' })).toMatchObject({ body: { code: 50013 } })
})

it('has room for so many active threads', async () => {
  const [first] = [await openThread('1'), await openThread('2'), await openThread('3')]
  const another = () => api('POST', `/channels/${discord.channelId}/threads`, { name: '4', type: 11 })
  expect(await another()).toMatchObject({ status: 400, body: { code: 160006 } })
  discord.asOperator.archive(first ?? '')
  expect(await another()).toMatchObject({ status: 201 })
  // There is no room to wake the first one either.
  expect(await api('PATCH', `/channels/${first}`, { archived: false })).toMatchObject({
    body: { code: 160006 },
  })
  expect(await api('POST', `/channels/${first}/messages`, { content: 'x' })).toMatchObject({
    body: { code: 160006 },
  })
})

it('does not know what was deleted', async () => {
  const id = await openThread('Anna')
  discord.asOperator.deleteThread(id)
  expect(await api('GET', `/channels/${id}`)).toMatchObject({ status: 404, body: { code: 10003 } })
  const other = await openThread('Ben')
  discord.asOperator.deleteChannel(discord.channelId)
  expect(await api('POST', `/channels/${other}/messages`, { content: 'x' })).toMatchObject({
    body: { code: 10003 },
  })
})

it('knows who is in a thread', async () => {
  const { id } = discord.asOperator.createThread({ name: 'Anna' })
  const member = `/channels/${id}/thread-members`
  expect(await api('GET', `${member}/@me`)).toMatchObject({ status: 404 })
  expect(await api('PUT', `${member}/@me`)).toMatchObject({ status: 204 })
  expect(await api('GET', `${member}/@me`)).toMatchObject({ body: { user_id: discord.applicationId } })
  const tomas = String(discord.operators[1]?.id)
  expect(await api('PUT', `${member}/${tomas}`)).toMatchObject({ status: 204 })
  expect(await api('DELETE', `${member}/@me`)).toMatchObject({ status: 204 })
  expect(discord.thread(id).members).toEqual([discord.operators[0]?.id, tomas])
})
