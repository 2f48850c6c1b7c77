import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MessageRecord } from './contracts/records.ts'
import { type EngineStage, setStage } from './testing/engine-stage.ts'
import { runSchedule, type Step } from './testing/schedule.ts'
import type { VisitorPage } from './testing/visitor-page.ts'

const which = fc.nat(100)

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ do: 'say' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'burst' }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('edit', 'delete', 'read'), which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('close', 'event', 'typing', 'leave', 'return', 'restart', 'repeat', 'shuffle'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('write'),
      text: fc.constantFrom(
        'said',
        '// secret',
        '/note secret',
        '/close',
        '/reopen',
        '/help',
        '/what secret',
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('rewrite'),
      which,
      text: fc.constantFrom('said anew', '// secret', '/note secret', '/secret'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('react', 'retract', 'undo'), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail'),
      error: fc.constantFrom('unavailable', 'rate-limited'),
      isDone: fc.boolean(),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass'), ms: fc.constantFrom(500, 5000, 61_000) }) },
) as fc.Arbitrary<Step>

const limit = fc.constantFrom(undefined, { messages: 20, perMs: 60_000 }, { messages: 3, perMs: 60_000 })

async function recordsOf(stage: EngineStage, page: VisitorPage): Promise<MessageRecord[]> {
  return stage.storage.listMessages({ sessionId: page.sessionId, afterOrder: 0, limit: 1000 })
}

/** What the engine knows to stand in the thread, and how much stands there beside it. */
async function standing(stage: EngineStage, page: VisitorPage): Promise<[texts: string[], leftOver: number]> {
  const texts: string[] = []
  let leftOver = 0
  for (const { id, by, isDeleted, items } of stage.platform.threadOf(page.sessionId)?.messages ?? []) {
    if (by !== 'bot' || isDeleted || items[0]?.from === 'notice') continue
    const copies = await stage.storage.listCopies({ bridgeId: 'text', platformId: id })
    if (copies.length === 0) leftOver += 1
    else texts.push(...items.flatMap(({ deleted, text }) => (deleted ? [] : [text])))
  }
  return [texts, leftOver]
}

async function play(
  steps: readonly Step[],
  taken: { messages: number; perMs: number } | undefined,
): Promise<void> {
  const stage = await setStage(taken ? { limit: taken } : {})
  const page = await stage.visit()
  const run = runSchedule(stage, page)
  for (const one of steps) await run.take(one)
  await run.calm()

  const records = await recordsOf(stage, page)
  const alive = records.filter(({ deletedAt }) => deletedAt === undefined)
  const [texts, leftOver] = await standing(stage, page)
  const posted = alive.filter(({ origin }) => !origin)
  // Nobody is told that a conversation was closed in which nothing was ever said.
  const isSilent = posted.every(({ type }) => type === 'system') && stage.platform.threads.size === 0
  expect(texts).toEqual(isSilent ? [] : posted.map(({ content }) => content))
  expect(leftOver).toBeLessThanOrEqual(run.lostAnswers)

  const visible = alive.filter(({ audience }) => audience === 'everyone')
  const expected = visible.map(({ content }) => content)
  expect(page.texts()).toEqual(expected)
  page.cursor = 0
  await page.connect(stage.process)
  expect(page.texts()).toEqual(expected)

  const ids = new Set(records.map(({ id }) => id))
  expect([...run.acknowledged].filter(id => !ids.has(id))).toEqual([])
  expect(page.frames.filter(frame => frame.includes('secret'))).toEqual([])
  expect(stage.platform.updates).toEqual([])
}

describe('PocketPing', () => {
  it('shows both sides the same conversation, whatever goes wrong on the way', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), limit, play), {
      numRuns: 1000,
      seed: 20_260_105,
    })
  })
})
