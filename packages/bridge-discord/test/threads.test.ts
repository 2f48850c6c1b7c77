import { manualClock } from '@pocketping/emulators'
import { describe, expect, it } from 'vitest'
import { shownOf } from './shown.ts'
import { callsOf, card, setUp, words } from './stage.ts'

describe('opening a thread', () => {
  it('costs one message and one thread, and the message is its card', async () => {
    const harness = await setUp()
    const { bridge, discord } = harness
    const { threadId, cardId } = await bridge.openThread(card(), 'key')
    expect(cardId).toBe(`${discord.channelId}:${threadId}`)
    expect(callsOf(harness)).toEqual(['getChannel', 'createMessage', 'startThreadFromMessage'])
    expect(discord.thread(threadId)).toMatchObject({
      name: 'Visitor BEEF · /pricing',
      isPrivate: false,
      autoArchiveMinutes: 10_080,
    })
    expect(shownOf(discord.message(threadId)?.text ?? '').text).toMatch(/^Visitor BEEF\n/)
  })

  it.each(['createMessage', 'startThreadFromMessage'])(
    'makes none twice where the answer to %s is lost',
    async lost => {
      const { bridge, discord, createBridge } = await setUp()
      discord.faults.dropAnswer(lost)
      await expect(bridge.openThread(card(), 'key')).rejects.toMatchObject({ kind: 'unavailable' })
      // Also in another process.
      const { threadId } = await createBridge().openThread(card(), 'key')
      expect(discord.threads().map(({ id }) => id)).toEqual([threadId])
      expect(discord.channelMessages().filter(({ service }) => !service)).toHaveLength(1)
    },
  )

  it('shows the words of now where the message of an earlier try stands', async () => {
    const { bridge, discord } = await setUp()
    discord.faults.dropAnswer('createMessage')
    await expect(bridge.openThread(card(), 'key')).rejects.toThrow()
    await bridge.openThread(card({ identity: { name: 'Anna' } }), 'key')
    expect(discord.channelMessages().map(({ text }) => text)).toEqual([expect.stringContaining('**Anna**')])
  })

  it('says that the channel is gone', async () => {
    const { bridge, discord } = await setUp()
    discord.asOperator.deleteChannel(discord.channelId)
    await expect(bridge.openThread(card(), 'key')).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('option channelId'),
    })
  })

  it('names the permissions that are missing', async () => {
    const { bridge, discord } = await setUp()
    discord.asOperator.setChannelPermissions(discord.channelId, { deny: ['CREATE_PUBLIC_THREADS'] })
    await expect(bridge.openThread(card(), 'key')).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('"Create Public Threads"'),
    })
  })

  it.each([true, false])(
    'archives the thread of ours that is idle longest where there are too many (forum: %s)',
    async isForum => {
      const { bridge, discord } = await setUp({ isForum, emulator: { maxActiveThreads: 3 } })
      const foreign = discord.asOperator.createThread({ name: 'lunch' })
      const first = await bridge.openThread(card({ sessionId: 'sess_a' }), 'a')
      const second = await bridge.openThread(card({ sessionId: 'sess_b' }), 'b')
      await bridge.send(first.threadId, words('still here'), 'k')
      const third = await bridge.openThread(card({ sessionId: 'sess_c' }), 'c')
      const archived = discord.threads().filter(({ isArchived }) => isArchived)
      expect(archived).toMatchObject([{ id: second.threadId, isLocked: false }])
      // Its visitor writes again: now another one makes room.
      await bridge.send(second.threadId, words('back'), 'k2')
      expect(discord.thread(second.threadId).isArchived).toBe(false)
      expect(discord.thread(foreign.id).isArchived).toBe(false)
      expect(discord.thread(third.threadId).isDeleted).toBe(false)
    },
  )

  it('says so where there is nothing of ours to archive', async () => {
    const { bridge, discord } = await setUp({ emulator: { maxActiveThreads: 1 } })
    discord.asOperator.createThread({ name: 'lunch' })
    await expect(bridge.openThread(card(), 'key')).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('close some of them'),
    })
  })
})

describe('a forum', () => {
  it('gets a post in one call, with the card as its first message', async () => {
    const harness = await setUp({ isForum: true })
    const { bridge, discord } = harness
    const { threadId, cardId } = await bridge.openThread(card(), 'key')
    expect(cardId).toBe(`${threadId}:${threadId}`)
    expect(discord.thread(threadId)).toMatchObject({
      parentId: discord.forumId,
      name: 'Visitor BEEF · /pricing',
    })
    await bridge.updateThread(threadId, card({ identity: { name: 'Anna' } }), cardId)
    expect(discord.thread(threadId).texts()).toEqual([expect.stringContaining('**Anna**')])
  })

  it('gets none twice where the answer is lost, and one for each session', async () => {
    const { bridge, discord, createBridge } = await setUp({ isForum: true })
    await bridge.openThread(card({ sessionId: 'sess_2' }), 'other')
    discord.faults.dropAnswer('startThread')
    await expect(bridge.openThread(card(), 'key')).rejects.toMatchObject({ kind: 'unavailable' })
    const { threadId } = await createBridge().openThread(card(), 'key')
    expect(discord.threads()).toHaveLength(2)
    expect(discord.thread(threadId).texts()).toEqual([expect.stringContaining('sess\\_1')])
  })

  it('is not looked through for what somebody else wrote', async () => {
    const { bridge, discord } = await setUp({ isForum: true })
    const text = '-# Shop · sess\\_1'
    const fake = discord.asOperator.createThread({ name: 'x', channelId: discord.forumId, text })
    expect((await bridge.openThread(card(), 'key')).threadId).not.toBe(fake.id)
  })

  it('that was closed shows its card anew, and stays closed', async () => {
    const { bridge, discord } = await setUp({ isForum: true })
    const { threadId, cardId } = await bridge.openThread(card(), 'key')
    await bridge.closeThread(threadId)
    await bridge.updateThread(threadId, card({ status: 'closed' }), cardId)
    expect(discord.thread(threadId)).toMatchObject({ isArchived: true, isLocked: true })
    expect(discord.thread(threadId).texts()[0]).toContain('🔒 Closed')
  })
})

describe('the name of a thread', () => {
  const anna = { identity: { name: 'Anna' } }
  const at = (page: string) => ({ metadata: { pageUrl: `https://shop.example${page}` } })

  it('follows the visitor at once, and the page every ten minutes', async () => {
    const clock = manualClock()
    const harness = await setUp({ bridge: { clock: { now: clock.now, after: () => () => undefined } } })
    const { bridge, discord } = harness
    const { threadId, cardId } = await bridge.openThread(card(at('/a')), 'key')
    for (const page of ['/b', '/c']) await bridge.updateThread(threadId, card(at(page)), cardId)
    expect(discord.thread(threadId).name).toBe('Visitor BEEF · /a')
    await bridge.updateThread(threadId, card({ ...at('/d'), ...anna }), cardId)
    expect(discord.thread(threadId).name).toBe('Anna · /d')
    await clock.advance(10 * 60_000)
    await bridge.updateThread(threadId, card({ ...at('/e'), ...anna }), cardId)
    expect(discord.thread(threadId).name).toBe('Anna · /e')
    expect(callsOf(harness, 'modifyChannel')).toHaveLength(2)
    expect(discord.message(threadId)?.text).toContain('/e')
  })

  it('is not changed where it stands, also by a process that does not know it', async () => {
    const harness = await setUp()
    const { threadId, cardId } = await harness.bridge.openThread(card(anna), 'key')
    const other = harness.createBridge()
    await other.updateThread(threadId, card(anna), cardId)
    await other.updateThread(threadId, card({ ...anna, ...at('/b') }), cardId)
    expect(callsOf(harness, 'modifyChannel')).toEqual([])
  })

  it('that an operator gave stays, until the visitor says who they are', async () => {
    const clock = manualClock()
    const { bridge, discord } = await setUp({
      bridge: { clock: { now: clock.now, after: () => () => undefined } },
    })
    const { threadId, cardId } = await bridge.openThread(card(at('/a')), 'key')
    discord.asOperator.rename(threadId, 'URGENT')
    await clock.advance(10 * 60_000)
    await bridge.updateThread(threadId, card(at('/b')), cardId)
    expect(discord.thread(threadId).name).toBe('URGENT')
    await clock.advance(10 * 60_000)
    await bridge.updateThread(threadId, card(at('/c')), cardId)
    expect(discord.thread(threadId).name).toBe('URGENT')
    await bridge.updateThread(threadId, card({ ...at('/b'), ...anna }), cardId)
    expect(discord.thread(threadId).name).toBe('Anna · /b')
  })

  it('bears the mark of a review until it was reviewed, also where operators gave it', async () => {
    const harness = await setUp()
    const { bridge, discord, createBridge } = harness
    const { threadId, cardId } = await bridge.openThread(card(anna), 'key')
    const open = card({ ...anna, needsReview: true })
    const marked = await bridge.updateThread(threadId, open, cardId)
    expect(discord.thread(threadId).name).toBe('🔎 Anna · /pricing')
    await bridge.updateThread(threadId, card({ ...open, ...at('/b') }), marked)
    expect(callsOf(harness, 'modifyChannel')).toHaveLength(1)
    const cleared = await createBridge().updateThread(threadId, card(anna), marked)
    expect(discord.thread(threadId).name).toBe('Anna · /pricing')
    expect(cleared).toBe(cardId)
    discord.asOperator.rename(threadId, 'VIP')
    const again = await bridge.updateThread(threadId, open, cleared)
    expect(discord.thread(threadId).name).toBe('🔎 VIP')
    await bridge.updateThread(threadId, card(anna), again)
    expect(discord.thread(threadId).name).toBe('VIP')
  })

  it('follows as soon as Discord allows it again, and not after the bridge was stopped', async () => {
    const waiting = new Set<() => void>()
    const after = (_ms: number, callback: () => void): (() => void) => {
      waiting.add(callback)
      return () => waiting.delete(callback)
    }
    const harness = await setUp({ bridge: { clock: { now: () => Date.now(), after } } })
    const { bridge, discord } = harness
    const { threadId, cardId } = await bridge.openThread(card(), 'key')
    const refuse = (): void =>
      discord.faults.fail('modifyChannel', { status: 429, message: 'Slower', retryAfter: 0.001 })
    refuse()
    const kept = await bridge.updateThread(threadId, card({ needsReview: true }), cardId)
    expect(discord.thread(threadId).name).toBe('Visitor BEEF · /pricing')
    expect(discord.message(threadId)?.text).toContain('not reviewed yet')
    // The engine is told that the mark is not there yet.
    expect(kept).toBe(cardId)
    expect(waiting.size).toBe(1)
    for (const callback of waiting) {
      waiting.delete(callback)
      callback()
    }
    await expect.poll(() => discord.thread(threadId).name).toBe('🔎 Visitor BEEF · /pricing')
    refuse()
    await bridge.updateThread(threadId, card(), `${cardId}:review`)
    await bridge.stop()
    expect(waiting.size).toBe(0)
  })

  it('waits where Discord allows no more renames, and holds up nothing else', async () => {
    const { bridge, discord } = await setUp({ emulator: { limits: { renames: { count: 1, ms: 600_000 } } } })
    const { threadId, cardId } = await bridge.openThread(card(), 'key')
    await bridge.updateThread(threadId, card(anna), cardId)
    const ben = card({ identity: { name: 'Ben' } })
    for (let times = 0; times < 2; times += 1) await bridge.updateThread(threadId, ben, cardId)
    expect(discord.thread(threadId).name).toBe('Anna · /pricing')
    expect(discord.message(threadId)?.text).toContain('**Ben**')
    await bridge.closeThread(threadId)
    expect(discord.thread(threadId).isArchived).toBe(true)
  })
})

it('does not give a card back to operators who deleted it', async () => {
  const { bridge, discord } = await setUp()
  const { threadId, cardId } = await bridge.openThread(card(), 'key')
  discord.asOperator.delete(threadId)
  expect(await bridge.updateThread(threadId, card({ status: 'closed' }), cardId)).toBe(cardId)
  expect(discord.thread(threadId).texts()).toEqual([])
})

it('closes a thread that had archived itself', async () => {
  const { bridge, discord } = await setUp()
  const { threadId } = await bridge.openThread(card(), 'key')
  discord.asOperator.archive(threadId)
  await bridge.closeThread(threadId)
  expect(discord.thread(threadId)).toMatchObject({ isArchived: true, isLocked: true })
})
