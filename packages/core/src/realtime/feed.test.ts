import { describe, expect, it } from 'vitest'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

const idOf = (index: number): string => `msg_${String(index).padStart(8, '0')}`

/** A conversation with so many messages, and a second page of the same visitor that has seen the first ten. */
async function talk(count: number): Promise<{ stage: EngineStage; page: VisitorPage }> {
  const stage = await setStage()
  const page = await stage.visit()
  for (let index = 0; index < count; index += 1)
    page.send({ type: 'send', id: idOf(index), content: `message ${index}` })
  await stage.rest()
  return { stage, page }
}

describe('a client that was away', () => {
  it('gets every message, edit and deletion it missed, however many, and nothing twice', async () => {
    const { stage, page } = await talk(10)
    page.disconnect()
    const { cursor } = page
    const thread = stage.platform.threadOf(page.sessionId)?.id ?? ''
    const ids: string[] = []
    for (let index = 0; index < 130; index += 1)
      ids.push(stage.platform.operator.write(thread, `reply ${index}`))
    await stage.rest()
    stage.platform.operator.edit(ids[3] ?? '', 'edited')
    stage.platform.operator.write(thread, '/delete', { replyTo: ids[4] ?? '' })
    for (let index = 0; index < 60; index += 1) stage.platform.operator.write(thread, `// secret ${index}`)
    await stage.rest()
    const before = page.frames.length
    await page.connect(stage.process)
    const replies = Array.from({ length: 130 }, (_, index) => (index === 3 ? 'edited' : `reply ${index}`))
    replies.splice(4, 1)
    const mine = Array.from({ length: 10 }, (_, index) => `message ${index}`)
    expect(page.texts()).toEqual([...mine, ...replies])
    expect(page.frames.join()).not.toContain('secret')
    const updates = page.frames.slice(before).map(frame => JSON.parse(frame))
    const told = updates.flatMap(({ messages = [] }) => messages.map(({ id }: { id: string }) => id))
    expect(told).toHaveLength(130)
    expect(new Set(told).size).toBe(130)
    expect(updates[0].seq).toBeGreaterThan(cursor)
  })

  it('that has a cursor from another life starts over', async () => {
    const { stage, page } = await talk(3)
    page.cursor = 1_000_000
    await page.connect(stage.process)
    expect(page.cursor).toBeLessThan(100)
    await page.say('next', { id: 'msg_next-00000' })
    expect(page.texts()).toEqual(['message 0', 'message 1', 'message 2', 'next'])
  })

  it('and has nothing gets the newest, and is told that there is more', async () => {
    const { stage, page } = await talk(60)
    const before = page.frames.length
    page.cursor = 0
    await page.connect(stage.process)
    const [first] = page.frames.slice(before).map(frame => JSON.parse(frame))
    expect(first).toMatchObject({ type: 'changes', older: true })
    expect(first.messages).toHaveLength(50)
    const request = new Request(`http://shop.example/widget/messages?before=${first.messages[0].order}`, {
      headers: { authorization: `Bearer ${page.token}` },
    })
    const rest = await (await stage.process.pp.fetch(request)).json()
    expect(rest).toMatchObject({ older: false })
    expect((rest as { messages: unknown[] }).messages).toHaveLength(10)
  })

  it('misses nothing that happens while it comes back', async () => {
    const { stage, page } = await talk(60)
    page.disconnect()
    const writing: Promise<unknown>[] = []
    const say = (index: number): void => {
      writing.push(stage.process.pp.sendMessage(page.sessionId, { content: `reply ${index}` }))
    }
    for (let index = 0; index < 60; index += 1) say(index)
    await Promise.all(writing)
    const coming = page.connect(stage.process)
    for (let index = 60; index < 80; index += 1) {
      say(index)
      await new Promise(resolve => setImmediate(resolve))
    }
    await coming
    await Promise.all(writing)
    await stage.rest()
    expect(page.texts().slice(60)).toEqual(Array.from({ length: 80 }, (_, index) => `reply ${index}`))
  })
})

describe('a platform that was away', () => {
  it('is shown all that was written, edited and deleted, however much', async () => {
    const stage = await setStage({ capabilities: { maxLength: 100 } })
    const page = await stage.visit()
    await page.say('first', { id: 'msg_first-000' })
    stage.platform.faults.add({ error: 'unavailable', times: 5 })
    for (let index = 0; index < 130; index += 1)
      page.send({ type: 'send', id: idOf(index), content: `message ${index}` })
    await stage.rest()
    for (let index = 0; index < 120; index += 3)
      page.send({ type: 'edit', id: idOf(index), content: `edit ${index}` })
    for (let index = 1; index < 120; index += 3) page.send({ type: 'delete', id: idOf(index) })
    page.send({ type: 'edit', id: 'msg_first-000', content: 'first edited' })
    await stage.rest()
    await stage.pass(600_000)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(page.texts())
    expect(page.texts()).toHaveLength(91)
    expect(page.session.receipts.delivered).toBe(page.messages().at(-1)?.order)
  })
})
