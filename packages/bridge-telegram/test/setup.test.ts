import { recordingInbox } from '@pocketping/core/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { type HarnessOptions, pollingHarness, secret, type TelegramHarness } from './harness.ts'

const harnesses: TelegramHarness[] = []

async function setUp(options?: HarnessOptions): Promise<TelegramHarness> {
  const harness = await pollingHarness(options)
  harnesses.push(harness)
  return harness
}

afterEach(async () => {
  for (const { bridge, close } of harnesses.splice(0)) {
    await bridge.stop()
    await close()
  }
})

describe('what is wrong is said with the words of Telegram’s menus', () => {
  const wrong: [
    name: string,
    options: HarnessOptions,
    spoil: (harness: TelegramHarness) => void,
    words: RegExp,
  ][] = [
    [
      'a group that does not exist',
      { bridge: { chatId: -1009999999999 } },
      () => undefined,
      /chat not found.*option chatId/s,
    ],
    [
      'no topics',
      { emulator: { chat: { isForum: false } } },
      () => undefined,
      /Topics are off.*"Support".*Edit → Topics/,
    ],
    ['a basic group', { emulator: { chat: { id: -4001 } } }, () => undefined, /Topics are off.*set chatId/],
    [
      'a bot that is not there',
      {},
      ({ telegram }) => telegram.asOperator.setBotStatus('left'),
      /Add the bot to the group/,
    ],
    [
      'a bot that was thrown out',
      {},
      ({ telegram }) => telegram.asOperator.setBotStatus('kicked'),
      /Add the bot to the group/,
    ],
    [
      'a bot that is no administrator',
      {},
      ({ telegram }) => telegram.asOperator.setBotStatus('member'),
      /@pocketping_emulator_bot is no administrator.*Manage Topics and Delete Messages.*Add Admin/,
    ],
    [
      'a right that is missing',
      {},
      ({ telegram }) => telegram.asOperator.setBotRights({ can_manage_topics: false }),
      /lacks "Manage Topics" in the group "Support"\. Turn it on: group name → Edit → Administrators/,
    ],
    [
      'two rights that are missing',
      {},
      ({ telegram }) =>
        telegram.asOperator.setBotRights({ can_manage_topics: false, can_delete_messages: false }),
      /lacks "Manage Topics" and "Delete Messages"/,
    ],
    [
      'a bot that is anonymous',
      {},
      ({ telegram }) => telegram.asOperator.setBotRights({ is_anonymous: true }),
      /Turn "Remain Anonymous" off/,
    ],
  ]

  it.each(wrong)('%s', async (_name, options, spoil, words) => {
    const harness = await setUp(options)
    spoil(harness)
    await expect(harness.bridge.start(recordingInbox())).rejects.toMatchObject({
      name: 'BridgeError',
      kind: 'misconfigured',
      message: expect.stringMatching(words),
    })
    expect(harness.telegram.journal.calls('getUpdates')).toEqual([])
  })

  it('an unknown token', async () => {
    const { createMisconfigured } = await setUp()
    await expect(createMisconfigured().start(recordingInbox())).rejects.toThrow(/BotFather: \/mybots/)
  })
})

it('warns where operators could not see how their messages fare', async () => {
  const { bridge, telegram } = await setUp()
  const inbox = recordingInbox()
  telegram.asOperator.setAllowedReactions(['👍'])
  await bridge.start(inbox)
  expect(inbox.lines.join()).toMatch(/limits reactions.*Edit → Reactions/)
})

it('says that Telegram cannot be reached', async () => {
  const { bridge, telegram } = await setUp()
  telegram.faults.hold()
  await expect(bridge.start(recordingInbox())).rejects.toMatchObject({ kind: 'unavailable' })
})

it('removes a webhook that is in the way of polling, and says so', async () => {
  const { bridge, createBridge, telegram } = await setUp()
  const posted = createBridge({ webhook: { url: 'http://127.0.0.1:9/', secret } })
  const inbox = recordingInbox()
  await posted.start(inbox)
  expect(telegram.journal.calls('setWebhook')[0]?.params).toMatchObject({
    secret_token: secret,
    allowed_updates: '["message","edited_message","message_reaction"]',
  })
  await posted.stop()
  await bridge.start(inbox)
  expect(telegram.journal.calls('deleteWebhook')).toHaveLength(1)
  expect(inbox.lines.join()).toContain('A webhook was set')
})

it('follows a group that became a supergroup, and says which number to configure', async () => {
  const { createBridge, telegram } = await setUp({ emulator: { chat: { id: -4001 } } })
  const old = createBridge({ chatId: -4001 })
  telegram.asOperator.setTopicsEnabled(true)
  telegram.asOperator.setBotRights({ can_manage_topics: true, can_delete_messages: true })
  const card = {
    sessionId: 's',
    visitorId: 'v',
    projectName: 'p',
    status: 'active',
    metadata: {},
    createdAt: 0,
    hint: '/help',
  } as const
  const { threadId } = await old.openThread(card, 'thread')
  expect(threadId.split(':')[0]).toBe(String(telegram.chatId))
  expect(await old.send(threadId, { items: [{ from: 'visitor', text: 'hi' }] }, 'k')).toHaveLength(1)
  const asked = telegram.journal
    .calls('createForumTopic', 'sendMessage')
    .map(({ params }) => Number(params.chat_id))
  expect(asked).toEqual([-4001, telegram.chatId, telegram.chatId, telegram.chatId])
  await old.openThread(card, 'thread')
  expect(telegram.journal.calls('createForumTopic').at(-1)?.params.chat_id).toBe(String(telegram.chatId))
  expect(telegram.journal.calls('createForumTopic')).toHaveLength(3)
})
