import { WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from '../shared/clock.ts'
import { type SlackEmulator, startSlackEmulator } from './emulator.ts'

let clock: ManualClock
let slack: SlackEmulator
let web: WebClient

beforeEach(async () => {
  clock = manualClock()
  slack = await startSlackEmulator({ clock, limits: { postsPerChannelSecond: false } })
  web = client(slack.token)
})

afterEach(() => slack.stop())

function client(token: string): WebClient {
  return new WebClient(token, { slackApiUrl: slack.url, retryConfig: { retries: 0 } })
}

/** Calls without the SDK. */
async function raw(method: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(`${slack.url}${method}`, { method: 'POST', ...init })
  expect(response.status).toBe(200)
  return (await response.json()) as Record<string, unknown>
}

const bearer = () => ({ authorization: `Bearer ${slack.token}` })
const form = 'application/x-www-form-urlencoded'

it('says who the token is', async () => {
  expect(await web.auth.test()).toMatchObject({
    ok: true,
    url: 'https://emulated-shop.slack.com/',
    team_id: slack.teamId,
    user: 'pocketping',
    user_id: slack.botUserId,
    bot_id: slack.botId,
    response_metadata: { scopes: expect.arrayContaining(['chat:write']) },
  })
})

it('refuses tokens that are missing, wrong or of the wrong kind', async () => {
  expect(await raw('auth.test')).toEqual({ ok: false, error: 'not_authed' })
  expect(await raw('auth.test', { headers: { authorization: 'Bearer another' } })).toMatchObject({
    error: 'invalid_auth',
  })
  expect(await raw(`auth.test?token=${slack.token}`)).toMatchObject({ error: 'not_authed' })
  expect(
    await raw('auth.test', { headers: { 'content-type': form }, body: `token=${slack.token}` }),
  ).toMatchObject({ ok: true })
  await expect(web.apps.connections.open()).rejects.toThrow('not_allowed_token_type')
  await expect(client(slack.appToken).auth.test()).rejects.toThrow('not_allowed_token_type')
})

it('knows only its methods', async () => {
  await expect(web.apiCall('chat.shout')).rejects.toThrow('unknown_method')
})

it('says which scope is missing', async () => {
  slack.app.setScopes('channels:read')
  await expect(web.chat.postMessage({ channel: slack.channelId, text: 'x' })).rejects.toMatchObject({
    data: { ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'channels:read' },
  })
  slack.app.setScopes('channels:read', 'chat:write', 'groups:history')
  await expect(
    web.chat.postMessage({ channel: slack.channelId, text: 'x', username: 'Anna' }),
  ).rejects.toMatchObject({ data: { error: 'missing_scope', needed: 'chat:write.customize' } })
  await expect(web.conversations.history({ channel: slack.channelId })).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'channels:history' },
  })
})

it('reads JSON, forms and multipart, and JSON only where Slack does', async () => {
  const message = { channel: slack.channelId, text: 'x' }
  const json = JSON.stringify(message)
  expect(
    await raw('chat.postMessage', {
      headers: { ...bearer(), 'content-type': 'application/json; charset=utf-8' },
      body: json,
    }),
  ).toMatchObject({ ok: true, message: { text: 'x' } })
  expect(
    await raw('chat.postMessage', {
      headers: { ...bearer(), 'content-type': 'application/json' },
      body: json,
    }),
  ).toMatchObject({
    ok: true,
    warning: 'missing_charset',
    response_metadata: { warnings: ['missing_charset'] },
  })
  const multipart = new FormData()
  for (const [name, value] of Object.entries(message)) multipart.set(name, value)
  expect(await raw('chat.postMessage', { headers: bearer(), body: multipart })).toMatchObject({ ok: true })
  expect(
    await raw('conversations.info', {
      headers: { ...bearer(), 'content-type': 'application/json; charset=utf-8' },
      body: json,
    }),
  ).toEqual({
    ok: false,
    error: 'invalid_arguments',
    response_metadata: { messages: ['[ERROR] missing required field: channel'] },
  })
  expect(
    await raw('chat.postMessage', { headers: { 'content-type': 'application/json' }, body: '{' }),
  ).toMatchObject({ error: 'invalid_json' })
})

it('describes channels, and hides private ones from those outside', async () => {
  expect(await web.conversations.info({ channel: slack.channelId, include_num_members: true })).toMatchObject(
    {
      channel: { id: slack.channelId, name: 'support', is_private: false, is_member: true, num_members: 3 },
    },
  )
  expect(await web.conversations.info({ channel: slack.otherChannelId })).toMatchObject({
    channel: { name: 'general', is_member: false },
  })
  await expect(web.conversations.info({ channel: 'C0NOWHERE' })).rejects.toThrow('channel_not_found')
  const { members } = await web.conversations.members({ channel: slack.channelId, limit: 2 })
  expect(members).toEqual(['U0MAYA00001', 'U0TOMAS0002'])
  await slack.stop()
  slack = await startSlackEmulator({ channel: { name: 'secret', isPrivate: true } })
  web = client(slack.token)
  expect((await web.conversations.info({ channel: slack.channelId })).channel?.is_private).toBe(true)
  slack.asOperator.removeBot()
  await expect(web.conversations.info({ channel: slack.channelId })).rejects.toThrow('channel_not_found')
})

it('joins public channels', async () => {
  await expect(web.chat.postMessage({ channel: slack.otherChannelId, text: 'x' })).rejects.toThrow(
    'not_in_channel',
  )
  await expect(web.conversations.history({ channel: slack.otherChannelId })).rejects.toThrow('not_in_channel')
  expect((await web.conversations.join({ channel: slack.otherChannelId })).channel?.is_member).toBe(true)
  await web.chat.postMessage({ channel: '#general', text: 'x' })
  await expect(web.conversations.info({ channel: '#general' })).rejects.toThrow('channel_not_found')
  expect(slack.channel('general').texts()).toEqual(['@PocketPing has joined the channel', 'x'])
})

it('shows people with their pictures', async () => {
  const { user } = await web.users.info({ user: 'U0TOMAS0002' })
  expect(user?.profile).toMatchObject({
    display_name: 'Tomás',
    display_name_normalized: 'Tomas',
    real_name: 'Tomás Ferreira',
  })
  const picture = await fetch(user?.profile?.image_72 ?? '')
  expect(picture.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await picture.arrayBuffer())).toEqual(Buffer.from(slack.operators[1]?.picture ?? []))
  await expect(web.users.info({ user: 'U0NOBODY' })).rejects.toThrow('user_not_found')
  expect((await web.bots.info({ bot: slack.botId })).bot).toMatchObject({ user_id: slack.botUserId })
  await expect(web.bots.info({ bot: 'B0' })).rejects.toThrow('bot_not_found')
  expect((await web.team.info()).team).toMatchObject({ id: slack.teamId, domain: 'emulated-shop' })
  expect((await web.users.profile.get({ user: 'U0MAYA00001' })).profile?.display_name).toBe('Maya')
})

it('reacts once with each name', async () => {
  const { ts: timestamp = '' } = await web.chat.postMessage({ channel: slack.channelId, text: 'x' })
  const on = { channel: slack.channelId, timestamp }
  await web.reactions.add({ ...on, name: 'eyes' })
  await expect(web.reactions.add({ ...on, name: 'eyes' })).rejects.toThrow('already_reacted')
  slack.asOperator.react(timestamp, '👀', 'Tomás')
  expect((await web.reactions.get(on)).message?.reactions).toEqual([
    { name: 'eyes', users: [slack.botUserId, 'U0TOMAS0002'], count: 2 },
  ])
  await web.reactions.remove({ ...on, name: 'eyes' })
  await expect(web.reactions.remove({ ...on, name: 'eyes' })).rejects.toThrow('no_reaction')
  await expect(web.reactions.add({ ...on, name: 'Not a name' })).rejects.toThrow('invalid_name')
  await expect(web.reactions.add({ ...on, timestamp: '1.000001', name: 'eyes' })).rejects.toThrow(
    'message_not_found',
  )
  await expect(web.reactions.add({ ...on, timestamp: 'soon', name: 'eyes' })).rejects.toThrow('bad_timestamp')
})
