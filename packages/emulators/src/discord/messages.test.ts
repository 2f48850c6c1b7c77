import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from '../shared/clock.ts'
import { type DiscordEmulator, startDiscordEmulator } from './emulator.ts'
import { noLimits } from './limits.ts'
import { type RawApi, rawApi } from './testing/raw-api.ts'

let clock: ManualClock
let discord: DiscordEmulator
let api: RawApi
let messages: string

beforeEach(async () => {
  clock = manualClock()
  discord = await startDiscordEmulator({ clock, limits: noLimits })
  api = rawApi(discord)
  messages = `/channels/${discord.channelId}/messages`
})

afterEach(() => discord.stop())

const send = (body: unknown) => api('POST', messages, body)

it('takes 2,000 characters, counted as people count them', async () => {
  expect(await send({ content: '🦊'.repeat(2000) })).toMatchObject({ status: 200 })
  expect(await send({ content: 'x'.repeat(2001) })).toMatchObject({
    status: 400,
    body: {
      code: 50035,
      message: 'Invalid Form Body',
      errors: {
        content: {
          _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }],
        },
      },
    },
  })
})

it('refuses what is empty, also after trimming', async () => {
  expect(await send({})).toMatchObject({ status: 400, body: { code: 50006 } })
  expect(await send({ content: ' \n ' })).toMatchObject({ status: 400, body: { code: 50006 } })
  expect(await send({ content: ' hi ' })).toMatchObject({ body: { content: 'hi' } })
  expect(await send({ embeds: [{ description: 'an embed will do' }] })).toMatchObject({ status: 200 })
})

it('names every limit of an embed that is broken', async () => {
  const embed = {
    title: 't'.repeat(257),
    description: 'd'.repeat(4097),
    fields: [{ name: 'n'.repeat(257), value: 'v'.repeat(1025) }, { name: 'no value' }],
  }
  const { body } = await send({ embeds: [embed] })
  expect(body).toMatchObject({
    code: 50035,
    errors: {
      embeds: {
        0: {
          title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] },
          description: { _errors: [{ message: 'Must be 4096 or fewer in length.' }] },
          fields: {
            0: { name: { _errors: [{}] }, value: { _errors: [{}] } },
            1: { value: { _errors: [{ code: 'BASE_TYPE_REQUIRED' }] } },
          },
        },
      },
    },
  })
  const long = { description: 'd'.repeat(3001) }
  expect((await send({ embeds: [long, long] })).body).toMatchObject({
    errors: { embeds: { _errors: [{ code: 'MAX_EMBED_SIZE_EXCEEDED' }] } },
  })
  const fields = Array.from({ length: 26 }, () => ({ name: 'n', value: 'v' }))
  expect((await send({ embeds: [{ fields }] })).body).toMatchObject({ code: 50035 })
  expect((await send({ embeds: [{ url: 'javascript:alert(1)', title: 't' }] })).body).toMatchObject({
    code: 50035,
  })
})

it('makes one message of one nonce for five minutes, in each channel', async () => {
  const body = { content: 'once', nonce: 'job-1', enforce_nonce: true }
  const first = await send(body)
  expect(first.body.nonce).toBe('job-1')
  expect((await send({ ...body, content: 'again' })).body).toMatchObject({
    id: first.body.id,
    content: 'once',
  })
  expect((await send({ content: 'not enforced', nonce: 'job-1' })).body.id).not.toBe(first.body.id)
  await clock.advance(5 * 60_000)
  expect((await send(body)).body.id).not.toBe(first.body.id)
  expect(discord.channelMessages().map(({ text }) => text)).toEqual(['once', 'not enforced', 'once'])
  expect((await send({ content: 'x', nonce: 'n'.repeat(26) })).body).toMatchObject({
    errors: { nonce: { _errors: [{ message: 'Must be 25 or fewer in length.' }] } },
  })
})

it('says whom a message pings, as allowed_mentions has it', async () => {
  const [maya, tomas] = discord.operators.map(({ id }) => id)
  const content = `@everyone <@${maya}> <@!${tomas}> \`<@${maya}>\``
  const pings = async (allowed_mentions?: unknown) => {
    const { body } = await send({ content, allowed_mentions })
    return discord.message(String(body.id))?.pings
  }
  // @everyone is beyond the bot's rights.
  expect(await pings()).toEqual([maya, tomas])
  expect(await pings({ parse: [] })).toEqual([])
  expect(await pings({ users: [tomas] })).toEqual([tomas])
  discord.asOperator.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES', 'MENTION_EVERYONE'])
  expect(await pings({ parse: ['everyone'] })).toEqual(['everyone'])
  expect(await pings({ parse: ['users'] })).toEqual([maya, tomas])
  expect((await send({ content, allowed_mentions: { parse: ['users'], users: [maya] } })).body).toMatchObject(
    {
      code: 50035,
    },
  )
})

it('answers messages that are there', async () => {
  const asked = discord.asOperator.send({ text: 'Anyone?' })
  const reply = (id: string, more = {}) =>
    send({ content: 'Yes', message_reference: { message_id: id, ...more } })
  expect((await reply(asked.id)).body).toMatchObject({
    type: 19,
    message_reference: { message_id: asked.id, channel_id: discord.channelId },
    referenced_message: { id: asked.id },
    mentions: [{ username: 'maya' }],
  })
  expect(await reply('123')).toMatchObject({
    status: 400,
    body: { code: 50035, errors: { message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE' }] } } },
  })
  expect((await reply('123', { fail_if_not_exists: false })).body).toMatchObject({ type: 0 })
})

it('edits and deletes what is its own', async () => {
  const id = await api.say(discord.channelId, 'Hello')
  await clock.advance(1000)
  const { body } = await api('PATCH', `${messages}/${id}`, { content: 'Hello!' })
  expect(body).toMatchObject({ content: 'Hello!', edited_timestamp: '2026-11-02T09:00:01.000000+00:00' })
  expect(await api('PATCH', `${messages}/${id}`, { content: '' })).toMatchObject({ body: { code: 50006 } })
  const theirs = discord.asOperator.send({ text: 'Mine' })
  expect(await api('PATCH', `${messages}/${theirs.id}`, { content: 'x' })).toMatchObject({
    status: 403,
    body: { code: 50005 },
  })
  expect(await api('DELETE', `${messages}/${id}`)).toMatchObject({ status: 204 })
  expect(await api('DELETE', `${messages}/${id}`)).toMatchObject({ status: 404, body: { code: 10008 } })
  expect(await api('GET', `/channels/1/messages`)).toMatchObject({ status: 404, body: { code: 10003 } })
  expect(await api('GET', `${messages}/abc`)).toMatchObject({ status: 400, body: { code: 50035 } })
})

it('reads newest first; after means right after', async () => {
  const ids: string[] = []
  for (let index = 0; index < 5; index++) ids.push(await api.say(discord.channelId, `${index}`))
  const read = async (query: string) =>
    Object.values((await api('GET', `${messages}?${query}`)).body).map(
      message => (message as { content: string }).content,
    )
  expect(await read('limit=2')).toEqual(['4', '3'])
  expect(await read(`limit=2&after=${ids[0]}`)).toEqual(['2', '1'])
  expect(await read(`limit=2&before=${ids[3]}`)).toEqual(['2', '1'])
  expect(await read(`limit=3&around=${ids[2]}`)).toEqual(['3', '2', '1'])
  expect(await read('after=0')).toHaveLength(5)
  expect(await api('GET', `${messages}?limit=101`)).toMatchObject({
    status: 400,
    body: { errors: { limit: { _errors: [{ code: 'NUMBER_TYPE_MAX' }] } } },
  })
})

it('deletes in bulk what is young enough', async () => {
  const ids = [await api.say(discord.channelId, '1'), await api.say(discord.channelId, '2')]
  const bulk = (list: string[]) => api('POST', `${messages}/bulk-delete`, { messages: list })
  expect(await bulk(ids.slice(1))).toMatchObject({ body: { code: 50016 } })
  await clock.advance(15 * 24 * 3600_000)
  expect(await bulk(ids)).toMatchObject({ status: 400, body: { code: 50034 } })
  const young = [await api.say(discord.channelId, '3'), await api.say(discord.channelId, '4')]
  expect(await bulk(young)).toMatchObject({ status: 204 })
  expect(discord.channelMessages().filter(({ isDeleted }) => !isDeleted)).toHaveLength(2)
})

it('reacts with real emoji', async () => {
  const { id } = discord.asOperator.send({ text: 'Look' })
  const at = (emoji: string) => `${messages}/${id}/reactions/${encodeURIComponent(emoji)}`
  expect(await api('PUT', `${at('✅')}/@me`)).toMatchObject({ status: 204 })
  discord.asOperator.react(id, '✅', 'Tomás')
  expect((await api('GET', at('✅'))).body).toMatchObject([{ username: 'PocketPing' }, { username: 'tomas' }])
  expect((await api('GET', `${messages}/${id}`)).body).toMatchObject({
    reactions: [{ emoji: { id: null, name: '✅' }, count: 2, me: true }],
  })
  expect(await api('DELETE', `${at('✅')}/@me`)).toMatchObject({ status: 204 })
  expect(discord.message(id)?.reactions).toMatchObject([{ emoji: '✅', by: [{ name: 'Tomás' }] }])
  expect(await api('PUT', `${at('ok')}/@me`)).toMatchObject({ status: 400, body: { code: 10014 } })
})

it('takes the flags that an app may set', async () => {
  const { body } = await send({ content: 'quiet', flags: 4096 | 4 | 64 })
  expect(body.flags).toBe(4096 | 4)
  expect(discord.message(String(body.id))?.isSilent).toBe(true)
})

it('takes components or text, not both, where components say everything', async () => {
  const components = [{ type: 10, content: 'Text in a component' }]
  expect(await send({ flags: 1 << 15, components, content: 'x' })).toMatchObject({ body: { code: 50035 } })
  expect((await send({ flags: 1 << 15, components })).body).toMatchObject({ flags: 1 << 15, components })
})
