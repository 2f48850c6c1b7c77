import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { VisitorUpdate } from '../../src/protocol/index.ts'
import { type AiScene, MINUTE, setScene } from './ai-scene.ts'

/** Where in the model's stream a person answers, and how. */
interface Schedule {
  pieces: number
  outcomeFirst: boolean
  /** The piece before which they begin, and turns of the event loop that it takes them. */
  at: number
  turns: number
  /** Turns of the event loop between the pieces, and whether time passes there. */
  hold: number
  isSlow: boolean
  by: 'thread' | 'api' | 'other process'
}

const schedules: fc.Arbitrary<Schedule> = fc.record({
  pieces: fc.integer({ min: 0, max: 5 }),
  outcomeFirst: fc.boolean(),
  at: fc.integer({ min: 0, max: 5 }),
  turns: fc.integer({ min: 0, max: 14 }),
  hold: fc.integer({ min: 0, max: 3 }),
  isSlow: fc.boolean(),
  by: fc.constantFrom('thread', 'api', 'other process'),
})

async function turn(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await new Promise(resolve => setImmediate(resolve))
}

async function reply({ stage, page, write }: AiScene, { turns, by }: Schedule): Promise<void> {
  await turn(turns)
  if (by === 'thread') await write('I am here!')
  else await stage.process.pp.sendMessage(page.sessionId, { content: 'I am here!' })
}

async function play(schedule: Schedule): Promise<AiScene> {
  const { pieces, outcomeFirst, at, hold, isSlow, by } = schedule
  let replying: Promise<void> | undefined
  let isThere = false
  const scene: AiScene = await setScene({
    script: () => ({
      text: Array.from({ length: pieces }, (_, index) => `AI${index} `),
      outcomeFirst,
      async before(index) {
        if (index === Math.min(at, pieces) && !replying) replying = reply(scene, schedule)
        if (isSlow) scene.stage.clock.moveToNext(200)
        await turn(hold)
      },
    }),
  })
  const { stage, page } = scene
  if (by === 'other process') await stage.start()
  await page.say('hello?')
  await stage.pass(2 * MINUTE)
  // The stage takes a model for idle that only waits: give it the time it needs.
  for (let rounds = 0; rounds < 50 && !isThere; rounds += 1) {
    await replying
    await turn(8)
    await stage.pass(500)
    isThere = (await kindsOf(scene)).includes('operator')
  }
  await stage.pass(10 * MINUTE)
  // What another process stored is read where the visitor connects again.
  if (by === 'other process') await page.connect(stage.process)
  return scene
}

/** What is stored for the visitor, in its order. */
async function kindsOf({ stage, page }: AiScene): Promise<string[]> {
  const stored = await stage.storage.listMessages({ sessionId: page.sessionId, afterOrder: 0, limit: 100 })
  return stored.filter(({ audience }) => audience === 'everyone').map(({ type }) => type)
}

/** What a visitor was told of the AI, in the order of the frames; `person` where the operator's words came. */
function toldOf({ page }: AiScene): string[] {
  return page.frames.flatMap(frame => {
    const update = JSON.parse(frame) as VisitorUpdate
    if (update.type === 'ai') return [`ai ${update.content}`]
    if (update.type === 'typing') return [`ai is typing: ${update.active}`]
    if (update.type !== 'changes') return []
    return (update.messages ?? []).flatMap(({ type, content }) =>
      type === 'operator' ? ['person'] : type === 'ai' ? [`ai message ${content}`] : [],
    )
  })
}

it('a person who answers while the model does silences it, in a thousand random interleavings', async () => {
  let silenced = 0
  let before = 0
  await fc.assert(
    fc.asyncProperty(schedules, async schedule => {
      const scene = await play(schedule)
      const told = toldOf(scene)
      const person = told.indexOf('person')
      expect(person).toBeGreaterThanOrEqual(0)
      expect(told.slice(person + 1)).toEqual([])
      const kinds = await kindsOf(scene)
      expect(kinds.slice(kinds.indexOf('operator') + 1)).toEqual([])
      expect((await scene.session()).ai?.open).toBeUndefined()
      if (kinds.includes('ai')) before += 1
      else silenced += 1
      await scene.stage.process.pp.stop()
    }),
    { numRuns: 1000 },
  )
  // Both happen, or the schedules show nothing.
  expect(Math.min(silenced, before)).toBeGreaterThan(50)
}, 300_000)
