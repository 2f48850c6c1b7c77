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

async function talk(capabilities = {}): Promise<Talk> {
  const stage = await setStage({ capabilities })
  const page = await stage.visit()
  await page.say('hello')
  const thread = stage.platform.threadOf(page.sessionId) as TextThread
  return { stage, page, thread, operator: stage.platform.operator }
}

const isTold = ({ page }: Talk, text: string): boolean => page.frames.some(frame => frame.includes(text))

describe('a note', () => {
  it.for([
    ['// secret'],
    ['//secret'],
    ['  // secret'],
    ['/note secret'],
    ['/NOTE secret'],
    ['/note\nsecret'],
  ])('written as %j never reaches the visitor', async ([text]) => {
    const scene = await talk()
    const id = scene.operator.write(scene.thread.id, text as string)
    await scene.stage.rest()
    expect(isTold(scene, 'secret')).toBe(false)
    expect(scene.stage.platform.findMessage(id)?.marks).toEqual(['note'])
  })

  it('is shown on the other platforms', async () => {
    const stage = await setStage({ bridgeIds: ['one', 'two'] })
    const page = await stage.visit()
    await page.say('hello')
    const [one, two] = stage.platforms
    one?.operator.write(one.threadOf(page.sessionId)?.id ?? '', '// secret')
    await stage.rest()
    expect(two?.threadOf(page.sessionId)?.messages[1]?.text).toBe('note: secret')
  })

  it('is not in what a visitor gets who comes back', async () => {
    const scene = await talk()
    scene.operator.write(scene.thread.id, '// secret')
    scene.operator.write(scene.thread.id, 'public')
    await scene.stage.rest()
    const again = scene.page
    again.cursor = 0
    await again.connect(scene.stage.process)
    const history = await scene.stage.process.pp.fetch(
      new Request('http://shop.example/widget/messages', {
        headers: { authorization: `Bearer ${again.token}` },
      }),
    )
    expect(isTold(scene, 'secret')).toBe(false)
    expect(await history.text()).not.toContain('secret')
    expect(again.texts()).toEqual(['hello', 'public'])
  })

  it('that is edited to a text stays a note, and the operator is told', async () => {
    const scene = await talk()
    const id = scene.operator.write(scene.thread.id, '// secret')
    scene.operator.edit(id, 'secret')
    await scene.stage.rest()
    expect(isTold(scene, 'secret')).toBe(false)
    expect(scene.thread.messages.at(-1)?.text).toContain('stays a note')
  })

  it('that answers a message, or is answered, leaves no trace', async () => {
    const scene = await talk()
    const id = scene.operator.write(scene.thread.id, '// secret')
    scene.operator.write(scene.thread.id, 'public', { replyTo: id })
    await scene.stage.rest()
    expect(scene.page.messages()[1]).not.toHaveProperty('replyTo')
  })

  it('can be taken back', async () => {
    const scene = await talk()
    const id = scene.operator.write(scene.thread.id, '// secret')
    scene.operator.write(scene.thread.id, '/delete', { replyTo: id })
    await scene.stage.rest()
    expect(scene.stage.platform.findMessage(id)?.isDeleted).toBe(true)
  })
})

describe('a message that is edited into a note', () => {
  it.for([['// secret'], ['/note secret']])('as %j is taken back from the visitor', async ([text]) => {
    const scene = await talk()
    const id = scene.operator.write(scene.thread.id, 'public')
    await scene.stage.rest()
    scene.operator.edit(id, text as string)
    await scene.stage.rest()
    expect(scene.page.texts()).toEqual(['hello'])
    expect(isTold(scene, 'secret')).toBe(false)
    expect(scene.stage.platform.findMessage(id)).toMatchObject({
      isDeleted: false,
      marks: ['stored', 'note'],
    })
  })

  it.for([['// secret'], ['/note secret']])('as %j stays one, also when edited back', async ([text]) => {
    const scene = await talk()
    const id = scene.operator.write(scene.thread.id, 'public')
    scene.operator.edit(id, text as string)
    scene.operator.edit(id, 'secret again')
    await scene.stage.rest()
    expect(scene.page.texts()).toEqual(['hello'])
    expect(isTold(scene, 'secret')).toBe(false)
  })

  it.for([['// secret'], ['/note secret']])('by %j before it arrives is only a note', async ([text]) => {
    const scene = await talk()
    const { platform } = scene.stage
    platform.isHolding = true
    scene.operator.edit(scene.operator.write(scene.thread.id, 'public'), text as string)
    platform.updates.reverse()
    platform.isHolding = false
    platform.onUpdate?.()
    await scene.stage.rest()
    expect(scene.page.texts()).toEqual(['hello'])
    expect(isTold(scene, 'secret')).toBe(false)
  })
})

describe('an order', () => {
  it.for([
    ['/close', 'bye'],
    ['/nonsense', 'bye'],
    ['/delete', 'bye'],
  ])('%s that is edited to a text does not reach the visitor', async ([order, text]) => {
    const scene = await talk()
    const id = scene.operator.write(scene.thread.id, order as string)
    scene.operator.edit(id, text as string)
    await scene.stage.rest()
    expect(isTold(scene, 'bye')).toBe(false)
  })

  it.for([
    ['/', '/close'],
    ['/', '/nonsense with words'],
    ['!', '!nonsense'],
    ['!', '!note secret'],
  ])('by %s that a text is edited into is not told to the visitor: %s', async ([prefix, order]) => {
    const scene = await talk({ commandPrefixes: [prefix] })
    const id = scene.operator.write(scene.thread.id, 'public')
    scene.operator.edit(id, order as string)
    await scene.stage.rest()
    expect(isTold(scene, (order as string).slice(1))).toBe(false)
    expect(scene.page.session.status).toBe('active')
  })

  it('is not what a path is', async () => {
    const scene = await talk()
    scene.operator.edit(scene.operator.write(scene.thread.id, 'see'), '/usr/bin/env')
    await scene.stage.rest()
    expect(scene.page.texts()).toEqual(['hello', '/usr/bin/env'])
  })
})

describe.for(['two-way', 'mention', 'alerts'] as const)('where the mode is %s, a note', mode => {
  it.for([
    ['/reply // secret'],
    ['/reply\n// secret'],
    ['/reply /note secret'],
    ['/reply /reply //secret'],
    ['!reply // secret'],
    ['!note secret'],
    ['@bot // secret'],
    ['@bot !note secret'],
    ['@bot /reply // secret'],
    ['\u200f// secret'],
    ['\u200b\u0000 // secret'],
    ['\u200f/note secret'],
  ])('that says %j stays among operators, written or edited in', async ([text]) => {
    const stage = await setStage({ entries: { text: { mode } } })
    const page = await stage.visit()
    await page.say('hello')
    const { operator } = stage.platform
    const { id: threadId } = stage.platform.threadOf(page.sessionId) as TextThread
    const written = operator.write(threadId, text as string)
    const edited = operator.write(threadId, '/reply public')
    await stage.rest()
    operator.edit(edited, text as string)
    await stage.rest()
    expect(page.frames.join()).not.toContain('secret')
    expect(page.texts()).toEqual(['hello'])
    const notes = [written, edited].map(id => stage.platform.findMessage(id)?.marks.at(-1))
    expect(notes).toEqual(mode === 'alerts' ? ['note', 'failed'] : ['note', 'note'])
  })
})
