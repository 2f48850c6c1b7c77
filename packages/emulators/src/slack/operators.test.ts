import { WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type SlackEmulator, startSlackEmulator } from './emulator.ts'
import type { SlackEmulatorOptions } from './options.ts'

type Event = Record<string, unknown> & { message?: Record<string, unknown> }

let slack: SlackEmulator
let web: WebClient
let events: Event[]

async function start(options: SlackEmulatorOptions = {}): Promise<void> {
  slack = await startSlackEmulator({ limits: { postsPerChannelSecond: false }, ...options })
  web = new WebClient(slack.token, { slackApiUrl: slack.url, retryConfig: { retries: 0 } })
  events = []
  // What the app is told, wherever it would go.
  slack.world.emit = (subscription, event) => void events.push({ subscription, ...event })
}

beforeEach(() => start())

afterEach(() => slack.stop())

const post = async (text: string): Promise<string> =>
  (await web.chat.postMessage({ channel: slack.channelId, text })).ts ?? ''
const names = () =>
  events.map(({ subscription, subtype }) => [subscription, subtype].filter(Boolean).join(' '))

it('edits: the app is told what was and what is', async () => {
  const { ts } = slack.asOperator.sendInChannel('before')
  slack.asOperator.edit(ts, 'after')
  slack.asOperator.edit(ts, 'after')
  expect(events).toHaveLength(2)
  expect(events[1]).toMatchObject({
    subscription: 'message.channels',
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    message: { ts, text: 'after', edited: { user: 'U0MAYA00001' } },
    previous_message: { ts, text: 'before' },
  })
  expect(events[1]?.ts).not.toBe(ts)
})

it('shows a preview: a change in which the text is the same', () => {
  slack.asOperator.send({ text: 'see https://shop.example/a', unfurl: true })
  expect(events[1]).toMatchObject({
    subtype: 'message_changed',
    message: { text: 'see <https://shop.example/a>', attachments: [{ from_url: 'https://shop.example/a' }] },
    previous_message: { text: 'see <https://shop.example/a>' },
  })
  expect(events[1]?.message?.edited).toBeUndefined()
})

it('shows previews of the app, unless it wants none', async () => {
  const text = 'https://shop.example/a'
  slack.asOperator.unfurl(await post(text))
  expect(events.at(-1)).toMatchObject({ subtype: 'message_changed', message: { bot_id: slack.botId } })
  const plain = { channel: slack.channelId, text, unfurl_links: false, unfurl_media: false }
  const { ts = '' } = await web.chat.postMessage(plain)
  expect(() => slack.asOperator.unfurl(ts)).toThrow('The app asked for no previews.')
})

it('deletes: a message, a parent with replies, the last reply', async () => {
  const { ts } = slack.asOperator.sendInChannel('gone')
  slack.asOperator.delete(ts)
  expect(events[1]).toMatchObject({
    subtype: 'message_deleted',
    deleted_ts: ts,
    previous_message: { text: 'gone' },
  })
  const parent = await post('parent')
  const { ts: reply } = slack.asOperator.send({ threadTs: parent, text: 'reply' })
  events.length = 0
  slack.asOperator.delete(parent)
  expect(events).toMatchObject([
    { subtype: 'message_changed', message: { subtype: 'tombstone', ts: parent, reply_count: 1 } },
  ])
  expect(slack.thread(parent).texts()).toEqual(['This message was deleted.', 'reply'])
  slack.asOperator.delete(reply)
  expect(events.slice(1)).toMatchObject([
    { subtype: 'message_deleted', deleted_ts: reply },
    {
      subtype: 'message_deleted',
      deleted_ts: parent,
      previous_message: { subtype: 'tombstone', reply_count: 0, latest_reply: '0000000000.000000' },
    },
  ])
  expect(slack.thread(parent).texts()).toEqual([])
})

it('sends replies of every kind', async () => {
  const threadTs = await post('parent')
  events.length = 0
  slack.asOperator.send({ threadTs, text: 'plain', from: 'Tomás' })
  slack.asOperator.send({ threadTs, text: 'wide', broadcast: true })
  slack.asOperator.send({ threadTs, text: 'waves', me: true })
  slack.asOperator.send({
    threadTs,
    text: 'look',
    files: [{ name: 'photo.png', bytes: new Uint8Array([1, 2]) }],
  })
  expect(events).toMatchObject([
    { text: 'plain', user: 'U0TOMAS0002', thread_ts: threadTs, parent_user_id: slack.botUserId },
    { subtype: 'thread_broadcast', root: { ts: threadTs, text: 'parent' } },
    { subtype: 'me_message', text: 'waves' },
    { subtype: 'file_share', files: [{ name: 'photo.png', mimetype: 'image/png', size: 2 }], upload: true },
  ])
  expect(events[0]?.subtype).toBeUndefined()
  expect(slack.channel().texts()).toEqual(['parent', 'wide'])
  expect(slack.thread(threadTs).replies()).toHaveLength(4)
  expect(() => slack.asOperator.send({ threadTs: '1.000001', text: 'x' })).toThrow('There is no thread')
  expect(() => slack.asOperator.send({ text: 'x', from: 'Nobody' })).toThrow('There is no operator')
})

it('names the bot: a second event, also when it is named by an edit', async () => {
  const { ts } = slack.asOperator.sendInChannel('@pocketping help')
  expect(names()).toEqual(['message.channels', 'app_mention'])
  expect(events[1]).toMatchObject({ type: 'app_mention', ts, text: `<@${slack.botUserId}> help` })
  slack.asOperator.edit(ts, '@pocketping help me')
  const { ts: other } = slack.asOperator.sendInChannel('help')
  events.length = 0
  slack.asOperator.edit(other, '@pocketping help')
  expect(names()).toEqual(['message.channels message_changed', 'app_mention'])
})

it('reacts and takes it back', async () => {
  const ts = await post('x')
  events.length = 0
  slack.asOperator.react(ts, ':thumbsup:', 'Tomás')
  slack.asOperator.unreact(ts, '👍', 'Tomás')
  expect(events).toMatchObject([
    {
      type: 'reaction_added',
      user: 'U0TOMAS0002',
      reaction: '+1',
      item: { type: 'message', channel: slack.channelId, ts },
      item_user: slack.botUserId,
    },
    { type: 'reaction_removed', reaction: '+1' },
  ])
  expect(() => slack.asOperator.unreact(ts, 'eyes')).toThrow('no_reaction')
})

it('archives, and the bot is out', async () => {
  slack.asOperator.archive()
  expect(names()).toEqual(['message.channels channel_archive', 'channel_archive'])
  expect(slack.channel()).toMatchObject({ isArchived: true, hasBot: false })
  expect(() => slack.asOperator.sendInChannel('x')).toThrow('archived')
  slack.asOperator.unarchive()
  await expect(post('x')).rejects.toThrow('not_in_channel')
  events.length = 0
  slack.asOperator.inviteBot()
  expect(names()).toEqual(['member_joined_channel', 'message.channels channel_join'])
  await post('x')
})

it('renames the channel and puts the bot out', async () => {
  slack.asOperator.rename('help', undefined, 'Tomás')
  expect(events).toMatchObject([
    { type: 'channel_rename', channel: { id: slack.channelId, name: 'help' } },
    { subtype: 'channel_name', old_name: 'support', name: 'help' },
  ])
  events.length = 0
  slack.asOperator.removeBot()
  expect(names()).toEqual(['member_left_channel', 'channel_left'])
  events.length = 0
  slack.asOperator.sendInChannel('unheard')
  expect(events).toEqual([])
  await expect(post('x')).rejects.toThrow('not_in_channel')
})

it('tells of private channels under their own names', async () => {
  await slack.stop()
  await start({ channel: { isPrivate: true } })
  slack.asOperator.sendInChannel('x')
  slack.asOperator.rename('help')
  expect(events).toMatchObject([
    { subscription: 'message.groups', channel_type: 'group' },
    { subscription: 'group_rename', type: 'group_rename' },
    { subscription: 'message.groups', subtype: 'channel_name' },
  ])
})

it('sends message_replied where it is wanted, without its subtype', async () => {
  slack.world.manners.sendsMessageReplied = true
  const threadTs = await post('parent')
  slack.asOperator.send({ threadTs, text: 'reply' })
  expect(events.at(-1)).toMatchObject({
    type: 'message',
    hidden: true,
    message: { ts: threadTs, reply_count: 1 },
  })
  expect(events.at(-1)?.subtype).toBeUndefined()
})
