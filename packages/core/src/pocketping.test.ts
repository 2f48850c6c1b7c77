import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MessageRecord } from './contracts/records.ts'
import { type EngineStage, setStage } from './testing/engine-stage.ts'
import { runSchedule, type Step } from './testing/schedule.ts'
import type { TextPlatform } from './testing/text-platform.ts'
import type { VisitorPage } from './testing/visitor-page.ts'

const which = fc.nat(100)
const where = fc.nat(2)

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ do: 'say' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'burst' }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('edit', 'delete', 'read'), which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'close',
        'event',
        'typing',
        'leave',
        'return',
        'restart',
        'repeat',
        'shuffle',
        'hold',
        'resume',
      ),
      where,
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
        '/reply said',
        '/reply // secret',
        '/close',
        '/reopen',
        '/help',
        '/what secret',
        '/claim',
        '/release',
        '/block',
        '/unblock',
      ),
      where,
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
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('react', 'retract', 'undo'), which, where }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail'),
      error: fc.constantFrom('unavailable', 'rate-limited'),
      isDone: fc.boolean(),
      times: fc.integer({ min: 1, max: 3 }),
      where,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass'), ms: fc.constantFrom(500, 5000, 61_000) }) },
) as fc.Arbitrary<Step>

const limit = fc.constantFrom(undefined, { messages: 20, perMs: 60_000 }, { messages: 3, perMs: 60_000 })

async function recordsOf(stage: EngineStage, page: VisitorPage): Promise<MessageRecord[]> {
  return stage.storage.listMessages({ sessionId: page.sessionId, afterOrder: 0, limit: 1000 })
}

/** What the engine knows to stand in a thread, and how much stands there beside it. */
async function standing(
  stage: EngineStage,
  page: VisitorPage,
  bridgeId: string,
  platform: TextPlatform,
): Promise<[texts: string[], leftOver: number]> {
  const texts: string[] = []
  let leftOver = 0
  for (const { id, by, isDeleted, items } of platform.threadOf(page.sessionId)?.messages ?? []) {
    if (by !== 'bot' || isDeleted || items[0]?.from === 'notice') continue
    const copies = await stage.storage.listCopies({ bridgeId, platformId: id })
    if (copies.length === 0) leftOver += 1
    else texts.push(...items.flatMap(({ deleted, text }) => (deleted ? [] : [text])))
  }
  return [texts, leftOver]
}

/** What operators wrote on a platform and was taken back from everywhere else, but stands there still. */
async function stillStanding(
  stage: EngineStage,
  records: readonly MessageRecord[],
  bridgeId: string,
  platform: TextPlatform,
): Promise<string[]> {
  const goneIds = records
    .filter(({ origin, deletedAt }) => origin === bridgeId && deletedAt !== undefined)
    .map(({ id }) => id)
  const sessionId = records[0]?.sessionId ?? ''
  const copies = await stage.storage.listCopies({ sessionId, bridgeId, messageIds: goneIds })
  return copies.map(({ platformId }) => platformId).filter(id => !platform.findMessage(id)?.isDeleted)
}

async function play(
  steps: readonly Step[],
  taken: { messages: number; perMs: number } | undefined,
  bridgeIds: readonly string[],
): Promise<void> {
  const stage = await setStage({ bridgeIds, ...(taken ? { limit: taken } : {}) })
  const page = await stage.visit()
  const run = runSchedule(stage, page)
  for (const one of steps) await run.take(one)
  await run.calm()

  const records = await recordsOf(stage, page)
  const alive = records.filter(({ deletedAt }) => deletedAt === undefined)
  for (const [index, platform] of stage.platforms.entries()) {
    const bridgeId = bridgeIds[index] as string
    const [texts, leftOver] = await standing(stage, page, bridgeId, platform)
    const posted = alive.filter(({ origin }) => origin !== bridgeId)
    // Nobody is told that a conversation was closed in which nothing was ever said.
    const thread = await stage.storage.findThread({ sessionId: page.sessionId, bridgeId })
    const isSilent = posted.every(({ type }) => type === 'system') && !thread
    expect(texts).toEqual(isSilent ? [] : posted.map(({ content }) => content))
    expect(leftOver).toBeLessThanOrEqual(run.lostAnswers)
    expect(await stillStanding(stage, records, bridgeId, platform)).toEqual([])
    expect(platform.updates).toEqual([])
  }

  const visible = alive.filter(({ audience }) => audience === 'everyone')
  const expected = visible.map(({ content }) => content)
  expect(page.texts()).toEqual(expected)
  page.cursor = 0
  await page.connect(stage.process)
  expect(page.texts()).toEqual(expected)

  const ids = new Set(records.map(({ id }) => id))
  expect([...run.acknowledged].filter(id => !ids.has(id))).toEqual([])
  expect(page.frames.filter(frame => /secret|answers this|released this|blocked this/.test(frame))).toEqual(
    [],
  )
}

describe('PocketPing', () => {
  const timeout = 600_000

  it('shows both sides the same conversation, whatever goes wrong on the way', { timeout }, async () => {
    const one = fc.constant(['text'])
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), limit, one, play), {
      numRuns: 1000,
      seed: 20_260_105,
    })
  })

  it('shows three platforms the same conversation, whatever goes wrong on each', { timeout }, async () => {
    const three = fc.constant(['one', 'two', 'three'])
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), limit, three, play), {
      numRuns: 2000,
      seed: 20_261_120,
    })
  })
})
