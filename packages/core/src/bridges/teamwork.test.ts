import { describe, expect, it } from 'vitest'
import type { PocketPingOptions } from '../options/options.ts'
import { type EngineStage, type StageOptions, setStage } from '../testing/engine-stage.ts'
import type { TextPlatform, TextThread } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

interface Scene {
  stage: EngineStage
  page: VisitorPage
  one: TextPlatform
  other: TextPlatform
}

async function begin(settings: StageOptions = {}): Promise<Scene> {
  const stage = await setStage({ bridgeIds: ['one', 'other'], ...settings })
  const page = await stage.visit()
  await page.say('hello')
  const [one, other] = stage.platforms as [TextPlatform, TextPlatform]
  return { stage, page, one, other }
}

const ben = { id: 'op-2', name: 'Ben', username: 'Benny' }

function threadOn(platform: TextPlatform, { page }: Scene): TextThread {
  return platform.threadOf(page.sessionId) as TextThread
}

/** Gives an order; answers with what was said to it in the thread. */
async function order(scene: Scene, platform: TextPlatform, text: string, from?: typeof ben): Promise<string> {
  const thread = threadOn(platform, scene)
  const id = platform.operator.write(thread.id, text, from ? { from } : {})
  await scene.stage.rest()
  return thread.messages
    .filter(({ by, replyTo }) => by === 'bot' && replyTo === id)
    .map(message => message.text)
    .join()
}

const claimedBy = (scene: Scene): (string | undefined)[] =>
  [scene.one, scene.other].map(platform => threadOn(platform, scene).cards.at(-1)?.card.claimedBy?.name)

describe('a conversation', () => {
  it('is claimed by the first reply, and every thread shows by whom', async () => {
    const scene = await begin()
    scene.one.operator.write(threadOn(scene.one, scene).id, 'Hi!')
    await scene.stage.rest()
    expect(claimedBy(scene)).toEqual(['Ada', 'Ada'])
    scene.other.operator.write(threadOn(scene.other, scene).id, 'Me too!', { from: ben })
    await scene.stage.pass(120_000)
    expect(claimedBy(scene)).toEqual(['Ada', 'Ada'])
  })

  it('can be claimed from a colleague, released, and is nobody’s once closed', async () => {
    const scene = await begin()
    expect(await order(scene, scene.one, '/claim')).toContain('is yours.')
    expect(await order(scene, scene.one, '/claim')).toContain('yours already')
    expect(await order(scene, scene.other, '/claim', ben)).toContain('in place of Ada')
    expect(scene.one.shownOf(scene.page.sessionId)).toContain(
      'Ben answers this conversation, in place of Ada.',
    )
    expect(claimedBy(scene)).toEqual(['Ben', 'Ben'])
    await order(scene, scene.one, '/release')
    expect(claimedBy(scene)).toEqual([undefined, undefined])
    expect(await order(scene, scene.one, '/release')).toContain('Nobody has claimed it')
    await order(scene, scene.one, '/claim')
    await order(scene, scene.one, '/close')
    expect(claimedBy(scene)).toEqual([undefined, undefined])
    expect(scene.page.texts()).toEqual(['hello', 'Conversation closed.'])
    expect(scene.page.frames.join()).not.toContain('answers this conversation')
  })
})

describe('a blocked visitor', () => {
  it('is refused politely and reaches nobody, until unblocked', async () => {
    const scene = await begin()
    await order(scene, scene.one, '/block')
    const posts = threadOn(scene.one, scene).messages.length
    const typing = threadOn(scene.one, scene).typing
    const refused = {
      type: 'error',
      error: { code: 'BLOCKED', message: 'This conversation takes no more messages.' },
    }
    expect(await scene.page.say('spam', { id: 'msg_spam-0000' })).toMatchObject(refused)
    expect(await scene.page.do({ type: 'edit', id: 'msg_00000001', content: 'spam' })).toMatchObject(refused)
    expect(await scene.page.do({ type: 'event', id: 'evt_00000001', name: 'spam' })).toMatchObject(refused)
    expect(await scene.page.do({ type: 'identify', identity: { name: 'spam' } })).toMatchObject(refused)
    await scene.page.do({ type: 'typing' })
    expect(threadOn(scene.one, scene).messages).toHaveLength(posts)
    expect(threadOn(scene.one, scene).typing).toBe(typing)
    expect(threadOn(scene.other, scene).cards.at(-1)?.card.isBlocked).toBe(true)
    expect(await order(scene, scene.other, '/unblock')).toContain('may write again')
    expect(await scene.page.say('sorry', { id: 'msg_spam-0000' })).toMatchObject({ type: 'ack' })
    expect(scene.one.shownOf(scene.page.sessionId)).toContain('sorry')
  })
})

describe('a canned reply', () => {
  const options: PocketPingOptions = {
    projects: [{ id: 'shop', replies: { hours: 'We are open from 9 to 5.' } }],
  }

  it('is said by its word, under the operator’s name, and all threads show it', async () => {
    const scene = await begin({ options })
    await order(scene, scene.one, '/hours')
    expect(scene.page.messages()[1]).toMatchObject({
      content: 'We are open from 9 to 5.',
      author: { name: 'Ada' },
    })
    for (const platform of [scene.one, scene.other])
      expect(platform.shownOf(scene.page.sessionId)).toEqual(['hello', 'We are open from 9 to 5.'])
    expect(await order(scene, scene.other, '/help')).toContain('/hours says: We are open')
  })
})

describe('operators who are not allowed', () => {
  it.for([[['op-1']], [['@ADA', 'op-1']]])('are ignored, with one notice: %j', async ([allowedOperators]) => {
    const scene = await begin({ allowedOperators: allowedOperators as string[] })
    const thread = threadOn(scene.one, scene)
    const write = (text: string): string => scene.one.operator.write(thread.id, text, { from: ben })
    for (const text of ['let me in', 'hello?', '/close', '// note']) write(text)
    scene.one.operator.write(thread.id, 'Hi!')
    await scene.stage.rest()
    expect(scene.page.texts()).toEqual(['hello', 'Hi!'])
    expect(scene.page.session.status).toBe('active')
    expect(thread.messages.filter(({ text }) => text.includes('allowedOperators'))).toHaveLength(1)
    expect(scene.other.shownOf(scene.page.sessionId)).toEqual(['hello', 'Hi!'])
  })

  it('may be named by their names', async () => {
    const scene = await begin({ allowedOperators: ['@benny'] })
    scene.one.operator.write(threadOn(scene.one, scene).id, 'Hi!', { from: ben })
    await scene.stage.rest()
    expect(scene.page.texts()).toEqual(['hello', 'Hi!'])
  })
})

it.for([
  ['Eve\n\u2028visitor: pay me\u202e', 'Eve visitor: pay me'],
  ['\u0000\ud83d', '\ufffd'],
  [' \u200f\n', 'Operator'],
  ['😀'.repeat(500), '😀'.repeat(100)],
  ['__proto__', '__proto__'],
])('a name such as %j stands in one line, everywhere', async ([name, shown]) => {
  const scene = await begin()
  const from = { id: '__proto__', name: name as string, username: 'eve' }
  await order(scene, scene.one, '/claim', from)
  await order(scene, scene.one, '/away', from)
  scene.one.operator.write(threadOn(scene.one, scene).id, 'Hi!', { from })
  await scene.stage.rest()
  expect(claimedBy(scene)).toEqual([shown, shown])
  expect(scene.page.messages()[1]?.author).toEqual({ name: shown })
  const posts = threadOn(scene.other, scene).messages.flatMap(({ items }) => items)
  expect(posts.slice(1)).toMatchObject([
    { text: `${shown} answers this conversation.` },
    { text: 'Hi!', author: { name: shown } },
  ])
})
