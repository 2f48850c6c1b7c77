import { describe, expect, it } from 'vitest'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { TextThread } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

const MINUTE = 60_000

describe('a platform that takes 20 a minute', () => {
  it('shows all of 10 × 6 messages, in order, none twice, and nobody waits for it', async () => {
    const stage = await setStage({ limit: { messages: 20, perMs: MINUTE } })
    const pages = []
    for (let index = 0; index < 10; index += 1) pages.push(await stage.visit())
    for (let round = 0; round < 6; round += 1) {
      for (const page of pages) {
        const answer = await page.say(`message ${round}`)
        expect(answer?.type).toBe('ack')
      }
      await stage.pass(5000)
    }
    await stage.pass(10 * MINUTE)
    const expected = [0, 1, 2, 3, 4, 5].map(round => `message ${round}`)
    for (const page of pages) expect(stage.platform.shownOf(page.sessionId)).toEqual(expected)
    expect(stage.platform.threads.size).toBe(10)
    expect(stage.platform.faults.ignored).toBe(0)
    expect(stage.platform.faults.journal.filter(({ error }) => error)).toEqual([])
  })

  it('acknowledges while the platform takes nothing', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    stage.platform.faults.hang()
    for (let index = 0; index < 6; index += 1) {
      const answer = await page.say(`message ${index}`)
      expect(answer?.type).toBe('ack')
    }
    expect(stage.platform.threads.size).toBe(0)
  })
})

describe('messages that were posted together', () => {
  const together = async (): Promise<{ stage: EngineStage; page: VisitorPage; thread: TextThread }> => {
    const stage = await setStage({ limit: { messages: 4, perMs: MINUTE } })
    const page = await stage.visit()
    for (const name of ['x', 'y', 'z']) await page.say(name)
    // More than the platform takes once a minute is over.
    for (const name of ['a', 'b', 'c', 'd', 'e']) await page.say(name, { id: `msg_${name}-0000000` })
    await stage.pass(MINUTE)
    return { stage, page, thread: stage.platform.threadOf(page.sessionId) as TextThread }
  }
  const last = ({ messages }: TextThread): string | undefined =>
    messages.findLast(({ isDeleted }) => !isDeleted)?.text

  it('stand in one place', async () => {
    const { thread } = await together()
    expect(last(thread)).toBe('visitor: a\nvisitor: b\nvisitor: c\nvisitor: d\nvisitor: e')
  })

  it('are edited one by one', async () => {
    const { stage, page, thread } = await together()
    await page.do({ type: 'edit', id: 'msg_b-0000000', content: 'B' })
    await stage.pass(MINUTE)
    expect(last(thread)).toBe('visitor: a\nvisitor: B (edited)\nvisitor: c\nvisitor: d\nvisitor: e')
  })

  it('are removed once all are deleted, and shown as deleted before', async () => {
    const { stage, page, thread } = await together()
    for (const name of ['b', 'a', 'd', 'e']) await page.do({ type: 'delete', id: `msg_${name}-0000000` })
    await stage.pass(MINUTE)
    expect(last(thread)).toMatch(/^(visitor: deleted\n){2}visitor: c(\nvisitor: deleted){2}$/)
    await page.do({ type: 'delete', id: 'msg_c-0000000' })
    await stage.pass(MINUTE)
    expect(last(thread)).toBe('visitor: z')
  })

  it('that are edited at the same time, past the length of a post, stand once', async () => {
    const { stage, page, thread } = await together()
    stage.platform.faults.add({ on: 'edit', error: 'rate-limited', retryAfterMs: 10_000 })
    page.send({ type: 'edit', id: 'msg_b-0000000', content: `B${'-'.repeat(900)}` })
    page.send({ type: 'edit', id: 'msg_c-0000000', content: `C${'-'.repeat(900)}` })
    page.send({ type: 'delete', id: 'msg_d-0000000' })
    await stage.pass(5 * MINUTE)
    const standing = thread.messages.filter(({ isDeleted }) => !isDeleted)
    const text = standing.map(one => one.text).join('')
    expect(text.match(/B|C|deleted|e$/g)).toEqual(['B', 'C', 'deleted', 'e'])
  })

  it('leave answers alone, so that each has its own link', async () => {
    const stage = await setStage({ limit: { messages: 4, perMs: MINUTE } })
    const page = await stage.visit()
    await page.say('x', { id: 'msg_x-0000000' })
    await page.say('y')
    for (const name of ['a', 'b', 'c']) await page.say(name)
    await page.say('answer', { replyTo: 'msg_x-0000000' })
    for (const name of ['d', 'e', 'f', 'g', 'h']) await page.say(name)
    await stage.pass(3 * MINUTE)
    const thread = stage.platform.threadOf(page.sessionId) as TextThread
    const answer = thread.messages.find(({ text }) => text.includes('answer'))
    expect(answer).toMatchObject({ text: 'visitor: answer', replyTo: thread.messages[0]?.id })
    expect(stage.platform.shownOf(page.sessionId).join('')).toBe('xyabcanswerdefgh')
  })

  it('are split into as many posts as the platform’s length asks for', async () => {
    const stage = await setStage({ limit: { messages: 4, perMs: MINUTE }, capabilities: { maxLength: 400 } })
    const page = await stage.visit()
    const texts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => name.repeat(150))
    for (const text of texts) await page.say(text)
    await stage.pass(5 * MINUTE)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(texts)
    for (const { text } of stage.platform.threadOf(page.sessionId)?.messages ?? [])
      expect(text.length).toBeLessThanOrEqual(400)
  })
})
