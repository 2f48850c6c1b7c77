import type { Inbound } from '@pocketping/core'
import { type RecordingInbox, recordingInbox } from '@pocketping/core/testing'
import { afterEach, expect, it } from 'vitest'
import { type HarnessOptions, pollingHarness, type TelegramHarness } from './harness.ts'

interface Stage extends TelegramHarness {
  inbox: RecordingInbox
  /** Number of a topic. */
  topicId: number
}

const stages: Stage[] = []

/** A bridge that receives, and one topic. */
async function begin(options?: HarnessOptions): Promise<Stage> {
  const harness = await pollingHarness(options)
  const inbox = recordingInbox()
  await harness.bridge.start(inbox)
  const stage = { ...harness, inbox, topicId: harness.telegram.asOperator.createTopic('Anna').id }
  stages.push(stage)
  return stage
}

afterEach(async () => {
  for (const { bridge, close } of stages.splice(0)) {
    await bridge.stop()
    await close()
  }
})

function textOf(inbound: Inbound): string {
  return 'text' in inbound ? inbound.text : inbound.type
}

/** Writes a last message and waits for it: what came before it has been handed in, or never will be. */
async function textsUntilFence({ telegram, inbox, topicId }: Stage): Promise<string[]> {
  telegram.asOperator.send({ text: 'fence', topicId })
  await inbox.until(() => inbox.stored.some(inbound => textOf(inbound) === 'fence'))
  return inbox.stored.map(textOf)
}

it('asks for messages, edits and reactions, and holds the line', async () => {
  const stage = await begin()
  await textsUntilFence(stage)
  expect(stage.telegram.journal.calls('getUpdates')[0]?.params).toEqual({
    offset: '0',
    timeout: '30',
    allowed_updates: '["message","edited_message","message_reaction"]',
  })
})

it('hands in nothing of the General topic, of Telegram’s own words, or for other bots', async () => {
  const stage = await begin()
  const { asOperator } = stage.telegram
  const message = asOperator.send({ text: 'among us' })
  asOperator.pin(message.id)
  asOperator.renameTopic(stage.topicId, 'Anna K')
  asOperator.send({ text: '/close@other_bot', topicId: stage.topicId })
  asOperator.pin(asOperator.send({ text: 'pinned', topicId: stage.topicId }).id)
  expect(await textsUntilFence(stage)).toEqual(['pinned', 'fence'])
})

it('takes a command that names our bot', async () => {
  const { telegram, inbox, topicId } = await begin()
  telegram.asOperator.send({ text: `/close@${telegram.bot.username}`, topicId })
  await inbox.until(() => inbox.stored.length === 1)
  expect(inbox.stored).toMatchObject([{ type: 'command', name: 'close', args: '' }])
})

it('hands in each picture of an album, with the words of the first', async () => {
  const { telegram, inbox, topicId } = await begin()
  telegram.asOperator.photo({ topicId, caption: 'look', mediaGroupId: 'a' })
  telegram.asOperator.photo({ topicId, mediaGroupId: 'a' })
  await inbox.until(() => inbox.stored.length === 2)
  expect(inbox.stored).toMatchObject([
    { type: 'message', text: 'look', unsupported: 'photo' },
    { type: 'message', text: '', unsupported: 'photo' },
  ])
})

it('hands in what is forwarded into a topic', async () => {
  const stage = await begin()
  const message = stage.telegram.asOperator.send({ text: 'from elsewhere' })
  stage.telegram.asOperator.forward(message.id, { topicId: stage.topicId })
  expect(await textsUntilFence(stage)).toEqual(['from elsewhere', 'fence'])
})

it('hands in what everybody writes, with the names that say who may answer', async () => {
  const stage = await begin({ bridge: { allowedOperators: ['@Maya', 7] } })
  const { bridge, telegram, inbox, topicId } = stage
  expect(bridge.allowedOperators).toEqual(['@maya', '7'])
  telegram.asOperator.send({ text: 'from Tomás', topicId, from: 'tomas' })
  telegram.asOperator.closeTopic(topicId, 'tomas')
  expect(await textsUntilFence(stage)).toEqual(['from Tomás', 'command', 'fence'])
  expect(inbox.stored).toMatchObject([
    { author: { name: 'Tomás Ferreira' } },
    { author: { name: 'Tomás Ferreira' } },
    { author: { id: '7000001', username: 'maya' } },
  ])
})

it('takes our name out of what is said to us, in captions and edits too', async () => {
  const { telegram, inbox, topicId } = await begin()
  const us = `@${telegram.bot.username}`
  const message = telegram.asOperator.send({ text: `${us} Hello, @maya`, topicId })
  telegram.asOperator.edit(message.id, `Hello ${us}, and welcome`)
  telegram.asOperator.photo({ topicId, caption: `${us} look` })
  await inbox.until(() => inbox.stored.length === 3)
  expect(inbox.stored).toMatchObject([
    { type: 'message', text: 'Hello, @maya', isAddressed: true },
    { type: 'edit', text: 'Hello, and welcome', isAddressed: true },
    { type: 'message', text: 'look', isAddressed: true, unsupported: 'photo' },
  ])
})

it('keeps the order of what comes in the wrong order, and drops nothing of it', async () => {
  const stage = await begin()
  stage.telegram.faults.hold()
  const words = ['one', 'two', 'three', 'four']
  for (const text of words) stage.telegram.asOperator.send({ text, topicId: stage.topicId })
  stage.telegram.faults.reorderUpdates(1)
  stage.telegram.faults.resume()
  expect(await textsUntilFence(stage)).toEqual([...words, 'fence'])
  expect(stage.telegram.journal.calls('getUpdates').length).toBeGreaterThan(1)
})

it('confirms no update before it and all before it are stored', async () => {
  const stage = await begin()
  const { telegram, inbox, topicId } = stage
  const offsets: [offset: number, stored: number][] = []
  telegram.faults.onCall(({ method, params, moment }) => {
    if (method === 'getUpdates' && moment === 'before')
      offsets.push([Number(params.offset), inbox.stored.length])
  })
  telegram.faults.hold()
  for (const text of ['one', 'two', 'three']) telegram.asOperator.send({ text, topicId })
  inbox.refuse(2)
  telegram.faults.resume()
  await textsUntilFence(stage)
  expect(offsets.length).toBeGreaterThan(1)
  // The first update tells that the topic was created.
  const first = 500_000_001
  for (const [offset, stored] of offsets) expect(Math.max(0, offset - first - 1)).toBeLessThanOrEqual(stored)
})

it('does not let one topic hold up the others', async () => {
  const { telegram, inbox, topicId, bridge } = await begin()
  const other = telegram.asOperator.createTopic('Tom').id
  const store = inbox.receive
  const stuck = { ...inbox }
  stuck.receive = async inbound => {
    if ('threadId' in inbound && inbound.threadId.endsWith(`:${topicId}`))
      throw new Error('This topic cannot be stored.')
    await store(inbound)
  }
  await bridge.stop()
  await bridge.start(stuck)
  telegram.asOperator.send({ text: 'stuck', topicId })
  for (const text of ['one', 'two']) telegram.asOperator.send({ text, topicId: other })
  await inbox.until(() => inbox.stored.length === 2)
  expect(inbox.stored.map(textOf)).toEqual(['one', 'two'])
  const asked = telegram.journal.calls('getUpdates').length
  await telegram.until(() => telegram.journal.calls('getUpdates').length > asked + 1)
  await bridge.stop()
  await bridge.start(inbox)
  await inbox.until(() => inbox.stored.some(inbound => textOf(inbound) === 'stuck'))
})

it('goes on after somebody else asked for the updates, and says what is wrong', async () => {
  const stage = await begin()
  stage.telegram.faults.fail('getUpdates', {
    status: 409,
    description:
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    times: 2,
  })
  expect(await textsUntilFence(stage)).toEqual(['fence'])
  stage.telegram.asOperator.send({ text: 'still here', topicId: stage.topicId })
  await stage.inbox.until(() => stage.inbox.stored.length === 2)
  expect(stage.inbox.lines.join('\n')).toContain('Somebody else receives with this token')
})

it('goes on after a token was revoked and a server was broken', async () => {
  const stage = await begin()
  stage.telegram.faults.fail('getUpdates', { status: 401, description: 'Unauthorized', times: 2 })
  stage.telegram.faults.fail('getUpdates', { status: 502, description: 'Bad Gateway' })
  stage.telegram.faults.fail('getUpdates', { status: 429, retryAfter: 5 })
  stage.telegram.faults.dropAnswer('getUpdates')
  stage.telegram.asOperator.send({ text: 'one', topicId: stage.topicId })
  expect(await textsUntilFence(stage)).toEqual(['one', 'fence'])
  expect(stage.inbox.lines.join('\n')).toContain('BotFather')
})

it('asks once for its own name', async () => {
  const stage = await begin()
  for (const text of ['one', 'two', 'three']) stage.telegram.asOperator.send({ text, topicId: stage.topicId })
  await textsUntilFence(stage)
  expect(stage.telegram.journal.calls('getMe').length).toBeLessThanOrEqual(2)
})

it('asks for nothing when it is stopped while it starts', async () => {
  const { telegram, bridge, inbox } = await begin()
  await bridge.stop()
  const asked = telegram.journal.calls('getUpdates').length
  const held = telegram.faults.pause('getWebhookInfo')
  const starting = bridge.start(inbox)
  await held.reached
  await bridge.stop()
  held.release()
  await starting
  const card = {
    sessionId: 's',
    visitorId: 'v',
    projectName: 'p',
    status: 'active',
    metadata: {},
    createdAt: 0,
    hint: '/help',
  } as const
  await bridge.openThread(card, 'thread')
  expect(telegram.journal.calls('getUpdates')).toHaveLength(asked)
})

it('stops at once while the line is held', async () => {
  const stage = await begin()
  const { telegram, bridge } = stage
  await textsUntilFence(stage)
  await bridge.stop()
  telegram.asOperator.send({ text: 'later', topicId: stage.topicId })
  const asked = telegram.journal.calls('getUpdates').length
  await bridge.start(stage.inbox)
  await stage.inbox.until(() => stage.inbox.stored.some(inbound => textOf(inbound) === 'later'))
  expect(telegram.journal.calls('getUpdates').length).toBeGreaterThan(asked)
})
