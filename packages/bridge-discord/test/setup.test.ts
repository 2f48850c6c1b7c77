import { recordingInbox } from '@pocketping/core/testing'
import { describe, expect, it } from 'vitest'
import type { DiscordHarness, HarnessOptions } from './harness.ts'
import { setUp } from './stage.ts'

type Spoil = (harness: DiscordHarness) => void

describe('what is wrong is said with the words of Discord’s menus', () => {
  const wrong: [name: string, options: HarnessOptions, spoil: Spoil, words: RegExp][] = [
    [
      'a channel that does not exist',
      { bridge: { channelId: '1100000000000000009' } },
      () => undefined,
      /Unknown Channel.*option channelId/s,
    ],
    [
      'a channel that the bot does not see',
      {},
      ({ discord }) =>
        discord.asOperator.setChannelPermissions(discord.channelId, { deny: ['VIEW_CHANNEL'] }),
      /cannot see the channel \d+\. Give its role "View Channels"/,
    ],
    [
      'a permission that is missing',
      {},
      ({ discord }) =>
        discord.asOperator.setChannelPermissions(discord.channelId, { deny: ['MANAGE_THREADS'] }),
      /"PocketPing" lacks "Manage Threads" in the channel "visitors"\. Turn it on: channel settings → Permissions/,
    ],
    [
      'several that are missing',
      {},
      ({ discord }) => discord.asOperator.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES']),
      /lacks "Create Public Threads" and "Send Messages in Threads" and .*"Add Reactions"/,
    ],
    [
      'the permission that speaking under visitors’ names needs',
      { bridge: { impersonate: true } },
      ({ discord }) =>
        discord.asOperator.setChannelPermissions(discord.channelId, { deny: ['MANAGE_WEBHOOKS'] }),
      /lacks "Manage Webhooks"/,
    ],
    [
      'the intent',
      { emulator: { privilegedIntents: [] } },
      () => undefined,
      /Turn on "Message Content Intent": discord\.com\/developers/,
    ],
  ]

  it.each(wrong)('%s', async (_name, options, spoil, message) => {
    const harness = await setUp(options)
    spoil(harness)
    await expect(harness.bridge.start(recordingInbox())).rejects.toMatchObject({
      name: 'BridgeError',
      kind: 'misconfigured',
      message: expect.stringMatching(message),
    })
    expect(harness.discord.journal.gateway('connect')).toEqual([])
  })

  it('a thread instead of a channel', async () => {
    const { discord, createBridge } = await setUp()
    const { id: channelId } = discord.asOperator.createThread({ name: 'lunch' })
    await expect(createBridge({ channelId }).start(recordingInbox())).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringMatching(/"lunch", which is neither a text nor a forum channel/),
    })
  })

  it('an unknown token', async () => {
    const { createMisconfigured } = await setUp()
    await expect(createMisconfigured().start(recordingInbox())).rejects.toThrow(/Bot → Reset Token/)
  })
})

it('asks for nothing that is not used', async () => {
  const { discord, bridge } = await setUp({ isForum: true })
  discord.asOperator.setBotPermissions([
    'VIEW_CHANNEL',
    'SEND_MESSAGES',
    'SEND_MESSAGES_IN_THREADS',
    'MANAGE_THREADS',
    'MANAGE_MESSAGES',
    'READ_MESSAGE_HISTORY',
    'ADD_REACTIONS',
  ])
  await bridge.start(recordingInbox())
})

it('says that Discord cannot be reached, and starts once it can', async () => {
  const { discord, bridge } = await setUp()
  discord.faults.hold()
  await expect(bridge.start(recordingInbox())).rejects.toMatchObject({ kind: 'unavailable' })
  discord.faults.resume()
  await bridge.start(recordingInbox())
  expect(discord.sessions()).toHaveLength(1)
})

it('says so too where it is limited', async () => {
  const { discord, bridge } = await setUp()
  discord.faults.fail('getCurrentApplication', { status: 503 })
  await expect(bridge.start(recordingInbox())).rejects.toMatchObject({ kind: 'unavailable' })
  discord.faults.fail('getGuildRoles', { status: 429, retryAfter: 7 })
  await expect(bridge.start(recordingInbox())).rejects.toMatchObject({ kind: 'rate-limited' })
})
