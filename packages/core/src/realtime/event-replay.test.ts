import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSubscriber, idsInLog, KEY, type Subscriber } from '../../test/subscriber.ts'
import { type EngineStage, type StageOptions, setStage } from '../testing/engine-stage.ts'
import { runSchedule, type Step } from '../testing/schedule.ts'

const HOUR_MS = 3_600_000

async function follow(options = {}): Promise<{ stage: EngineStage; server: Subscriber }> {
  const stage = await setStage({ options: { secretKeys: [KEY], ...options } })
  const server = createSubscriber(stage.rest)
  await server.connect(stage.process)
  return { stage, server }
}

const ids = (server: Subscriber): string[] => server.events().map(({ id }) => id)

type Deed =
  | Step
  | { do: 'connect' }
  /** The connection is lost, once so many more frames have come. */
  | { do: 'cut'; frames: number }
  /** Another process on the same storage says something. */
  | { do: 'elsewhere' }

const which = fc.nat(20)

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constantFrom('say' as const, 'burst' as const, 'close' as const, 'event' as const) }),
  fc.record({ do: fc.constantFrom('typing' as const, 'restart' as const, 'elsewhere' as const) }),
  fc.record({ do: fc.constantFrom('edit' as const, 'delete' as const, 'read' as const), which }),
  fc.record({
    do: fc.constant('write' as const),
    text: fc.constantFrom('said' as const, '// secret' as const, '/close' as const, '/claim' as const),
  }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(100, 20_000) }),
  fc.record({ do: fc.constant('connect' as const) }),
  fc.record({ do: fc.constant('cut' as const), frames: fc.nat(6) }),
)

async function play(deeds: readonly Deed[]): Promise<void> {
  const settings: StageOptions = { options: { secretKeys: [KEY], eventHours: 8760 } }
  const stage = await setStage(settings)
  const other = stage.process
  await stage.start()
  const server = createSubscriber(stage.rest)
  await server.connect(stage.process)
  const page = await stage.visit()
  const run = runSchedule(stage, page)
  for (const one of deeds)
    if (one.do === 'connect') await server.connect(stage.process)
    else if (one.do === 'cut') server.disconnect(one.frames)
    else if (one.do === 'elsewhere') await other.pp.sendMessage(page.sessionId, { content: 'elsewhere' })
    else await run.take(one)
  await run.calm()
  await server.connect(stage.process)
  await stage.pass(15_000)
  expect(ids(server)).toEqual(await idsInLog(stage.storage))
  expect(server.of('gap')).toEqual([])
  expect(server.texts.join()).not.toMatch(/"content":"[^"]*secret/)
}

describe('a subscriber that comes and goes', () => {
  it('is told exactly what happened, whenever it is cut and whatever dies', {
    timeout: 600_000,
  }, async () => {
    await fc.assert(fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 30 }), play), {
      numRuns: 300,
      seed: 20_261_121,
    })
  })

  it('gets exactly what it missed after each event that it could have been cut at', async () => {
    const { stage, server } = await follow()
    const begin = server.lastId ?? ''
    const page = await stage.visit()
    for (let index = 0; index < 15; index += 1) await page.say(`message ${index}`)
    const all = await idsInLog(stage.storage)
    for (const [index, after] of [begin, ...all].entries()) {
      await server.connect(stage.process, { after })
      server.frames.length = 0
      await server.connect(stage.process, { after })
      expect(ids(server)).toEqual(all.slice(index))
    }
  })

  it('can be lost before its first event', async () => {
    const { stage, server } = await follow()
    server.disconnect()
    const page = await stage.visit()
    await page.say('hello')
    await server.connect(stage.process)
    expect(ids(server)).toEqual(await idsInLog(stage.storage))
  })

  it('is told that there is a gap where events were missed that are kept no longer', async () => {
    const { stage, server } = await follow({ eventHours: 1 })
    const page = await stage.visit()
    await page.say('first')
    server.disconnect()
    await page.say('missed')
    await stage.pass(2 * HOUR_MS)
    // What is expired is forgotten when something is put.
    for (let index = 0; index < 10; index += 1) await page.say(`later ${index}`)
    const before = server.events().length
    server.frames.length = 0
    await server.connect(stage.process)
    expect(before).toBeGreaterThan(0)
    expect(server.frames.slice(0, 2).map(({ type }) => type)).toEqual(['authenticated', 'gap'])
    expect(ids(server)).toEqual(await idsInLog(stage.storage))
    server.frames.length = 0
    await server.connect(stage.process)
    expect(server.frames).toHaveLength(1)
  })

  it('has no gap where nothing happened, however long it was away', async () => {
    const { stage, server } = await follow({ eventHours: 1 })
    const page = await stage.visit()
    await page.say('hello')
    server.disconnect()
    const before = await idsInLog(stage.storage)
    await stage.pass(3 * HOUR_MS)
    await server.connect(stage.process)
    await page.say('hello again')
    expect(server.of('gap')).toEqual([])
    expect(ids(server)).toEqual([...before, ...(await idsInLog(stage.storage)).slice(-2)])
  })

  it('can come back with the id of the gap', async () => {
    const { stage, server } = await follow()
    await stage.visit()
    server.frames.length = 0
    await server.connect(stage.process, { after: 'yesterday' })
    const [gap] = server.of('gap')
    server.frames.length = 0
    await server.connect(stage.process, { after: gap?.id ?? '' })
    expect(server.of('gap')).toEqual([])
    expect(ids(server)).toEqual(await idsInLog(stage.storage))
  })

  it.for([
    ['is no id', 'yesterday'],
    ['is empty', ''],
    ['names what was never there', '1767603600000-4711'],
    ['is of another log', '1-1'],
    ['is too long ago', '1-0'],
  ])('with an id that %s has a gap, and gets all that is kept', async ([, after]) => {
    const { stage, server } = await follow()
    const page = await stage.visit()
    await page.say('hello')
    server.frames.length = 0
    await server.connect(stage.process, { after: after ?? '' })
    expect(server.of('gap')).toHaveLength(1)
    expect(ids(server)).toEqual(await idsInLog(stage.storage))
  })

  it('is told nothing of a visitor who was erased, and has missed nothing of the others', async () => {
    const { stage, server } = await follow()
    server.disconnect()
    const [gone, kept] = [await stage.visit(), await stage.visit()]
    await gone.say('forget me')
    await kept.say('hello')
    await gone.say('please')
    await stage.process.pp.eraseVisitor(gone.session.visitorId)
    await server.connect(stage.process)
    expect(new Set(server.events().map(({ sessionId }) => sessionId))).toEqual(new Set([kept.sessionId]))
    expect(server.of('gap')).toEqual([])
    expect(ids(server)).toEqual(await idsInLog(stage.storage))
    await kept.say('bye')
    expect(ids(server)).toEqual(await idsInLog(stage.storage))
  })
})
