import { type Logger, LogLevel, WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from '../shared/clock.ts'
import { type SlackEmulator, startSlackEmulator } from './emulator.ts'

let clock: ManualClock
let slack: SlackEmulator
let web: WebClient
let channel: string

beforeEach(async () => {
  clock = manualClock()
  slack = await startSlackEmulator({ clock, limits: { postsPerChannelSecond: false } })
  web = new WebClient(slack.token, { slackApiUrl: slack.url, retryConfig: { retries: 0 }, logger: silence })
  channel = slack.channelId
})

afterEach(() => slack.stop())

// Refusals are wanted here, and need not be read on the way.
const ignore = (): void => undefined
const silence: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  setName: ignore,
  getLevel: () => LogLevel.ERROR,
}

async function post(text: string, thread_ts?: string): Promise<string> {
  const { ts = '' } = await web.chat.postMessage({
    channel,
    text,
    ...(thread_ts !== undefined && { thread_ts }),
  })
  return ts
}

it('gives every message a ts of its own, as a string', async () => {
  const all = [await post('1'), await post('2'), await post('3')]
  expect(new Set(all).size).toBe(3)
  for (const ts of all) expect(ts).toMatch(/^\d{10}\.\d{6}$/)
  expect([...all].sort()).toEqual(all)
})

it('posts under the bot, or under a name of its own', async () => {
  const own = await web.chat.postMessage({ channel, text: 'x' })
  expect(own.message).toMatchObject({
    user: slack.botUserId,
    bot_id: slack.botId,
    bot_profile: { name: 'PocketPing' },
  })
  const { message } = await web.chat.postMessage({
    channel,
    text: 'x',
    username: 'Anna',
    icon_url: 'https://shop.example/anna.png',
  })
  expect(message).toMatchObject({
    subtype: 'bot_message',
    username: 'Anna',
    icons: { image_48: 'https://shop.example/anna.png' },
    bot_id: slack.botId,
  })
  expect(message?.user).toBeUndefined()
  expect(
    slack
      .channel()
      .messages()
      .map(({ from }) => from.name),
  ).toEqual(['PocketPing', 'Anna'])
})

it('refuses what cannot be posted', async () => {
  await expect(post('')).rejects.toThrow('no_text')
  await expect(
    web.chat.postMessage({ channel, text: 'x', blocks: [{ type: 'divider' }] }),
  ).resolves.toBeTruthy()
  await expect(web.apiCall('chat.postMessage', { channel, blocks: 'x' })).rejects.toThrow(
    'invalid_blocks_format',
  )
  await expect(web.apiCall('chat.postMessage', { channel, blocks: [{}] })).rejects.toThrow('invalid_blocks')
  const section = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }
  await expect(web.apiCall('chat.postMessage', { channel, blocks: [section] })).rejects.toThrow(
    'invalid_blocks',
  )
  await expect(post('x', 'soon')).rejects.toMatchObject({
    data: {
      error: 'invalid_thread_ts',
      response_metadata: { messages: ['[ERROR] soon is not a valid thread_ts'] },
    },
  })
  slack.asOperator.archive()
  await expect(post('x')).rejects.toThrow('is_archived')
})

it('cuts a long post and refuses a long update', async () => {
  const ts = await post('x'.repeat(40_001))
  expect(slack.message(ts)?.text).toHaveLength(40_000)
  await web.chat.update({ channel, ts, text: 'x'.repeat(4000) })
  await expect(web.chat.update({ channel, ts, text: 'x'.repeat(4001) })).rejects.toThrow('msg_too_long')
})

it('keeps threads: parents count their replies', async () => {
  const parent = await post('parent')
  const first = await post('first', parent)
  slack.asOperator.send({ threadTs: parent, text: 'second' })
  const third = await post('third', first)
  const { messages } = await web.conversations.replies({ channel, ts: parent })
  expect(messages).toMatchObject([
    {
      ts: parent,
      thread_ts: parent,
      reply_count: 3,
      latest_reply: third,
      reply_users: [slack.botUserId, 'U0MAYA00001'],
    },
    { text: 'first', thread_ts: parent, parent_user_id: slack.botUserId },
    { text: 'second', user: 'U0MAYA00001' },
    { text: 'third', thread_ts: parent },
  ])
  expect((await web.conversations.history({ channel })).messages).toMatchObject([
    { ts: parent, reply_count: 3 },
  ])
})

it('reads a thread after a ts, in pages, always with the parent', async () => {
  const parent = await post('parent')
  const replies: string[] = []
  for (const text of ['1', '2', '3', '4']) replies.push(await post(text, parent))
  const [oldest = ''] = replies
  const read = async (more: object): Promise<[(string | undefined)[], string | undefined]> => {
    const page = await web.conversations.replies({ channel, ts: parent, oldest, ...more })
    return [page.messages?.map(({ text }) => text) ?? [], page.response_metadata?.next_cursor]
  }
  expect(await read({})).toEqual([['parent', '2', '3', '4'], undefined])
  expect((await read({ inclusive: true }))[0]).toEqual(['parent', '1', '2', '3', '4'])
  const [texts, cursor] = await read({ limit: 2 })
  expect(texts).toEqual(['parent', '2', '3'])
  expect(await read({ limit: 2, cursor })).toEqual([['parent', '4'], undefined])
  await expect(read({ cursor: 'x' })).rejects.toThrow('invalid_cursor')
  await expect(read({ oldest: 'x' })).rejects.toThrow('invalid_ts_oldest')
  await expect(web.conversations.replies({ channel, ts: '1.000001' })).rejects.toThrow('thread_not_found')
  expect((await web.conversations.replies({ channel, ts: oldest })).messages).toMatchObject([{ text: '1' }])
})

it('reads the channel backwards, in pages', async () => {
  for (const text of ['1', '2', '3']) await post(text)
  const first = await web.conversations.history({ channel, limit: 2 })
  expect(first.messages?.map(({ text }) => text)).toEqual(['3', '2'])
  expect(first.has_more).toBe(true)
  const cursor = first.response_metadata?.next_cursor ?? ''
  const second = await web.conversations.history({ channel, limit: 2, cursor })
  expect(second).toMatchObject({ messages: [{ text: '1' }], has_more: false })
  const latest = first.messages?.[0]?.ts ?? ''
  expect((await web.conversations.history({ channel, latest })).messages).toHaveLength(2)
  expect(
    (await web.conversations.history({ channel, latest, inclusive: true, limit: 1 })).messages,
  ).toMatchObject([{ text: '3' }])
})

it('updates its own messages only, and blocks go when only text comes', async () => {
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*card*' } }]
  const { ts = '' } = await web.chat.postMessage({ channel, text: 'card', blocks })
  await web.chat.update({ channel, ts, text: 'plain' })
  expect(slack.message(ts)).toMatchObject({ text: 'plain', blocks: undefined, edited: expect.any(String) })
  const { ts: human } = slack.asOperator.sendInChannel('mine')
  await expect(web.chat.update({ channel, ts: human, text: 'x' })).rejects.toThrow('cant_update_message')
  await expect(web.chat.delete({ channel, ts: human })).rejects.toThrow('cant_delete_message')
  await expect(web.chat.update({ channel, ts: '1.000001', text: 'x' })).rejects.toThrow('message_not_found')
  await expect(web.chat.update({ channel, ts, text: ' ' })).rejects.toThrow('no_text')
  await web.chat.delete({ channel, ts })
  await expect(web.chat.delete({ channel, ts })).rejects.toThrow('message_not_found')
})

it('closes the window for edits where the workspace says so', async () => {
  slack.world.manners.editWindowMinutes = 5
  const ts = await post('x')
  await clock.advance(299_000)
  await web.chat.update({ channel, ts, text: 'y' })
  await clock.advance(2000)
  await expect(web.chat.update({ channel, ts, text: 'z' })).rejects.toThrow('edit_window_closed')
})

it('keeps the place of a deleted parent until its last reply goes', async () => {
  const parent = await post('parent')
  const reply = await post('reply', parent)
  await web.chat.delete({ channel, ts: parent })
  const { messages } = await web.conversations.replies({ channel, ts: parent })
  expect(messages).toMatchObject([
    { subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.', reply_count: 1 },
    { text: 'reply' },
  ])
  await expect(web.chat.update({ channel, ts: parent, text: 'x' })).rejects.toThrow('message_not_found')
  await post('still a thread', parent)
  expect(slack.thread(parent).replies()).toHaveLength(2)
  for (const { ts } of slack.thread(parent).replies()) await web.chat.delete({ channel, ts })
  await expect(web.conversations.replies({ channel, ts: parent })).rejects.toThrow('thread_not_found')
  expect(reply).not.toBe(parent)
})

it('posts a reply to a deleted message into the channel, without a word', async () => {
  const parent = await post('parent')
  slack.asOperator.delete(parent)
  const answer = await web.chat.postMessage({ channel, thread_ts: parent, text: 'lost' })
  expect(answer.message?.thread_ts).toBeUndefined()
  expect(slack.channel().texts()).toEqual(['lost'])
  slack.world.manners.replyToDeleted = 'thread_not_found'
  await expect(post('lost', parent)).rejects.toThrow('thread_not_found')
  await post('seen by nobody', '1500000000.000001')
  expect(slack.channel().texts()).toEqual(['lost'])
})

it('keeps metadata, and shows it to who asks', async () => {
  const metadata = { event_type: 'conversation', event_payload: { session: 's1' } }
  const { ts = '' } = await web.chat.postMessage({ channel, text: 'x', metadata })
  const { messages: plain } = await web.conversations.history({ channel })
  expect(plain?.[0]?.metadata).toBeUndefined()
  const { messages } = await web.conversations.history({ channel, include_all_metadata: true })
  expect(messages?.[0]?.metadata).toEqual(metadata)
  expect(slack.message(ts)?.metadata).toEqual(metadata)
  await expect(web.apiCall('chat.postMessage', { channel, text: 'x', metadata: { a: 1 } })).rejects.toThrow(
    'invalid_metadata_schema',
  )
})
