import { expect, it } from 'vitest'
import {
  expectFailure,
  post,
  readAfter,
  type SetStage,
  said,
  visible,
  type WhyNot,
} from './bridge-contract-fixtures.ts'

export function changeContract(setStage: SetStage, whyNot: WhyNot): void {
  it('changes a post, and counts an equal one as done', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const ids = await stage.bridge.send(threadId, post('Helo'), 'k1')
    for (let times = 0; times < 2; times += 1) {
      expect(await stage.bridge.edit(threadId, ids, post('Hello'))).toEqual(ids)
      expect(await readAfter(stage, threadId, before)).toMatchObject([{ platformId: ids[0], text: 'Hello' }])
    }
  })

  it('changes one of several messages in a post', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const ids = await stage.bridge.send(threadId, post('one', 'two', 'three'), 'k1')
    await stage.bridge.edit(
      threadId,
      ids,
      post('one', said('zwei', { edited: true }), said('three', { deleted: true })),
    )
    const text = JSON.stringify(await stage.platform.read(threadId))
    for (const word of ['one', 'zwei']) expect(text).toContain(word)
    for (const word of ['two', 'three']) expect(text).not.toContain(word)
  })

  it('lets a post grow to more parts, and shrink', async () => {
    const stage = await setStage()
    const { maxLength } = stage.bridge.capabilities
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const long = Array.from({ length: maxLength / 2 }, (_, index) => `line ${index}`).join('\n')
    let ids = await stage.bridge.send(threadId, post('short'), 'k1')
    for (const text of [long, 'short again', long, `${long}!`]) {
      ids = await stage.bridge.edit(threadId, ids, post(text))
      const seen = await readAfter(stage, threadId, before)
      expect(seen.map(({ platformId }) => platformId)).toEqual(ids)
      expect(visible(seen.map(message => message.text).join(''))).toBe(visible(text))
    }
  })

  it('says that a message to change is gone', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const ids = await stage.bridge.send(threadId, post('Hello'), 'k1')
    await stage.platform.deleteMessage(ids[0] ?? '')
    await expectFailure(stage, stage.bridge.edit(threadId, ids, post('Hello!')), 'message-gone')
  })

  it('removes a post with all its parts, as often as it is asked', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const ids = await stage.bridge.send(
      threadId,
      post('word '.repeat(stage.bridge.capabilities.maxLength / 2)),
      'k1',
    )
    const [kept] = await stage.bridge.send(threadId, post('stays'), 'k2')
    expect(ids.length).toBeGreaterThan(1)
    await stage.platform.deleteMessage(ids[1] ?? '')
    for (let times = 0; times < 2; times += 1) {
      await stage.bridge.remove(threadId, ids)
      expect(await readAfter(stage, threadId, before)).toMatchObject([{ platformId: kept, text: 'stays' }])
    }
  })

  const cannotRemove = whyNot('removing others')
  const removal = cannotRemove ? 'says that it cannot remove' : 'removes'

  it(`${removal} what an operator wrote, when asked to`, async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const id = await stage.platform.write(threadId, 'wrong thread')
    const removed = stage.bridge.remove(threadId, [id])
    if (cannotRemove) {
      await expectFailure(stage, removed, 'refused')
      return
    }
    await removed
    expect(JSON.stringify(await stage.platform.read(threadId))).not.toContain('wrong thread')
  })

  it('marks an operator’s message with how it fares', async () => {
    const stage = await setStage()
    const { bridge, platform } = stage
    // Without reactions there is nothing to prove.
    if (!bridge.react) return
    const threadId = await stage.open()
    const id = await platform.write(threadId, 'hello')
    const shown = new Set<string>()
    for (const mark of ['stored', 'seen', 'failed', 'note'] as const) {
      await bridge.react?.(threadId, id, mark)
      await bridge.react?.(threadId, id, mark)
      const marks = await platform.marks?.(id)
      expect(marks).toHaveLength(1)
      for (const one of marks ?? []) shown.add(one)
    }
    expect(shown.size).toBe(4)
    await platform.deleteMessage(id)
    await expectFailure(stage, bridge.react?.(threadId, id, 'seen') ?? Promise.resolve(), 'message-gone')
  })

  it('shows that the visitor is typing', async () => {
    const { bridge, platform, open } = await setStage()
    // Likewise without typing.
    if (!bridge.typing) return
    const threadId = await open()
    await bridge.typing?.(threadId)
    expect(await platform.isTyping?.(threadId)).toBe(true)
  })

  it('says how long it must be quiet', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    await stage.platform.limit(3000, 0)
    const error = await expectFailure(stage, stage.bridge.send(threadId, post('Hello'), 'k1'), 'rate-limited')
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(3000)
    expect(await stage.bridge.send(threadId, post('Hello'), 'k1')).toHaveLength(1)
  })

  it('goes on where a post of several parts was interrupted', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const text = Array.from(
      { length: stage.bridge.capabilities.maxLength / 2 },
      (_, index) => `line ${index}`,
    ).join('\n')
    const [first] = await stage.bridge.send(threadId, post('before'), 'k0')
    await stage.platform.limit(1000, 1)
    await expectFailure(stage, stage.bridge.send(threadId, post(text), 'k1'), 'rate-limited')
    const ids = await stage.bridge.send(threadId, post(text), 'k1')
    const seen = await readAfter(stage, threadId, before)
    expect(seen.map(({ platformId }) => platformId)).toEqual([first, ...ids])
  })

  it('says that the platform cannot be reached', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const reconnect = await stage.platform.cutOff()
    await expectFailure(stage, stage.bridge.send(threadId, post('Hello'), 'k1'), 'unavailable')
    reconnect()
    expect(await stage.bridge.send(threadId, post('Hello'), 'k2')).toHaveLength(1)
  })
}
