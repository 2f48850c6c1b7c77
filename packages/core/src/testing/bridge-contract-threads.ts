import { expect, it } from 'vitest'
import { card, expectFailure, post, type SetStage, type WhyNot } from './bridge-contract-fixtures.ts'
import { itUnless } from './it-unless.ts'

export function bridgeThreadContract(setStage: SetStage, whyNot: WhyNot): void {
  it('opens a thread that shows who it is with and where they are', async () => {
    const { bridge, platform } = await setStage()
    const { threadId, cardId } = await bridge.openThread(
      card({ identity: { name: 'Ada Lovelace' } }),
      'thread',
    )
    const seen = await platform.read(threadId)
    const shown = `${await platform.title(threadId)}\n${seen.map(({ text }) => text).join('\n')}`
    for (const fact of ['Ada Lovelace', 'Pricing', 'Firefox', 'America/Sao_Paulo'])
      expect(shown).toContain(fact)
    if (cardId) expect(seen.map(({ platformId }) => platformId)).toContain(cardId)
  })

  it('opens a thread of its own for each session', async () => {
    const { bridge, platform } = await setStage()
    const one = await bridge.openThread(card(), 'thread')
    const other = await bridge.openThread(
      card({ sessionId: 'sess_0002', visitorId: 'vis_other' }),
      'thread-2',
    )
    expect(other.threadId).not.toBe(one.threadId)
    await bridge.send(one.threadId, post('for one'), 'k1')
    expect(JSON.stringify(await platform.read(one.threadId))).toContain('for one')
    expect(JSON.stringify(await platform.read(other.threadId))).not.toContain('for one')
  })

  it('opens a thread whatever a visitor calls themselves and their pages', async () => {
    const { bridge, platform } = await setStage()
    const hostile = `\u202e\u0000@everyone\n<!channel> *b* /close \ud83d ${'x'.repeat(3000)}`
    const metadata = {
      pageUrl: `javascript:${hostile}`,
      pageTitle: hostile,
      referrer: hostile,
      language: hostile,
    }
    const { threadId } = await bridge.openThread(
      card({ identity: { name: hostile, email: hostile }, metadata }),
      'thread-1',
    )
    const title = (await platform.title(threadId)) ?? ''
    expect(title).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u)
    expect((await bridge.send(threadId, post('still works'), 'k1')).length).toBe(1)
    for (const blank of ['', ' ', '\u200b', '\u202e']) {
      await bridge.openThread(
        card({ identity: { name: blank, email: blank }, metadata: { pageTitle: blank } }),
        `thread-${encodeURIComponent(blank)}`,
      )
    }
  })

  it('shows the card anew, and counts an equal one as done', async () => {
    const { bridge, platform } = await setStage()
    const { threadId, cardId } = await bridge.openThread(card(), 'thread')
    const known = card({ identity: { name: 'Grace Hopper' }, metadata: { pageTitle: 'Checkout' } })
    const next = await bridge.updateThread(threadId, known, cardId)
    expect(await bridge.updateThread(threadId, known, next)).toBe(next)
    const shown = `${await platform.title(threadId)}\n${JSON.stringify(await platform.read(threadId))}`
    expect(shown).toContain('Grace Hopper')
    expect(shown).toContain('Checkout')
    expect(shown).not.toContain('Firefox')
  })

  it('shows a card that could not be shown at first', async () => {
    const { bridge, platform } = await setStage()
    const { threadId, cardId } = await bridge.openThread(card(), 'thread')
    if (cardId) await platform.deleteMessage(cardId)
    const shown = await bridge.updateThread(threadId, card({ identity: { name: 'Grace Hopper' } }))
    const seen = await platform.read(threadId)
    if (cardId) expect(seen.map(({ platformId }) => platformId)).toContain(shown)
    expect(`${await platform.title(threadId)} ${JSON.stringify(seen)}`).toContain('Grace Hopper')
  })

  itUnless(whyNot('titles'))('renames a thread when the visitor says who they are', async () => {
    const { bridge, platform } = await setStage()
    const { threadId, cardId } = await bridge.openThread(card(), 'thread')
    await bridge.updateThread(threadId, card({ identity: { name: 'Grace Hopper' } }), cardId)
    expect(await platform.title(threadId)).toContain('Grace Hopper')
  })

  it('shows at the head of a thread that the AI’s answers are to be reviewed, until they were', async () => {
    const { bridge, platform } = await setStage()
    const { threadId, cardId } = await bridge.openThread(card(), 'thread')
    const shown = async (): Promise<string> =>
      JSON.stringify((await platform.read(threadId)).map(({ text }) => text))
    expect(await shown()).not.toMatch(/review/i)
    const marked = await bridge.updateThread(threadId, card({ needsReview: true }), cardId)
    expect(await shown()).toMatch(/review/i)
    await bridge.updateThread(threadId, card(), marked)
    expect(await shown()).not.toMatch(/review/i)
  })

  itUnless(whyNot('titles'))('marks the name of a thread that is to be reviewed', async () => {
    const { bridge, platform, createSuccessor } = await setStage()
    const { threadId, cardId } = await bridge.openThread(card(), 'thread')
    const before = await platform.title(threadId)
    const marked = await bridge.updateThread(threadId, card({ needsReview: true }), cardId)
    const title = (await platform.title(threadId)) ?? ''
    expect(title).not.toBe(before)
    expect(title).toContain(before ?? '')
    // Whichever process takes the mark away.
    const cleared = await createSuccessor().updateThread(threadId, card(), marked)
    expect(await platform.title(threadId)).toBe(before)
    await bridge.updateThread(threadId, card({ needsReview: true }), cleared)
    expect(await platform.title(threadId)).toBe(title)
  })

  itUnless(whyNot('closing'))('closes and reopens a thread, as often as it is asked', async () => {
    const { bridge, platform, open } = await setStage()
    const threadId = await open()
    for (const isClosed of [true, false]) {
      for (let times = 0; times < 2; times += 1) {
        await (isClosed ? bridge.closeThread(threadId) : bridge.reopenThread(threadId))
        expect(await platform.isClosed(threadId)).toBe(isClosed)
      }
    }
  })

  it('posts in a thread that was closed and reopened', async () => {
    const { bridge, platform, open } = await setStage()
    const threadId = await open()
    await bridge.closeThread(threadId)
    await bridge.reopenThread(threadId)
    await bridge.send(threadId, post('back again'), 'k1')
    expect(JSON.stringify(await platform.read(threadId))).toContain('back again')
  })

  it('says that a thread is gone', async () => {
    const stage = await setStage()
    const { bridge, platform, open } = stage
    const threadId = await open()
    await bridge.send(threadId, post('hello'), 'k1')
    await platform.deleteThread(threadId)
    await expectFailure(stage, bridge.send(threadId, post('anyone?'), 'k2'), 'thread-gone')
    const other = await open()
    expect(await bridge.send(other, post('hello again'), 'k3')).toHaveLength(1)
  })
}
