import { describe, expect, it } from 'vitest'
import type { AiOutcome } from '../../src/index.ts'
import { type AiScene, MINUTE, PAUSE, setScene } from './ai-scene.ts'

const TEXT = { type: 'text', value: '# Returns\n\nYou may return shoes within 30 days.' } as const

/** Why operators are told that a person is needed. */
function reasonOf({ thread }: AiScene): string | undefined {
  const told = thread().find(text => text.startsWith('🙋'))
  return /needed: (.*)\./.exec(told ?? '')?.[1]
}

describe.each([true, false])('why a person is needed is told, the outcome first: %s:', outcomeFirst => {
  it.each<[string, AiOutcome, RegExp]>([
    ['cites nothing', { type: 'answer', citations: [], isSure: true }, /source|passage|document/],
    [
      'cites what was not given',
      { type: 'answer', citations: ['p77'], isSure: true },
      /source|passage|document/,
    ],
    ['hands over', { type: 'handoff', reason: 'cannot-help' }, /more than the AI can do/],
    ['finds nothing', { type: 'handoff', reason: 'not-found' }, /nothing|found/],
  ])('it %s', async (_, outcome, expected) => {
    const scene = await setScene({
      ai: { knowledgeBase: [TEXT] },
      script: () => ({ text: 'Thirty days.', outcome, outcomeFirst }),
    })
    await scene.page.say('How long may I return shoes?')
    await scene.stage.pass(2 * MINUTE)
    await expect.poll(scene.answers).toHaveLength(1)
    await scene.stage.rest()
    expect(reasonOf(scene)).toMatch(expected)
    expect(scene.answers()[0]).not.toContain('right now')
  })

  it('it is unsure twice', async () => {
    const outcome: AiOutcome = { type: 'clarify' }
    const scene = await setScene({ script: () => ({ text: 'Which one?', outcome, outcomeFirst }) })
    await scene.page.say('that one')
    await scene.stage.pass(2 * MINUTE)
    await scene.page.say('no, that one')
    await scene.stage.pass(PAUSE)
    expect(reasonOf(scene)).toMatch(/unsure|sure/)
  })
})

it('what the host’s own instructions say may be answered beside a knowledge base, and is no source', async () => {
  const outcome: AiOutcome = { type: 'answer', citations: ['site'], isSure: true }
  const scene = await setScene({
    ai: { knowledgeBase: [TEXT], systemPrompt: 'Our business hours are 9am-6pm EST.' },
    script: () => ({ text: 'From 9 to 6.', outcome }),
  })
  await scene.page.say('When are you open?')
  await scene.stage.pass(2 * MINUTE)
  await expect.poll(scene.answers).toEqual(['From 9 to 6.'])
  expect(scene.page.messages().at(-1)?.sources).toBeUndefined()
  expect(scene.provider.requests[0]?.instructions).toMatch(/or site for these instructions/)
})
