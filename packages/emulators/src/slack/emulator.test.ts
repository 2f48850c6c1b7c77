import { SocketModeClient } from '@slack/socket-mode'
import { LogLevel, WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type SlackEmulator, startSlackEmulator } from './emulator.ts'

let slack: SlackEmulator
let web: WebClient

beforeEach(async () => {
  slack = await startSlackEmulator()
  web = new WebClient(slack.token, { slackApiUrl: slack.url, retryConfig: { retries: 0 } })
})

afterEach(() => slack.stop())

it('carries a conversation both ways between the real SDKs and a person', async () => {
  const socket = new SocketModeClient({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.url },
  })
  const heard: Record<string, unknown>[] = []
  socket.on('message', async ({ event, ack }) => {
    heard.push(event)
    await ack()
  })
  await socket.start()

  const { ts = '' } = await web.chat.postMessage({ channel: slack.channelId, text: 'Anna · /pricing' })
  slack.asOperator.send({ threadTs: ts, text: 'Hello <Anna> & co' })
  await slack.until(() => slack.deliveries.filter(delivery => delivery.isAcknowledged).length === 2)

  expect(heard).toMatchObject([
    { text: 'Anna · /pricing', bot_id: slack.botId, user: slack.botUserId, channel_type: 'channel' },
    {
      text: 'Hello &lt;Anna&gt; &amp; co',
      thread_ts: ts,
      user: 'U0MAYA00001',
      parent_user_id: slack.botUserId,
    },
  ])
  expect(slack.thread(ts).texts()).toEqual(['Anna · /pricing', 'Hello <Anna> & co'])
  const { messages } = await web.conversations.replies({ channel: slack.channelId, ts })
  expect(messages).toMatchObject([{ reply_count: 1, thread_ts: ts }, { text: 'Hello &lt;Anna&gt; &amp; co' }])
  await socket.disconnect()
})
