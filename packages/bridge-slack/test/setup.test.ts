import { recordingInbox } from '@pocketping/core/testing'
import { describe, expect, it } from 'vitest'
import type { HarnessOptions, SlackHarness } from './harness.ts'
import { begin, card, setUp, textsUntilFence } from './stage.ts'

const OF_PUBLIC = ['channels:history', 'channels:read']
const SCOPES = ['chat:write', 'reactions:read', 'reactions:write', 'users:read', ...OF_PUBLIC]

describe('what is wrong is said with the words of Slack’s pages', () => {
  const wrong: [
    name: string,
    options: HarnessOptions,
    spoil: (harness: SlackHarness) => void,
    words: RegExp,
  ][] = [
    [
      'a channel that does not exist',
      { bridge: { channelId: 'C0NOTTHERE0' } },
      () => undefined,
      /channel_not_found.*option channelId.*\/invite/s,
    ],
    [
      'a private channel without the bot',
      { emulator: { channel: { isPrivate: true } } },
      ({ slack }) => slack.asOperator.removeBot(),
      /channel_not_found.*private channel.*\/invite/s,
    ],
    [
      'a bot that is not in the channel',
      {},
      ({ slack }) => slack.asOperator.removeBot(),
      /@pocketping is not in #support\. Write \/invite @pocketping in it/,
    ],
    [
      'an archived channel',
      {},
      ({ slack }) => slack.asOperator.archive(),
      /#support is archived\. Unarchive it/,
    ],
    [
      'a scope that is missing',
      {},
      ({ slack }) => slack.app.setScopes(...SCOPES.filter(scope => scope !== 'users:read')),
      /lacks scopes\. Add users:read: api\.slack\.com\/apps → your app → OAuth & Permissions → Bot Token Scopes, then install/,
    ],
    [
      'a scope that is missing for a private channel',
      { emulator: { channel: { isPrivate: true } } },
      ({ slack }) => slack.app.setScopes(...SCOPES, 'groups:read'),
      /Add groups:history/,
    ],
    [
      'two scopes that are missing',
      {},
      ({ slack }) => slack.app.setScopes(...OF_PUBLIC, 'chat:write', 'users:read'),
      /Add reactions:read and reactions:write/,
    ],
    [
      'no scope for the names of visitors',
      { bridge: { impersonate: true }, emulator: { scopes: SCOPES } },
      () => undefined,
      /Add chat:write\.customize/,
    ],
    [
      'another token of the app',
      { bridge: { appToken: ['xapp', 'another'].join('-') } },
      () => undefined,
      /invalid_auth.*option appToken .*App-Level Tokens.*connections:write/,
    ],
    [
      'Socket Mode that is off',
      {},
      ({ slack }) => slack.app.setSocketMode(false),
      /Socket Mode → Enable Socket Mode/,
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
    expect(harness.slack.openSockets()).toBe(0)
  })

  it('an unknown token', async () => {
    const { createMisconfigured } = await setUp()
    await expect(createMisconfigured().start(recordingInbox())).rejects.toThrow(
      /invalid_auth.*Bot User OAuth Token/,
    )
  })
})

it('needs no other scopes than these', async () => {
  const stage = await begin({ emulator: { scopes: SCOPES } })
  expect(await textsUntilFence(stage)).toEqual(['fence'])
})

it('works in a private channel', async () => {
  const scopes = [...SCOPES.filter(scope => !OF_PUBLIC.includes(scope)), 'groups:history', 'groups:read']
  const stage = await begin({ emulator: { scopes, channel: { isPrivate: true } } })
  expect(await textsUntilFence(stage)).toEqual(['fence'])
})

it('starts as soon as what was wrong is put right', async () => {
  const { bridge, slack } = await setUp()
  slack.asOperator.removeBot()
  await expect(bridge.start(recordingInbox())).rejects.toThrow(/is not in/)
  slack.asOperator.inviteBot()
  slack.app.setScopes('chat:write')
  await expect(bridge.start(recordingInbox())).rejects.toThrow(/lacks scopes/)
  slack.app.setScopes(...SCOPES)
  await bridge.start(recordingInbox())
  expect(slack.openSockets()).toBe(1)
})

it('says that Slack cannot be reached', async () => {
  const { bridge, slack } = await setUp()
  slack.faults.hold()
  await expect(bridge.start(recordingInbox())).rejects.toMatchObject({ kind: 'unavailable' })
  slack.faults.resume()
  slack.faults.socketsDown()
  await expect(bridge.start(recordingInbox())).rejects.toMatchObject({ kind: 'unavailable' })
  slack.faults.socketsUp()
  await bridge.start(recordingInbox())
})

it('says how long Slack wants to be left alone', async () => {
  const { bridge, slack } = await setUp()
  slack.faults.limit(1, 7, 'apps.connections.open')
  await expect(bridge.start(recordingInbox())).rejects.toMatchObject({
    kind: 'rate-limited',
    retryAfterMs: 7000,
  })
})

it('posts in a channel it was not started for, as every other process does', async () => {
  const { createBridge, slack } = await setUp()
  const { threadId } = await createBridge().openThread(card(), 'thread')
  expect(threadId).toMatch(new RegExp(`^${slack.channelId}:\\d+\\.\\d+$`))
  expect(slack.journal.calls().map(({ method }) => method)).toEqual(['chat.postMessage'])
})
