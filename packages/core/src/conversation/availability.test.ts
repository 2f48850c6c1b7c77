import { describe, expect, it } from 'vitest'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { TextThread } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

const hours = { timeZone: 'UTC', days: { mon: ['09:00-17:00'], tue: ['09:00-17:00'] } }

async function begin(options = {}): Promise<{ stage: EngineStage; page: VisitorPage; thread: TextThread }> {
  const stage = await setStage({ options })
  const page = await stage.visit()
  await page.say('hello')
  return { stage, page, thread: stage.platform.threadOf(page.sessionId) as TextThread }
}

describe('what a visitor is told of when to expect an answer', () => {
  it('is nothing, where there are no hours and nobody is away', async () => {
    const { page } = await begin()
    expect(page.session).not.toHaveProperty('availability')
  })

  it('follows the business hours', async () => {
    const { page, stage } = await begin({ projects: [{ id: 'shop', hours }] })
    expect(page.session.availability).toEqual({ open: true })
    await stage.pass(9 * 3_600_000)
    await page.say('still there?')
    expect(page.session.availability).toEqual({ open: false, backAt: '2026-01-06T09:00:00.000Z' })
  })

  it('says that everybody is away, also after a restart, until one is back', async () => {
    const { page, stage, thread } = await begin()
    const { operator } = stage.platform
    operator.write(thread.id, 'Hi!')
    operator.write(thread.id, '/away')
    await stage.rest()
    await page.say('bye')
    expect(page.session.availability).toEqual({ open: false })
    stage.process.life.kill()
    await stage.start()
    await page.connect(stage.process)
    expect(page.session.availability).toEqual({ open: false })
    await stage.pass(60_000)
    operator.write(thread.id, '/back')
    await stage.rest()
    await page.say('and now?')
    expect(page.session).not.toHaveProperty('availability')
  })

  it('reaches an open page at once, when the last one goes and when one is back', async () => {
    const { page, stage, thread } = await begin()
    const { operator } = stage.platform
    operator.write(thread.id, 'Hi!')
    await stage.rest()
    operator.write(thread.id, '/away')
    await stage.rest()
    expect(page.session.availability).toEqual({ open: false })
    operator.write(thread.id, '/back')
    await stage.rest()
    expect(page.session).not.toHaveProperty('availability')
    expect(page.texts()).toEqual(['hello', 'Hi!'])
  })

  it('counts an operator who writes as back, and one who has not been seen for a month as gone', async () => {
    const { page, stage, thread } = await begin()
    const { operator } = stage.platform
    operator.write(thread.id, '/away', { from: { id: 'op-2', name: 'Ben' } })
    await stage.rest()
    await page.say('one')
    expect(page.session.availability).toEqual({ open: false })
    operator.write(thread.id, 'Hi!', { from: { id: 'op-2', name: 'Ben' } })
    await stage.rest()
    await page.say('two')
    expect(page.session).not.toHaveProperty('availability')
    operator.write(thread.id, '/away')
    operator.write(thread.id, '/away', { from: { id: 'op-2', name: 'Ben' } })
    await stage.rest()
    await page.say('three')
    expect(page.session.availability).toEqual({ open: false })
    await stage.pass(31 * 86_400_000)
    await page.say('four')
    expect(page.session).not.toHaveProperty('availability')
  })
})
