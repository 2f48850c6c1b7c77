import { describe, expect, it } from 'vitest'
import { type AiScene, MINUTE, PAUSE, setScene } from '../../test/ai/ai-scene.ts'
import type { BridgeMode } from '../contracts/bridge.ts'
import type { StageOptions } from '../testing/engine-stage.ts'
import type { TextMessage, TextPlatform, TextThread } from '../testing/text-platform.ts'

const ben = { id: 'op-2', name: 'Ben' }
const eve = { id: 'op-9', name: 'Eve' }

interface Desk extends AiScene {
  one: TextPlatform
  other: TextPlatform
}

/** Two platforms, and an AI that only drafts. */
async function setDesk(stage: StageOptions = {}): Promise<Desk> {
  const scene = await setScene({
    ai: { mode: 'draft', name: 'Robo' },
    script: (_, call) => ({ text: `draft ${call + 1}` }),
    stage: { bridgeIds: ['one', 'other'], ...stage },
  })
  const [one, other] = scene.stage.platforms as [TextPlatform, TextPlatform]
  return { ...scene, one, other }
}

/** The visitor asks, and nobody answers until there is a draft. */
async function ask({ page, stage }: Desk, question: string): Promise<void> {
  await page.say(question)
  await stage.pass(2 * MINUTE + PAUSE)
}

function threadOn(platform: TextPlatform, { page }: Desk): TextThread {
  return platform.threadOf(page.sessionId) as TextThread
}

/** What stands in a thread as a draft, in a message of its own. */
function draftsOn(platform: TextPlatform, desk: Desk): TextMessage[] {
  return threadOn(platform, desk).messages.filter(
    ({ items, isDeleted }) => items.length === 1 && items[0]?.isDraft && !isDeleted,
  )
}

function draftOn(platform: TextPlatform, desk: Desk, nth = 0): string {
  return draftsOn(platform, desk)[nth]?.id ?? ''
}

/** Gives an order; answers with what was said to it. */
async function order(
  desk: Desk,
  platform: TextPlatform,
  text: string,
  options: { replyTo?: string; from?: typeof ben } = {},
): Promise<string> {
  const thread = threadOn(platform, desk)
  const id = platform.operator.write(thread.id, text, options)
  await desk.stage.rest()
  const answers = thread.messages.filter(({ by, replyTo }) => by === 'bot' && replyTo === id)
  return answers.map(message => message.text).join()
}

/** The newest of what the bridges show, without what operators wrote. */
function shown({ one, other, page }: Desk): string[][] {
  return [one, other].map(platform => platform.shownOf(page.sessionId))
}

describe('a draft of the AI’s', () => {
  it('stands in the threads, and the visitor knows nothing of it', async () => {
    const desk = await setDesk()
    await ask(desk, 'When do you ship?')
    expect([draftsOn(desk.one, desk), draftsOn(desk.other, desk)]).toMatchObject([
      [{ items: [{ from: 'ai', text: 'draft 1', isDraft: true }] }],
      [{ items: [{ from: 'ai', text: 'draft 1', isDraft: true }] }],
    ])
    expect(desk.page.texts()).toEqual(['When do you ship?'])
    expect(desk.page.frames.join()).not.toContain('draft 1')
  })

  it('is sent once by a thumbs-up, whoever gives one, wherever and how often', async () => {
    const desk = await setDesk()
    const { one, other, stage, page } = desk
    await ask(desk, 'When do you ship?')
    const [here, there] = [draftOn(one, desk), draftOn(other, desk)]
    one.isHolding = true
    other.isHolding = true
    one.operator.react(here, { isApproval: true })
    one.operator.react(here, { isApproval: true, from: ben })
    other.operator.react(there, { isApproval: true, from: ben })
    one.updates.push(...one.updates)
    one.isHolding = false
    other.isHolding = false
    one.onUpdate?.()
    other.onUpdate?.()
    await stage.rest()
    one.operator.react(here, { isApproval: true })
    await stage.rest()
    expect(page.messages()).toMatchObject([
      { content: 'When do you ship?' },
      { type: 'ai', content: 'draft 1', author: { name: 'Robo' } },
    ])
    expect(page.frames.join().split('draft 1')).toHaveLength(2)
    expect(shown(desk)).toEqual([
      ['When do you ship?', 'draft 1'],
      ['When do you ship?', 'draft 1'],
    ])
    expect([draftsOn(one, desk), draftsOn(other, desk)]).toEqual([[], []])
    expect((await desk.session()).claimedBy?.name).toBe('Ada')
    expect(page.session.receipts.seen).toBeGreaterThanOrEqual(page.messages()[0]?.order ?? 0)
  })

  it('is not sent by another reaction, nor by a stranger, nor is a visitor’s message by a thumbs-up', async () => {
    const desk = await setDesk({ allowedOperators: ['op-1', 'op-2'] })
    const { one, stage, page } = desk
    await ask(desk, 'When do you ship?')
    one.operator.react(draftOn(one, desk))
    one.operator.react(draftOn(one, desk), { isApproval: true, from: eve })
    one.operator.react(threadOn(one, desk).messages[0]?.id ?? '', { isApproval: true })
    await stage.rest()
    expect(page.texts()).toEqual(['When do you ship?'])
    expect(draftsOn(one, desk)).toHaveLength(1)
  })

  it.for<[BridgeMode, string[]]>([
    ['alerts', []],
    ['mention', ['draft 1']],
  ])('can be sent from a platform with the mode %s as its messages can', async ([mode, sent]) => {
    const desk = await setDesk({ entries: { one: { mode } } })
    await ask(desk, 'When do you ship?')
    desk.one.operator.react(draftOn(desk.one, desk), { isApproval: true })
    await desk.stage.rest()
    expect(desk.answers()).toEqual(sent)
    const answer = await order(desk, desk.one, '/send')
    expect(answer).toContain(mode === 'alerts' ? 'does not go to the visitor' : 'sent already')
    expect(desk.answers()).toEqual(sent)
  })

  it('is sent by /send, once, and a colleague who orders it too is told', async () => {
    const desk = await setDesk()
    const { one, other } = desk
    await ask(desk, 'When do you ship?')
    const there = draftOn(other, desk)
    expect(await order(desk, one, '/send')).toBe('')
    expect(await order(desk, other, '/send', { from: ben })).toContain('sent already')
    expect(await order(desk, other, '/send', { from: ben, replyTo: there })).toContain('sent already')
    expect(await order(desk, other, '/send mine', { from: ben })).toContain('sent already')
    expect(desk.page.texts()).toEqual(['When do you ship?', 'draft 1'])
  })

  it('is the one that /send answers, or the newest; never an earlier one by chance', async () => {
    const desk = await setDesk()
    const { one } = desk
    for (const question of ['One?', 'Two?', 'Three?']) await ask(desk, question)
    const [first, second] = [draftOn(one, desk, 0), draftOn(one, desk, 1)]
    await order(desk, one, '/send', { replyTo: second })
    await order(desk, one, '/send')
    expect(desk.answers()).toEqual(['draft 2', 'draft 3'])
    expect(await order(desk, one, '/send')).toContain('sent already')
    expect(await order(desk, one, '/send', { replyTo: second })).toContain('no draft')
    const question = threadOn(one, desk).messages[0]?.id ?? ''
    expect(await order(desk, one, '/send', { replyTo: question })).toContain('no draft')
    expect(desk.answers()).toEqual(['draft 2', 'draft 3'])
    await order(desk, one, '/send', { replyTo: first })
    expect(desk.answers()).toEqual(['draft 2', 'draft 3', 'draft 1'])
  })

  it('gives way to an operator’s own words, under their name', async () => {
    const desk = await setDesk()
    const { one, other, page, stage } = desk
    await ask(desk, 'When do you ship?')
    const thread = threadOn(one, desk)
    const id = one.operator.write(thread.id, '/send On Mondays.')
    await stage.rest()
    expect(page.messages()[1]).toMatchObject({
      type: 'operator',
      content: 'On Mondays.',
      author: { name: 'Ada' },
    })
    expect(page.texts()).toHaveLength(2)
    expect([draftsOn(one, desk), draftsOn(other, desk)]).toEqual([[], []])
    expect(other.shownOf(page.sessionId)).toEqual(['When do you ship?', 'On Mondays.'])
    expect(thread.messages.find(message => message.id === id)?.marks).toEqual(['stored'])
    one.operator.edit(id, '/send On Tuesdays.')
    await stage.rest()
    expect(page.texts()).toEqual(['When do you ship?', 'On Tuesdays.'])
    one.operator.edit(id, '/send // among us')
    await stage.rest()
    expect(page.texts()).toEqual(['When do you ship?'])
    expect(page.frames.join()).not.toContain('among us')
  })

  it('is not replaced by a note, nor by what is too long', async () => {
    const desk = await setDesk()
    await ask(desk, 'When do you ship?')
    await order(desk, desk.one, '/send // he is annoying')
    expect(await order(desk, desk.one, `/send ${'x'.repeat(40_001)}`)).toContain('longer than 40000')
    expect(desk.page.texts()).toEqual(['When do you ship?'])
    expect(draftsOn(desk.one, desk)).toHaveLength(1)
    expect(shown(desk)[1]).toContain('he is annoying')
  })

  it('that is not there is explained', async () => {
    const desk = await setDesk()
    await desk.page.say('hello')
    expect(await order(desk, desk.one, '/send')).toContain('There is no draft')
    expect(await order(desk, desk.one, '/send hi')).toContain('There is no draft')
    expect(desk.page.texts()).toEqual(['hello'])
  })

  it('is taken out of the threads by /delete, and can no longer be sent', async () => {
    const desk = await setDesk()
    const { one, page } = desk
    await ask(desk, 'When do you ship?')
    await order(desk, one, '/delete', { replyTo: draftOn(one, desk) })
    expect([draftsOn(one, desk), draftsOn(desk.other, desk)]).toEqual([[], []])
    expect(await order(desk, one, '/send')).toContain('is gone')
    expect(page.texts()).toEqual(['When do you ship?'])
  })

  it('takes a closed conversation up again where it is sent', async () => {
    const desk = await setDesk()
    await ask(desk, 'When do you ship?')
    await order(desk, desk.one, '/close')
    await order(desk, desk.one, '/send')
    expect(desk.page.session.status).toBe('active')
    expect(desk.answers()).toEqual(['draft 1'])
  })

  it('of an earlier question leaves what was asked since to the AI', async () => {
    const desk = await setDesk()
    await ask(desk, 'One?')
    await desk.page.say('Two?')
    await order(desk, desk.one, '/send')
    await desk.stage.pass(2 * MINUTE + PAUSE)
    expect(draftsOn(desk.one, desk)).toMatchObject([{ items: [{ text: 'draft 2' }] }])
  })

  it('stands alone where many messages share one, so that a reaction means nothing else', async () => {
    const desk = await setDesk({ limit: { messages: 4, perMs: MINUTE }, bridgeIds: ['one'] })
    const { page, stage, one } = desk
    await page.say('question 0')
    await stage.pass(2 * MINUTE - 1000)
    // More than the platform takes in a minute, so that the draft has to wait with what is said before and after it.
    for (let index = 1; index < 8; index += 1) await page.say(`question ${index}`)
    await stage.pass(PAUSE)
    expect(desk.provider.requests).toHaveLength(1)
    expect(draftsOn(one, desk)).toEqual([])
    for (let index = 8; index < 12; index += 1) await page.say(`question ${index}`)
    await stage.pass(MINUTE)
    const posts = threadOn(one, desk).messages.map(({ items }) => items)
    expect(posts.some(items => items.length > 2)).toBe(true)
    const withDraft = posts.filter(items => items.some(({ isDraft }) => isDraft))
    expect(withDraft.length).toBeGreaterThan(0)
    for (const items of withDraft) expect(items).toHaveLength(1)
    one.operator.react(draftOn(one, desk), { isApproval: true })
    await stage.pass(MINUTE)
    expect(desk.answers()).toHaveLength(1)
  })
})
