import { type RecordingInbox, recordingInbox } from '@pocketping/core/testing'
import { describe, expect, it } from 'vitest'
import type { DiscordHarness } from './harness.ts'
import { card, lineOf, setUp } from './stage.ts'

async function begin(): Promise<DiscordHarness & { threadId: string; inbox: RecordingInbox }> {
  const harness = await setUp()
  const inbox = recordingInbox()
  await harness.bridge.start(inbox)
  const { threadId } = await harness.bridge.openThread(card(), 'key')
  return { ...harness, threadId, inbox }
}

/** Time enough for anybody who would connect again: another bridge does so meanwhile. */
async function othersReconnect({ discord, createBridge }: DiscordHarness): Promise<void> {
  const other = createBridge()
  await other.start(recordingInbox())
  const resumed = discord.journal.gateway('resumed').length
  discord.faults.dropGateway()
  await discord.until(() => discord.journal.gateway('resumed').length > resumed)
  await other.stop()
}

function textsOf({ stored }: RecordingInbox): string[] {
  return stored.map(one => ('text' in one ? one.text : one.type))
}

describe('a connection that breaks', () => {
  it('is resumed, and what was written meanwhile is told once', async () => {
    const { discord, inbox, threadId } = await begin()
    const before = discord.journal.calls('getActiveThreads').length
    discord.faults.gatewayDown()
    const missed = ['one', 'two'].map(text => discord.asOperator.send({ threadId, text }).id)
    discord.faults.gatewayUp()
    await inbox.until(() => inbox.stored.length === 2)
    discord.asOperator.send({ threadId, text: 'three' })
    await inbox.until(() => inbox.stored.length === 3)
    expect(inbox.lines.filter(line => /again/.test(line))).toEqual([
      expect.stringContaining('Connecting to Discord again'),
      expect.stringContaining('Connected to Discord again'),
    ])
    expect(inbox.stored.slice(0, 2).map(one => 'platformId' in one && one.platformId)).toEqual(missed)
    expect(discord.journal.gateway('identify')).toHaveLength(1)
    expect(discord.journal.calls('getActiveThreads')).toHaveLength(before)
  })

  it('is resumed where Discord asks for it', async () => {
    const { discord, inbox, threadId } = await begin()
    discord.faults.requestReconnect()
    await discord.until(() => discord.journal.gateway('resumed').length === 1)
    discord.asOperator.send({ threadId, text: 'hello' })
    await inbox.until(() => inbox.stored.length === 1)
    expect(discord.journal.gateway('identify')).toHaveLength(1)
  })

  it('begins a new session where the old one is void, and reads what it missed', async () => {
    const { discord, inbox, threadId } = await begin()
    discord.faults.invalidateSession()
    discord.asOperator.send({ threadId, text: 'missed' })
    await inbox.until(() => inbox.stored.length === 1)
    discord.asOperator.send({ threadId, text: 'now' })
    await inbox.until(() => textsOf(inbox).includes('now'))
    expect(textsOf(inbox)).toEqual(['missed', 'now'])
    expect(discord.journal.gateway('identify')).toHaveLength(2)
  })

  it('does not make it hear anything twice or out of order', async () => {
    const { discord, inbox, threadId } = await begin()
    discord.faults.holdEvents()
    for (const text of ['one', 'two', 'three']) discord.asOperator.send({ threadId, text })
    discord.faults.dropGateway()
    discord.faults.releaseEvents()
    await inbox.until(() => inbox.stored.length >= 3)
    expect(textsOf(inbox)).toEqual(['one', 'two', 'three'])
  })
})

describe('a connection that Discord ends for good', () => {
  it.each([
    [4004, /does not know this token any more.*Reset Token/],
    [4010, /refused the shard/],
    [4011, /a bot of its own/],
    [4012, /update discord\.js/],
    [4013, /refused the intents/],
    [4014, /Turn on "Message Content Intent"/],
  ])('with %i is not tried again, and the engine is told what to do', async (code, advice) => {
    const harness = await begin()
    const { discord, inbox } = harness
    discord.faults.dropGateway(code)
    await inbox.until(() => inbox.endedWith !== undefined)
    await othersReconnect(harness)
    expect(discord.journal.gateway('identify')).toHaveLength(2)
    expect(discord.journal.gateway('connect')).toHaveLength(3)
    expect(inbox.endedWith).toMatchObject({ kind: 'misconfigured', message: expect.stringMatching(advice) })
  })

  it('while it begins makes the start fail, and leaves nothing behind', async () => {
    const harness = await setUp()
    const { bridge, discord } = harness
    // Taken back between the check and the sign-in.
    const off = discord.faults.onCall(({ method, moment }) => {
      if (method === 'getGatewayBot' && moment === 'before') discord.asOperator.setPrivilegedIntents([])
    })
    await expect(bridge.start(recordingInbox())).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('Message Content Intent'),
    })
    await discord.until(() => discord.sessions().length === 0)
    off()
    discord.asOperator.setPrivilegedIntents(['MESSAGE_CONTENT'])
    const inbox = recordingInbox()
    await bridge.start(inbox)
    const { threadId } = await bridge.openThread(card(), 'key')
    discord.asOperator.send({ threadId, text: 'hello' })
    await inbox.until(() => inbox.stored.length === 1)
  })

  it('can be begun again', async () => {
    const { bridge, discord, threadId, inbox } = await begin()
    discord.faults.dropGateway(4004)
    await inbox.until(() => inbox.endedWith !== undefined)
    discord.asOperator.send({ threadId, text: 'missed' })
    await bridge.start(inbox)
    await inbox.until(() => inbox.stored.length === 1)
    expect(textsOf(inbox)).toEqual(['missed'])
  })
})

describe('stopping', () => {
  it('ends a reconnect that is under way', async () => {
    const harness = await begin()
    const { bridge, discord, inbox } = harness
    const reconnecting = lineOf(inbox, /Connecting to Discord again/)
    discord.faults.gatewayDown()
    await reconnecting
    await bridge.stop()
    discord.faults.gatewayUp()
    await othersReconnect(harness)
    await discord.until(() => discord.sessions().every(({ isConnected }) => !isConnected))
  })

  it('ends a start that is under way', async () => {
    const { bridge, discord } = await setUp()
    discord.faults.gatewayDown()
    const { reached, release } = discord.faults.pause('getGatewayBot', 'after')
    const started = bridge.start(recordingInbox())
    const outcome = started.catch((error: unknown) => error)
    await reached
    const stopped = bridge.stop()
    release()
    await stopped
    expect(await outcome).toMatchObject({ kind: 'unavailable' })
    await discord.until(() => discord.sessions().every(({ isConnected }) => !isConnected))
  })

  it('hands in nothing afterwards', async () => {
    const { bridge, discord, inbox, threadId } = await begin()
    await bridge.stop()
    discord.asOperator.send({ threadId, text: 'late' })
    discord.asOperator.typing(threadId)
    await discord.until(() => discord.sessions().every(({ isConnected }) => !isConnected))
    expect(inbox.stored).toEqual([])
  })
})
