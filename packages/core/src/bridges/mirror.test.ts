import { describe, expect, it } from 'vitest'
import type { BridgeEntry } from '../contracts/bridge.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { TextPlatform } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

interface Scene {
  stage: EngineStage
  page: VisitorPage
  /** The first platform has the usual settings; the second those that are tested. */
  usual: TextPlatform
  other: TextPlatform
}

async function begin(entry: Omit<BridgeEntry, 'bridge'> = {}): Promise<Scene> {
  const stage = await setStage({ bridgeIds: ['usual', 'other'], entries: { other: entry } })
  const page = await stage.visit()
  const [usual, other] = stage.platforms as [TextPlatform, TextPlatform]
  return { stage, page, usual, other }
}

function write({ page }: Scene, platform: TextPlatform, text: string, replyTo?: string): string {
  return platform.operator.write(
    platform.threadOf(page.sessionId)?.id ?? '',
    text,
    replyTo ? { replyTo } : {},
  )
}

describe('what happens on one platform', () => {
  it('shows on the other: answers with name and origin, notes, edits, deletions', async () => {
    const scene = await begin()
    const { stage, page, usual, other } = scene
    await page.say('hello')
    const answer = write(scene, usual, 'Hi!')
    const note = write(scene, usual, '// rich customer')
    await stage.rest()
    const posts = other.threadOf(page.sessionId)?.messages.flatMap(({ items }) => items)
    expect(posts).toMatchObject([
      { from: 'visitor', text: 'hello' },
      { from: 'operator', text: 'Hi!', author: { name: 'Ada' }, via: 'usual' },
      { from: 'note', text: 'rich customer', via: 'usual' },
    ])
    expect(page.texts()).toEqual(['hello', 'Hi!'])
    usual.operator.edit(answer, 'Hi there!')
    usual.operator.edit(note, '// very rich customer')
    await stage.rest()
    expect(other.shownOf(page.sessionId)).toEqual(['hello', 'Hi there!', 'very rich customer'])
    usual.operator.remove(answer)
    await stage.rest()
    expect(other.shownOf(page.sessionId)).toEqual(['hello', 'very rich customer'])
    expect(page.texts()).toEqual(['hello'])
  })

  it('does not come back as something new', async () => {
    const scene = await begin()
    await scene.page.say('hello')
    write(scene, scene.usual, 'from one')
    write(scene, scene.other, 'from the other')
    await scene.stage.pass(600_000)
    expect(scene.page.texts()).toEqual(['hello', 'from one', 'from the other'])
    expect(scene.usual.shownOf(scene.page.sessionId)).toEqual(['hello', 'from the other'])
    expect(scene.other.shownOf(scene.page.sessionId)).toEqual(['hello', 'from one'])
  })

  it('keeps what it answers, where both sides know it', async () => {
    const scene = await begin()
    const { stage, page, usual, other } = scene
    await page.say('hello', { id: 'msg_hello-000' })
    const copy = usual.threadOf(page.sessionId)?.messages[0]?.id ?? ''
    write(scene, usual, 'Hi!', copy)
    await stage.rest()
    expect(page.messages()[1]).toMatchObject({ replyTo: 'msg_hello-000' })
    const [hello, answer] = other.threadOf(page.sessionId)?.messages ?? []
    expect(answer?.replyTo).toBe(hello?.id)
  })

  it('closes and reopens all threads', async () => {
    const scene = await begin()
    const { stage, page, usual, other } = scene
    await page.say('hello')
    write(scene, other, '/close')
    await stage.rest()
    expect([usual, other].map(platform => platform.threadOf(page.sessionId)?.isClosed)).toEqual([true, true])
    expect(page.session.status).toBe('closed')
    write(scene, usual, 'One more thing.')
    await stage.rest()
    expect([usual, other].map(platform => platform.threadOf(page.sessionId)?.isClosed)).toEqual([
      false,
      false,
    ])
  })

  it('can take back an answer that was written on the other', async () => {
    const scene = await begin()
    const { stage, page, usual, other } = scene
    await page.say('hello')
    const id = write(scene, usual, 'Hi!')
    await stage.rest()
    const copy = other.threadOf(page.sessionId)?.messages.find(({ text }) => text.includes('Hi!'))
    write(scene, other, '/delete', copy?.id)
    await stage.rest()
    expect(page.texts()).toEqual(['hello'])
    expect(usual.findMessage(id)?.isDeleted).toBe(true)
  })

  it('is marked where it was written', async () => {
    const scene = await begin()
    const { stage, page, usual, other } = scene
    await page.say('hello')
    const id = write(scene, usual, 'Hi!')
    await stage.rest()
    await page.do({ type: 'read', read: page.messages()[1]?.order ?? 0 })
    expect(usual.findMessage(id)?.marks).toEqual(['stored', 'seen'])
    expect(other.threadOf(page.sessionId)?.messages.flatMap(({ marks }) => marks)).toEqual([])
  })
})

it('a message that a platform does not let us remove is reported there, and goes everywhere else', async () => {
  const scene = await begin()
  const { stage, page, usual, other } = scene
  await page.say('hello')
  const id = write(scene, usual, 'Hi!')
  await stage.rest()
  usual.faults.add({ on: 'remove', error: 'refused' })
  const copy = other.threadOf(page.sessionId)?.messages.find(({ text }) => text.includes('Hi!'))
  write(scene, other, '/delete', copy?.id)
  await stage.rest()
  expect(page.texts()).toEqual(['hello'])
  expect(other.shownOf(page.sessionId)).toEqual(['hello'])
  const told = usual.threadOf(page.sessionId)?.messages.at(-1)
  expect(told).toMatchObject({ replyTo: id, text: expect.stringContaining('cannot be removed here') })
})

describe('a platform that mirrors only the visitor', () => {
  it('shows neither answers nor notes nor claims of the other', async () => {
    const scene = await begin({ mirror: 'visitor' })
    const { stage, page, usual, other } = scene
    await page.say('hello')
    write(scene, usual, 'Hi!')
    write(scene, usual, '// secret')
    write(scene, usual, '/claim')
    await stage.rest()
    await page.say('thanks')
    expect(other.shownOf(page.sessionId)).toEqual(['hello', 'thanks'])
    write(scene, other, 'Bye!')
    await stage.rest()
    expect(page.texts()).toEqual(['hello', 'Hi!', 'thanks', 'Bye!'])
    expect(usual.shownOf(page.sessionId)).toContain('Bye!')
  })
})

describe('a platform that mirrors nothing', () => {
  it('shows the first notice and no more, and still answers', async () => {
    const scene = await begin({ mirror: 'none' })
    const { stage, page, usual, other } = scene
    await page.say('hello')
    await page.say('anybody?')
    write(scene, usual, 'Hi!')
    await stage.rest()
    expect(other.shownOf(page.sessionId)).toEqual(['hello'])
    write(scene, other, 'Me too!')
    await stage.rest()
    expect(page.texts()).toEqual(['hello', 'anybody?', 'Hi!', 'Me too!'])
    expect(other.threads.size).toBe(1)
  })

  it('notices a visitor to whom somebody else spoke first', async () => {
    const scene = await begin({ mirror: 'none' })
    const { stage, page, other } = scene
    await stage.process.pp.sendMessage(page.sessionId, { content: 'Can we help?' })
    await stage.rest()
    expect(other.threads.size).toBe(0)
    await page.say('yes')
    await page.say('please')
    expect(other.shownOf(page.sessionId)).toEqual(['yes'])
  })

  it.for([['unavailable'], ['rate-limited']] as const)(
    'notices the visitor whom somebody else spoke to first also where it is %s at first',
    async ([error]) => {
      const { stage, page, other } = await begin({ mirror: 'none' })
      for (let count = 0; count < 60; count += 1)
        await stage.process.pp.sendMessage(page.sessionId, { content: 'Can we help?' })
      other.faults.add({ on: 'send', error, retryAfterMs: 1000 })
      await page.say('yes')
      await stage.pass(600_000)
      await page.say('please')
      await stage.pass(600_000)
      expect(other.shownOf(page.sessionId)).toEqual(['yes'])
    },
  )

  it('does not say that it delivered what it did not show', async () => {
    const stage = await setStage({ entries: { text: { mirror: 'none' } } })
    const page = await stage.visit()
    await page.say('hello')
    const { delivered } = page.session.receipts
    await page.say('anybody?')
    expect(page.session.receipts.delivered).toBe(delivered)
  })
})
