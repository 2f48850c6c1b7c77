import { WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type SlackEmulator, startSlackEmulator } from './emulator.ts'
import type { Mention } from './wire.ts'

let slack: SlackEmulator
let web: WebClient

beforeEach(async () => {
  slack = await startSlackEmulator({ limits: { postsPerChannelSecond: false } })
  web = new WebClient(slack.token, { slackApiUrl: slack.url, retryConfig: { retries: 0 } })
})

afterEach(() => slack.stop())

async function mentions(message: Record<string, unknown>): Promise<Mention[]> {
  const { ts } = (await web.apiCall('chat.postMessage', { channel: slack.channelId, ...message })) as {
    ts?: string
  }
  return slack.message(ts ?? '')?.mentions ?? []
}

async function kept(text: string): Promise<string | undefined> {
  const { message } = await web.chat.postMessage({ channel: slack.channelId, text })
  return message?.text
}

it('finds whom a text notifies', async () => {
  expect(await mentions({ text: 'hello <!channel> and <!here|here>' })).toEqual([
    { kind: 'channel' },
    { kind: 'here' },
  ])
  expect(await mentions({ text: '<@U0MAYA00001> <@U0MAYA00001|maya> <!subteam^S123>' })).toEqual([
    { kind: 'user', userId: 'U0MAYA00001' },
    { kind: 'group', groupId: 'S123' },
  ])
  expect(await mentions({ text: '&lt;!channel&gt; @channel @maya <https://a.example|@here>' })).toEqual([])
  expect(slack.pings()).toHaveLength(2)
})

it('finds them with parse, link_names, and in blocks and attachments', async () => {
  expect(await mentions({ text: 'hi @maya', link_names: true })).toEqual([
    { kind: 'user', userId: 'U0MAYA00001' },
  ])
  expect(await mentions({ text: '@channel', parse: 'full' })).toEqual([{ kind: 'channel' }])
  expect(await mentions({ text: 'x', attachments: [{ text: '<!everyone>' }] })).toEqual([
    { kind: 'everyone' },
  ])
  const text = '<!here>'
  const section = (type: string) => [{ type: 'section', text: { type, text } }]
  expect(await mentions({ text: 'x', blocks: section('mrkdwn') })).toEqual([{ kind: 'here' }])
  expect(await mentions({ text: 'x', blocks: section('plain_text') })).toEqual([])
  const rich = (elements: object[]) => [
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] },
  ]
  expect(await mentions({ text: 'x', blocks: rich([{ type: 'text', text }]) })).toEqual([])
  expect(await mentions({ text: 'x', blocks: rich([{ type: 'user', user_id: 'U0TOMAS0002' }]) })).toEqual([
    { kind: 'user', userId: 'U0TOMAS0002' },
  ])
  expect(await mentions({ text: 'x', blocks: rich([{ type: 'broadcast', range: 'channel' }]) })).toEqual([
    { kind: 'channel' },
  ])
})

it('keeps a post as Slack does', async () => {
  expect(await kept('1 < 2 & 3 > 2')).toBe('1 &lt; 2 &amp; 3 &gt; 2')
  expect(await kept('1 &lt; 2 &amp;amp; <b>')).toBe('1 &lt; 2 &amp;amp; &lt;b&gt;')
  expect(await kept('see https://a.example/?x=1&y=2. Or a@b.example')).toBe(
    'see <https://a.example/?x=1&amp;y=2>. Or <mailto:a@b.example|a@b.example>',
  )
  expect(await kept('<https://a.example|there> <@U0MAYA00001> <!here>')).toBe(
    '<https://a.example|there> <@U0MAYA00001> <!here>',
  )
  expect(await kept('done ✅')).toBe('done :white_check_mark:')
  expect(slack.channel().texts().at(-1)).toBe('done ✅')
})

it('writes what people type as their clients do', () => {
  const typed = (text: string) => {
    const { text: wire, shown, blocks = [] } = slack.asOperator.sendInChannel(text)
    const elements = blocks.flatMap(block => block.elements as { elements: object[] }[])
    return { wire, shown, elements: elements.flatMap(section => section.elements) }
  }
  expect(typed('1 < 2 & <!channel>')).toEqual({
    wire: '1 &lt; 2 &amp; &lt;!channel&gt;',
    shown: '1 < 2 & <!channel>',
    elements: [{ type: 'text', text: '1 < 2 & <!channel>' }],
  })
  expect(typed('@Tomás look: https://a.example/x?a=1&b=2, #general')).toMatchObject({
    wire: '<@U0TOMAS0002> look: <https://a.example/x?a=1&amp;b=2>, <#C0GENERAL02|general>',
    shown: '@Tomás look: https://a.example/x?a=1&b=2, #general',
    elements: [
      { type: 'user', user_id: 'U0TOMAS0002' },
      { type: 'text' },
      { type: 'link', url: 'https://a.example/x?a=1&b=2' },
      { type: 'text' },
      { type: 'channel' },
    ],
  })
  expect(typed('@here 👍 shop.example me@shop.example')).toMatchObject({
    wire: '<!here> :+1: <http://shop.example|shop.example> <mailto:me@shop.example|me@shop.example>',
    shown: '@here 👍 shop.example me@shop.example',
  })
})
