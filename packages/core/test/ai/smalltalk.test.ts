import { describe, expect, it } from 'vitest'
import type { AiOutcome } from '../../src/index.ts'
import { type AiScene, MINUTE, PAUSE, setScene } from './ai-scene.ts'

const TEXT = { type: 'text', value: '# Returns\n\nYou may return shoes within 30 days.' } as const
const QUESTION = 'May I return shoes?'

const ANSWER: AiOutcome = { type: 'answer', citations: ['p1'], isSure: true }
const UNSURE: AiOutcome = { type: 'answer', citations: ['p1'], isSure: false }
const SMALLTALK: AiOutcome = { type: 'smalltalk' }

/** What the visitor says, with the reply to it. */
type Exchange = readonly [said: string, outcome: AiOutcome, text: string]

async function play(exchanges: readonly Exchange[]): Promise<AiScene> {
  const scene = await setScene({
    ai: { knowledgeBase: [TEXT] },
    script: exchanges.map(([, outcome, text]) => ({ outcome, text })),
  })
  for (const [index, [said]] of exchanges.entries()) {
    await scene.page.say(said)
    // It has taken over after its first answer, and waits for no more than a pause.
    await scene.stage.pass(index === 0 ? 2 * MINUTE : PAUSE)
    await expect.poll(() => scene.answers()).toHaveLength(index + 1)
  }
  return scene
}

describe('greeting, thanking and saying goodbye', () => {
  it('ends nothing: the AI still answers what is asked after it', async () => {
    const { answers, provider, page } = await play([
      [QUESTION, ANSWER, 'Within 30 days.'],
      ['thanks!', SMALLTALK, 'You are welcome.'],
      ['bye', SMALLTALK, 'Goodbye!'],
      [QUESTION, ANSWER, 'As I said, within 30 days.'],
    ])
    expect(answers()).toEqual([
      'Within 30 days.',
      'You are welcome.',
      'Goodbye!',
      'As I said, within 30 days.',
    ])
    expect(provider.requests).toHaveLength(4)
    expect(page.session.aiAnswers).toBe(true)
  })

  it('needs no citation, and has no sources', async () => {
    const { page, session } = await play([['hello', SMALLTALK, 'Hello!']])
    const [answer] = page.messages().filter(({ type }) => type === 'ai')
    expect(answer).toMatchObject({ content: 'Hello!' })
    expect(answer).not.toHaveProperty('sources')
    expect((await session()).ai).not.toHaveProperty('unsure')
  })

  it('makes nothing surer: the second unsure answer around it is handed over', async () => {
    const { answers, page } = await play([
      [QUESTION, UNSURE, 'Maybe.'],
      ['thanks!', SMALLTALK, 'You are welcome.'],
      [QUESTION, UNSURE, 'Maybe not.'],
    ])
    expect(answers().slice(0, 2)).toEqual(['Maybe.', 'You are welcome.'])
    expect(answers()[2]).toContain('I don’t have a reliable answer')
    expect(page.session.aiAnswers).toBeUndefined()
  })
})
