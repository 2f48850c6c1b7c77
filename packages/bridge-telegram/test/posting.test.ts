import type { ThreadCard } from '@pocketping/core'
import { recordingInbox } from '@pocketping/core/testing'
import { manualClock } from '@pocketping/emulators'
import { afterEach, describe, expect, it } from 'vitest'
import { type HarnessOptions, pollingHarness, type TelegramHarness } from './harness.ts'

const harnesses: TelegramHarness[] = []

async function setUp(options?: HarnessOptions): Promise<TelegramHarness> {
  const harness = await pollingHarness(options)
  harnesses.push(harness)
  return harness
}

afterEach(async () => {
  for (const { close } of harnesses.splice(0)) await close()
})

function card(values: Partial<ThreadCard> = {}): ThreadCard {
  const metadata = { pageUrl: 'https://shop.example/pricing' }
  return {
    sessionId: 's',
    visitorId: 'vis_beef',
    projectName: 'Shop',
    status: 'active',
    metadata,
    createdAt: 0,
    hint: 'What you write here goes to the visitor. Lines that begin with // stay among you. /help',
    ...values,
  }
}

function words(text: string) {
  return { items: [{ from: 'visitor', text } as const] }
}

describe('opening a topic', () => {
  it('costs one topic and one message', async () => {
    const { bridge, telegram } = await setUp()
    await bridge.openThread(card(), 'thread')
    expect(telegram.journal.calls().map(({ method }) => method)).toEqual(['createForumTopic', 'sendMessage'])
    expect(telegram.topicNamed('Visitor BEEF · /pricing').texts()).toHaveLength(1)
  })

  it('succeeds where only the header is refused, and the header comes later', async () => {
    const { bridge, telegram } = await setUp()
    await bridge.start(recordingInbox())
    telegram.faults.limit(1, 3)
    const { threadId, cardId } = await bridge.openThread(card(), 'thread')
    expect(cardId).toBeUndefined()
    const shown = await bridge.updateThread(threadId, card())
    expect(telegram.topicNamed('Visitor BEEF · /pricing').messages().at(-1)?.id).toBe(
      Number(shown?.split(':')[1]),
    )
    expect(telegram.journal.calls('createForumTopic')).toHaveLength(1)
    await bridge.stop()
  })

  it('fails where the topic is refused', async () => {
    const { bridge, telegram } = await setUp()
    telegram.asOperator.setBotRights({ can_manage_topics: false })
    await expect(bridge.openThread(card(), 'thread')).rejects.toMatchObject({ kind: 'misconfigured' })
  })
})

describe('the name of a topic', () => {
  it('follows the visitor, not every page they open', async () => {
    const { bridge, telegram, createBridge } = await setUp()
    const { threadId, cardId } = await bridge.openThread(card(), 'thread')
    const known = { identity: { name: 'Anna' } }
    const pages = ['/a', '/b', '/c'].map(page => ({ pageUrl: `https://shop.example${page}` }))
    for (const metadata of pages) await bridge.updateThread(threadId, card({ metadata }), cardId)
    expect(telegram.journal.calls('editForumTopic')).toHaveLength(0)
    for (const metadata of pages) await bridge.updateThread(threadId, card({ metadata, ...known }), cardId)
    expect(telegram.journal.calls('editForumTopic')).toHaveLength(1)
    // After a restart nothing is known of the name, and it stands already.
    await createBridge().updateThread(threadId, card({ metadata: pages[0] ?? {}, ...known }), cardId)
    expect(telegram.topicNamed('Anna · /a').isClosed).toBe(false)
  })

  it('bears the mark of a review until it was reviewed, whichever process hears of it', async () => {
    const { bridge, telegram, createBridge } = await setUp()
    const { threadId, cardId } = await bridge.openThread(card(), 'thread')
    const topic = telegram.topicNamed('Visitor BEEF · /pricing')
    const marked = await bridge.updateThread(threadId, card({ needsReview: true }), cardId)
    await bridge.updateThread(threadId, card({ needsReview: true, leftAt: 1 }), marked)
    expect(telegram.topic(topic.id).name).toBe('🔎 Visitor BEEF · /pricing')
    const cleared = await createBridge().updateThread(threadId, card(), marked)
    expect(telegram.topic(topic.id).name).toBe('Visitor BEEF · /pricing')
    expect(cleared).toBe(cardId)
    expect(telegram.journal.calls('editForumTopic')).toHaveLength(2)
    // A card that an operator deleted is not there to be edited, and tells the mark all the same.
    telegram.asOperator.deleteForEveryone(Number(cardId?.split(':')[1]))
    const again = await bridge.updateThread(threadId, card({ needsReview: true }), cleared)
    await createBridge().updateThread(threadId, card(), again)
    expect(telegram.topic(topic.id).name).toBe('Visitor BEEF · /pricing')
  })

  it('is not given back to a header that an operator deleted', async () => {
    const { bridge, telegram } = await setUp()
    const { threadId, cardId } = await bridge.openThread(card(), 'thread')
    telegram.asOperator.deleteForEveryone(Number(cardId?.split(':')[1]))
    expect(await bridge.updateThread(threadId, card({ identity: { name: 'Anna' } }), cardId)).toBe(cardId)
    expect(telegram.topicNamed('Anna · /pricing').texts()).toEqual([])
  })
})

describe('a post', () => {
  it('has no parse mode and no preview', async () => {
    const { bridge, telegram } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'thread')
    await bridge.send(threadId, words('see https://evil.example'), 'k')
    for (const { params } of telegram.journal.calls('sendMessage')) {
      expect(params).not.toHaveProperty('parse_mode')
      expect(params.link_preview_options).toBe('{"is_disabled":true}')
    }
  })

  it('calls nobody and offers no command', async () => {
    const { bridge, telegram } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'thread')
    const [id] = await bridge.send(threadId, words('@maya tap /close or mail a@b.example'), 'k')
    const kinds = telegram.message(Number(id?.split(':')[1]))?.entities.map(({ type }) => type)
    expect(kinds).toEqual(['code', 'code', 'email'])
  })

  it('is sent plain where Telegram does not take its styles', async () => {
    const { bridge, telegram } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'thread')
    telegram.faults.fail('sendMessage', { status: 400, description: "Bad Request: can't parse entities: no" })
    const [id] = await bridge.send(threadId, { items: [{ from: 'system', text: 'closed' }] }, 'k')
    expect(telegram.message(Number(id?.split(':')[1]))).toMatchObject({ text: 'closed', entities: [] })
  })

  it('reopens a closed topic where the bot may not write in one', async () => {
    const { bridge, telegram } = await setUp()
    const topicId = telegram.asOperator.createTopic('Anna').id
    const threadId = `${telegram.chatId}:${topicId}`
    telegram.asOperator.closeTopic(topicId)
    telegram.faults.fail('sendMessage', { status: 400, description: 'Bad Request: TOPIC_CLOSED' })
    await bridge.send(threadId, words('hello'), 'k')
    expect(telegram.topic(topicId)).toMatchObject({ isClosed: false })
    telegram.asOperator.closeTopic(topicId)
    telegram.asOperator.setBotRights({ can_manage_topics: false })
    await expect(bridge.send(threadId, words('hello'), 'k2')).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('Manage Topics'),
    })
  })

  it('of several parts is not doubled when a part is refused, whatever became of the words meanwhile', async () => {
    const { bridge, telegram } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'thread')
    const long = (word: string) => words(`${word} `.repeat(5000))
    telegram.faults.onCall(({ method, moment }) => {
      if (
        method === 'sendMessage' &&
        moment === 'after' &&
        telegram.journal.calls('sendMessage').length === 2
      )
        telegram.faults.limit(1, 1)
    })
    await expect(bridge.send(threadId, long('one'), 'k')).rejects.toMatchObject({ kind: 'rate-limited' })
    const ids = await bridge.send(threadId, long('two'), 'k')
    const texts = telegram.topicNamed('Visitor BEEF · /pricing').texts().slice(1)
    expect(texts).toHaveLength(ids.length)
    expect(texts.join(' ')).not.toContain('one')
    // The same key again, after it was done, is another post.
    expect(await bridge.send(threadId, words('three'), 'k')).not.toContain(ids[0])
  })

  it('begins anew where the part that stood was deleted', async () => {
    const { bridge, telegram } = await setUp()
    const { threadId } = await bridge.openThread(card(), 'thread')
    const text = 'word '.repeat(1500)
    telegram.faults.onCall(({ method, moment }) => {
      if (
        method === 'sendMessage' &&
        moment === 'after' &&
        telegram.journal.calls('sendMessage').length === 2
      )
        telegram.faults.limit(1, 1)
    })
    await expect(bridge.send(threadId, words(text), 'k')).rejects.toMatchObject({ kind: 'rate-limited' })
    const topic = telegram.topicNamed('Visitor BEEF · /pricing')
    telegram.asOperator.deleteForEveryone(topic.messages().at(-1)?.id ?? 0)
    await expect(bridge.send(threadId, words(`changed ${text}`), 'k')).rejects.toMatchObject({
      kind: 'message-gone',
    })
    const ids = await bridge.send(threadId, words(`changed ${text}`), 'k')
    expect(topic.texts()).toHaveLength(1 + ids.length)
  })
})

describe('after 48 hours', () => {
  it('a post of ours loses its words, and one of an operator’s stays', async () => {
    const clock = manualClock()
    const { bridge, telegram } = await setUp({ emulator: { clock } })
    const { threadId } = await bridge.openThread(card(), 'thread')
    const ids = await bridge.send(threadId, words('secret'), 'k')
    const topicId = Number(threadId.split(':')[1])
    const theirs = telegram.asOperator.send({ text: 'mine', topicId })
    await clock.advance(49 * 3_600_000)
    await bridge.remove(threadId, ids)
    await bridge.remove(threadId, ids)
    expect(telegram.topic(topicId).texts().slice(1)).toEqual(['(deleted)', 'mine'])
    await expect(bridge.remove(threadId, [`${telegram.chatId}:${theirs.id}`])).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('48 hours'),
    })
  })
})

it('refuses ids that it did not make', async () => {
  const { bridge } = await setUp()
  await expect(bridge.send('C123:456', words('x'), 'k')).rejects.toMatchObject({ kind: 'refused' })
  await expect(bridge.typing?.('x')).rejects.toMatchObject({ kind: 'refused' })
})
