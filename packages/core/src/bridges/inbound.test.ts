import { describe, expect, it } from 'vitest'
import type { Inbound } from '../contracts/bridge.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { TextOperator, TextThread } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

interface Talk {
  stage: EngineStage
  page: VisitorPage
  thread: TextThread
  operator: TextOperator
}

async function talk(): Promise<Talk> {
  const stage = await setStage()
  const page = await stage.visit()
  await page.say('hello', { id: 'msg_hello-000' })
  const thread = stage.platform.threadOf(page.sessionId) as TextThread
  return { stage, page, thread, operator: stage.platform.operator }
}

/** Hands out updates in another order, or twice. */
async function handOut({ stage }: Talk, change: (updates: Inbound[]) => Inbound[]): Promise<void> {
  const { platform } = stage
  platform.updates.splice(0, platform.updates.length, ...change([...platform.updates]))
  platform.isHolding = false
  platform.onUpdate?.()
  await stage.rest()
}

describe('what an operator writes', () => {
  it('reaches the visitor, with a name and the link to what it answers', async () => {
    const { stage, page, thread, operator } = await talk()
    operator.write(thread.id, 'Hi!', { replyTo: thread.messages[0]?.id ?? '' })
    await stage.rest()
    expect(page.messages()[1]).toMatchObject({
      type: 'operator',
      content: 'Hi!',
      author: { name: 'Ada' },
      replyTo: 'msg_hello-000',
    })
    expect(page.session.operator).toEqual({ name: 'Ada' })
  })

  it('carries no link to another conversation', async () => {
    const { stage, page, thread, operator } = await talk()
    const other = await stage.visit()
    await other.say('somebody else', { id: 'msg_elsewhere' })
    operator.write(thread.id, 'Hi!', {
      replyTo: stage.platform.threadOf(other.sessionId)?.messages[0]?.id ?? '',
    })
    await stage.rest()
    expect(page.messages()[1]).toMatchObject({ content: 'Hi!' })
    expect(page.frames.join()).not.toContain('elsewhere')
  })

  it('is stored once, however often it is handed in', async () => {
    const scene = await talk()
    scene.stage.platform.isHolding = true
    scene.operator.write(scene.thread.id, 'Hi!')
    await handOut(scene, ([update]) => [update, update, update] as Inbound[])
    expect(scene.page.texts()).toEqual(['hello', 'Hi!'])
  })

  it('is handed in again until it is stored', async () => {
    const { stage, page, thread, operator } = await talk()
    const { commit } = stage.storage
    stage.storage.commit = () => Promise.reject(new Error('disk full'))
    operator.write(thread.id, 'Hi!')
    await stage.pass(5000)
    expect(page.texts()).toEqual(['hello'])
    stage.storage.commit = commit
    await stage.pass(5000)
    expect(page.texts()).toEqual(['hello', 'Hi!'])
  })

  it('in a thread that is not ours is nobody’s', async () => {
    const { stage, page, operator } = await talk()
    operator.write('t999', 'other talk')
    await stage.rest()
    expect(page.texts()).toEqual(['hello'])
    expect(stage.platform.updates).toEqual([])
  })

  it('reopens a closed conversation', async () => {
    const { stage, page, thread, operator } = await talk()
    await page.do({ type: 'close' })
    operator.write(thread.id, 'One more thing.')
    await stage.rest()
    expect(page.session.status).toBe('active')
    expect(thread.isClosed).toBe(false)
    expect(page.messages().map(({ code }) => code)).toEqual([
      undefined,
      'session.closed',
      'session.reopened',
      undefined,
    ])
  })

  it('is not posted back to where it came from', async () => {
    const { stage, page, thread, operator } = await talk()
    operator.write(thread.id, 'Hi!')
    await stage.rest()
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello'])
  })

  it('without any text is nothing', async () => {
    const { stage, page, thread, operator } = await talk()
    operator.write(thread.id, ' \n')
    operator.write(thread.id, '//')
    await stage.rest()
    expect(page.texts()).toEqual(['hello'])
  })
})

describe('an operator’s edit', () => {
  it('changes what the visitor sees', async () => {
    const { stage, page, thread, operator } = await talk()
    const id = operator.write(thread.id, 'Hi')
    operator.edit(id, 'Hi Ann')
    await stage.rest()
    expect(page.messages()[1]).toMatchObject({ content: 'Hi Ann', editedAt: expect.any(String) })
  })

  it('that overtakes its message brings the whole text, once', async () => {
    const scene = await talk()
    scene.stage.platform.isHolding = true
    scene.operator.edit(scene.operator.write(scene.thread.id, 'Hi'), 'Hi Ann')
    await handOut(scene, updates => updates.reverse())
    expect(scene.page.texts()).toEqual(['hello', 'Hi Ann'])
  })

  it('of what was taken back changes nothing', async () => {
    const { stage, page, thread, operator } = await talk()
    const id = operator.write(thread.id, 'wrong')
    await stage.rest()
    operator.write(thread.id, '/delete', { replyTo: id })
    operator.edit(id, 'right')
    await stage.rest()
    expect(page.texts()).toEqual(['hello'])
  })

  it('of a visitor’s message changes nothing', async () => {
    const { stage, page, thread, operator } = await talk()
    operator.edit(thread.messages[0]?.id ?? '', 'put into your mouth')
    await stage.rest()
    expect(page.texts()).toEqual(['hello'])
  })
})

describe('an operator’s deletion', () => {
  it('takes the message back', async () => {
    const { stage, page, thread, operator } = await talk()
    operator.remove(operator.write(thread.id, 'oops'))
    await stage.rest()
    expect(page.texts()).toEqual(['hello'])
  })

  it('that overtakes its message keeps it from the visitor', async () => {
    const scene = await talk()
    scene.stage.platform.isHolding = true
    scene.operator.remove(scene.operator.write(scene.thread.id, 'oops'))
    await handOut(scene, updates => updates.reverse())
    expect(scene.page.texts()).toEqual(['hello'])
    expect(scene.page.frames.join()).not.toContain('oops')
  })

  it('of a visitor’s message on the platform leaves it with the visitor', async () => {
    const { stage, page, thread, operator } = await talk()
    operator.remove(thread.messages[0]?.id ?? '')
    await stage.rest()
    expect(page.texts()).toEqual(['hello'])
  })
})

describe('a reaction', () => {
  it('to what nobody knows is nothing', async () => {
    const { stage, page, operator } = await talk()
    operator.react('m999')
    await stage.rest()
    expect(page.session.receipts.seen).toBe(0)
  })
})

it('an edit that is told again after a newer one changes nothing', async () => {
  const scene = await talk()
  const { stage, page, thread, operator } = scene
  const id = operator.write(thread.id, 'one')
  await stage.rest()
  stage.platform.isHolding = true
  operator.edit(id, 'two')
  operator.edit(id, 'three')
  await handOut(scene, ([older, newer]) => {
    const [first, second] = [
      { ...older, version: '1' },
      { ...newer, version: '2' },
    ] as Inbound[]
    return [first, second, first] as Inbound[]
  })
  expect(page.texts()).toEqual(['hello', 'three'])
})
