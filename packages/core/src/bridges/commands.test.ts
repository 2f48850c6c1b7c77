import { describe, expect, it } from 'vitest'
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
  await page.say('hello')
  const thread = stage.platform.threadOf(page.sessionId) as TextThread
  return { stage, page, thread, operator: stage.platform.operator }
}

/** Gives an order; answers with what the bridge said to it. */
async function order({ stage, thread, operator }: Talk, text: string, replyTo?: string): Promise<string> {
  const id = operator.write(thread.id, text, replyTo ? { replyTo } : {})
  await stage.rest()
  const answers = thread.messages.filter(message => message.by === 'bot' && message.replyTo === id)
  return answers.map(message => message.text).join('\n')
}

describe('an operator’s order', () => {
  it('/close ends the conversation, with one word to the visitor', async () => {
    const scene = await talk()
    await order(scene, '/close')
    await order(scene, '/close')
    expect(scene.page.session.status).toBe('closed')
    expect(scene.page.texts()).toEqual(['hello', 'Conversation closed.'])
    expect(scene.thread.isClosed).toBe(true)
  })

  it('/reopen takes it up again', async () => {
    const scene = await talk()
    await order(scene, '/close')
    await order(scene, '/reopen')
    expect(scene.page.session.status).toBe('active')
    expect(scene.thread.isClosed).toBe(false)
  })

  it('/info tells what is known of the visitor', async () => {
    const scene = await talk()
    await scene.page.do({ type: 'identify', identity: { name: 'Ann', customerId: 'c-7' } })
    const answer = await order(scene, '/info')
    for (const part of [scene.page.sessionId, 'Name: Ann', 'Customer: c-7', 'Status: active'])
      expect(answer).toContain(part)
  })

  it('/help names every order', async () => {
    const answer = await order(await talk(), '/help')
    for (const name of ['/close', '/reopen', '/info', '/note', '/delete', '/help'])
      expect(answer).toContain(name)
  })

  it('that nobody knows is answered, and never reaches the visitor', async () => {
    const scene = await talk()
    for (const name of ['nonsense', 'constructor', '__proto__'])
      expect(await order(scene, `/${name} secret`)).toContain(`There is no /${name.toLowerCase()}`)
    expect(scene.page.frames.join()).not.toContain('secret')
  })

  it('is carried out once, however often it is handed in', async () => {
    const scene = await talk()
    const { platform } = scene.stage
    platform.isHolding = true
    scene.operator.write(scene.thread.id, '/close')
    scene.operator.write(scene.thread.id, '/reopen')
    platform.updates.push(...platform.updates)
    platform.isHolding = false
    platform.onUpdate?.()
    await scene.stage.rest()
    expect(scene.page.session.status).toBe('active')
    expect(scene.page.messages()).toHaveLength(3)
  })

  it('/delete takes back what any operator said, here and at the visitor', async () => {
    const scene = await talk()
    const id = scene.operator.write(scene.thread.id, 'oops')
    await scene.stage.rest()
    await order(scene, '/delete', id)
    expect(scene.page.texts()).toEqual(['hello'])
    expect(scene.stage.platform.findMessage(id)?.isDeleted).toBe(true)
  })

  it('/delete takes back what the host app said', async () => {
    const scene = await talk()
    await scene.stage.process.pp.sendMessage(scene.page.sessionId, { content: 'oops' })
    await scene.stage.rest()
    await order(scene, '/delete', scene.thread.messages[1]?.id ?? '')
    expect(scene.page.texts()).toEqual(['hello'])
    expect(scene.stage.platform.shownOf(scene.page.sessionId)).toEqual(['hello'])
  })

  it('/delete of a visitor’s message, or of nothing, is explained', async () => {
    const scene = await talk()
    expect(await order(scene, '/delete', scene.thread.messages[0]?.id)).toContain('operator’s message')
    expect(await order(scene, '/delete')).toContain('operator’s message')
    expect(scene.page.texts()).toEqual(['hello'])
  })

  it('/note without words is explained', async () => {
    expect(await order(await talk(), '/note ')).toContain('What should the note say?')
  })

  it('is answered at once, also while a header waits for its minute', async () => {
    const scene = await talk()
    await scene.page.do({ type: 'page', page: { url: 'https://shop.example/b' } })
    expect(await order(scene, '/help')).toContain('/close')
  })

  it('written by a visitor is text', async () => {
    const scene = await talk()
    await scene.page.say('/close')
    await scene.page.say('// mine')
    expect(scene.page.session.status).toBe('active')
    expect(scene.stage.platform.shownOf(scene.page.sessionId)).toEqual(['hello', '/close', '// mine'])
  })
})
