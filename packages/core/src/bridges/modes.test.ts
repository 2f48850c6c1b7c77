import { describe, expect, it } from 'vitest'
import type { BridgeMode } from '../contracts/bridge.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { TextOperator, TextThread } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

interface Scene {
  stage: EngineStage
  page: VisitorPage
  thread: TextThread
  operator: TextOperator
}

async function begin(mode: BridgeMode): Promise<Scene> {
  const options = { projects: [{ id: 'shop', replies: { hours: 'We are open.' } }] }
  const stage = await setStage({ options, entries: { text: { mode } } })
  const page = await stage.visit()
  await page.say('hello')
  const thread = stage.platform.threadOf(page.sessionId) as TextThread
  return { stage, page, thread, operator: stage.platform.operator }
}

const notices = ({ thread }: Scene): string[] =>
  thread.messages.filter(({ items }) => items.some(({ from }) => from === 'notice')).map(({ text }) => text)

describe('where only what names the bot goes to the visitor', () => {
  it('talk among operators stays there, with one notice in the thread', async () => {
    const scene = await begin('mention')
    scene.operator.write(scene.thread.id, 'he is annoying')
    scene.operator.write(scene.thread.id, 'indeed')
    scene.operator.type(scene.thread.id)
    await scene.stage.rest()
    expect(scene.page.texts()).toEqual(['hello'])
    expect(scene.page.told).toEqual([])
    expect(notices(scene)).toEqual([
      'notice: Only what names me, or begins with /reply, goes to the visitor.',
    ])
  })

  it('what names it, and /reply, reach the visitor, and their edits too', async () => {
    const scene = await begin('mention')
    const { thread, operator, page } = scene
    const one = operator.write(thread.id, '@bot Hi!')
    const other = operator.write(thread.id, '/reply How are you?')
    await scene.stage.rest()
    expect(page.texts()).toEqual(['hello', 'Hi!', 'How are you?'])
    operator.edit(one, '@bot Hi there!')
    operator.edit(other, '/reply How do you do?')
    await scene.stage.rest()
    expect(page.texts()).toEqual(['hello', 'Hi there!', 'How do you do?'])
    expect(thread.messages.find(({ id }) => id === other)?.marks).toEqual(['stored'])
  })

  it('what is edited into naming it reaches the visitor; what no longer does is taken back', async () => {
    const scene = await begin('mention')
    const { thread, operator, page } = scene
    const one = operator.write(thread.id, 'he is annoying')
    const other = operator.write(thread.id, '@bot One moment.')
    operator.edit(one, '@bot You are right.')
    await scene.stage.rest()
    expect(page.texts()).toEqual(['hello', 'One moment.', 'You are right.'])
    operator.edit(other, 'he waits')
    await scene.stage.rest()
    expect(page.texts()).toEqual(['hello', 'You are right.'])
    expect(page.frames.join()).not.toContain('he waits')
  })

  it('an edit that overtakes its message takes it back, and gives it back', async () => {
    const { thread, operator, page, stage } = await begin('mention')
    const { platform } = stage
    platform.isHolding = true
    const id = operator.write(thread.id, '@bot he is annoying')
    operator.edit(id, 'he is annoying')
    operator.edit(id, 'he is very annoying')
    platform.updates.reverse()
    platform.isHolding = false
    platform.onUpdate?.()
    await stage.rest()
    expect(page.frames.join()).not.toContain('annoying')
    operator.edit(id, '@bot You are right.')
    await stage.rest()
    expect(page.texts()).toEqual(['hello', 'You are right.'])
  })

  it('notes and orders are what they are', async () => {
    const scene = await begin('mention')
    scene.operator.write(scene.thread.id, '// secret')
    scene.operator.write(scene.thread.id, '@bot // secret')
    scene.operator.write(scene.thread.id, '/hours')
    await scene.stage.rest()
    expect(scene.page.texts()).toEqual(['hello', 'We are open.'])
    expect(scene.page.frames.join()).not.toContain('secret')
  })
})

describe('where nothing goes to the visitor', () => {
  it('nothing does', async () => {
    const scene = await begin('alerts')
    const { operator, thread, page } = scene
    for (const text of ['one', '@bot two', '/reply three', '/hours', '// four'])
      operator.write(thread.id, text)
    operator.edit(operator.write(thread.id, 'five'), '/reply six')
    operator.type(thread.id)
    await scene.stage.rest()
    expect(page.texts()).toEqual(['hello'])
    expect(page.told).toEqual([])
    expect(page.session).not.toHaveProperty('operator')
    expect(new Set(notices(scene))).toEqual(
      new Set(['notice: What is written here does not go to the visitor.']),
    )
  })

  it('a conversation can still be closed', async () => {
    const scene = await begin('alerts')
    scene.operator.write(scene.thread.id, '/close')
    await scene.stage.rest()
    expect(scene.page.session.status).toBe('closed')
  })
})

it.for([
  ['two-way', 'What you write here goes to the visitor. Lines that begin with // stay among you. /help'],
  [
    'mention',
    'Only what names me, or begins with /reply, goes to the visitor. Lines that begin with // stay among you. /help',
  ],
  ['alerts', 'What is written here does not go to the visitor. /help'],
] as const)('the head of a thread says what becomes of what is written in it: %s', async ([mode, hint]) => {
  const { thread } = await begin(mode)
  expect(thread.cards[0]?.card.hint).toBe(hint)
})
