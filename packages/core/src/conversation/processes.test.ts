import { describe, expect, it } from 'vitest'
import type { EngineProcess } from '../testing/engine-process.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

/** Two processes on one storage, and a visitor whom both have seen lately. */
async function pair(): Promise<{
  stage: EngineStage
  page: VisitorPage
  one: EngineProcess
  two: EngineProcess
}> {
  const stage = await setStage()
  const one = stage.process
  const page = await stage.visit()
  await page.say('hello')
  const two = await stage.start()
  await two.pp.sendMessage(page.sessionId, { content: 'from two' })
  await stage.rest()
  return { stage, page, one, two }
}

describe('two processes on one storage', () => {
  it('write on from where the other stopped', async () => {
    const { stage, page, one, two } = await pair()
    for (let round = 0; round < 3; round += 1) {
      await one.pp.sendMessage(page.sessionId, { content: `one ${round}` })
      await two.pp.sendMessage(page.sessionId, { content: `two ${round}` })
    }
    const records = await stage.storage.listMessages({ sessionId: page.sessionId, afterOrder: 0, limit: 50 })
    expect(records.map(({ content }) => content)).toEqual([
      'hello',
      'from two',
      'one 0',
      'two 0',
      'one 1',
      'two 1',
      'one 2',
      'two 2',
    ])
  })

  it('that write at the same time both get through', async () => {
    const { stage, page, one, two } = await pair()
    await Promise.all(
      [one, two].flatMap(process =>
        Array.from({ length: 20 }, () => process.pp.sendMessage(page.sessionId, { content: 'x' })),
      ),
    )
    await stage.rest()
    const records = await stage.storage.listMessages({ sessionId: page.sessionId, afterOrder: 2, limit: 100 })
    expect(records.filter(({ content }) => content === 'x')).toHaveLength(40)
    expect(stage.platform.shownOf(page.sessionId)).toHaveLength(42)
  })

  it('know what the other did: a conversation that reopened elsewhere can be closed', async () => {
    const { page, one, two } = await pair()
    await one.pp.closeSession(page.sessionId)
    expect((await two.pp.reopenSession(page.sessionId)).status).toBe('active')
    expect((await one.pp.session(page.sessionId))?.status).toBe('active')
    const closed = await one.pp.closeSession(page.sessionId)
    expect(closed.status).toBe('closed')
    expect((await two.pp.session(page.sessionId))?.status).toBe('closed')
  })

  it('know what the other did also where an operator gives the order', async () => {
    const { stage, page, one, two } = await pair()
    const { operator } = stage.platform
    await one.pp.closeSession(page.sessionId)
    await two.pp.reopenSession(page.sessionId)
    await stage.rest()
    expect((await one.pp.session(page.sessionId))?.status).toBe('active')
    operator.write(stage.platform.threadOf(page.sessionId)?.id ?? '', '/close')
    await stage.rest()
    expect((await two.pp.session(page.sessionId))?.status).toBe('closed')
  })

  it('say what is new in their answers, also where the command changes nothing', async () => {
    const { page, two } = await pair()
    await two.pp.sendMessage(page.sessionId, { content: 'more' })
    await page.do({ type: 'identify', identity: { name: 'Ann' } })
    expect(page.texts()).toEqual(['hello', 'from two', 'more'])
  })

  it('let one of them receive, and the other take over when it dies', async () => {
    const { stage, page, one } = await pair()
    one.life.kill()
    stage.platform.operator.write(stage.platform.threadOf(page.sessionId)?.id ?? '', 'Hi!')
    await stage.rest()
    expect(stage.platform.updates).toHaveLength(1)
    await stage.pass(30_000)
    expect(stage.platform.updates).toHaveLength(0)
    await page.connect(stage.process)
    expect(page.texts()).toContain('Hi!')
  })
})
