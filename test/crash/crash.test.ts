import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTelegramEmulator } from '@pocketping/emulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSession } from './http.ts'
import { type Life, startLife } from './life.ts'
import { type Point, points } from './points.ts'
import { createVisitor, type Visitor } from './visitor.ts'

// Both sides write so much in every life, and again in the last one, which nobody kills.
const WORDS_PER_LIFE = 3

type Telegram = Awaited<ReturnType<typeof startTelegramEmulator>>

describe(`a conversation over ${points.length} kills`, () => {
  let folder: string
  let telegram: Telegram
  let visitor: Visitor
  let settings: Record<string, unknown>

  const said: string[] = []
  const answered: string[] = []
  const deaths = new Map<string, number>()
  /** How many messages had been sent to Telegram when a life ended. */
  const sentByThen = new Set<number>()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pocketping-crash-'))
    telegram = await startTelegramEmulator({ limits: { perGroupMinute: false, perSecond: false } })
    const { token, chatId, url: apiRoot } = telegram
    settings = { file: join(folder, 'pocketping.sqlite'), token, chatId, apiRoot }
  })
  afterAll(async () => {
    await telegram.stop()
    await rm(folder, { recursive: true })
  })

  it('loses no acknowledged message in either direction, and keeps the order', {
    timeout: 1_200_000,
  }, async () => {
    expect(points.length).toBeGreaterThanOrEqual(100)
    await firstLife()
    for (const [number, point] of points.entries()) await lifeUpTo(point, number)
    const life = await begin([])
    visitor.connect(life.port)
    await write(words('visitor', points.length))
    await telegram.until(() => shown().includes(said.at(-1) ?? ''))
    await until(() => visitor.heard().length >= answered.length)
    await end(life, 'the last')

    expect(visitor.said()).toEqual(said)
    expect([...new Set(shown())]).toEqual(said)
    expect(visitor.heard()).toEqual(answered)
    expect(unexplainedDoubles()).toEqual([])
    expect(deaths.get('not reached') ?? 0).toBeLessThan(points.length / 10)
    const doubled = shown().length - said.length
    expect(doubled).toBeLessThan(points.length)
    console.log(
      `${points.length} kills, ${said.length} messages and ${answered.length} answers: 0 lost, ${doubled} doubled`,
    )
    console.log(Object.fromEntries([...deaths].sort()))
  })

  async function firstLife(): Promise<void> {
    const life = await begin([])
    visitor = createVisitor(await startSession(life.port))
    visitor.connect(life.port)
    await write(['visitor first'])
    await telegram.until(() => shown().includes('visitor first'))
    await end(life, 'first')
  }

  /** Both sides write; the process ends at its point, or once nothing is left to do. */
  async function lifeUpTo(point: Point, number: number): Promise<void> {
    const answers = words('operator', number)
    // Every other time the operator writes while nobody runs.
    const isEarly = number % 2 === 0
    if (isEarly) answer(answers)
    const life = await begin(answers, 'step' in point ? point : undefined)
    visitor.connect(life.port)
    const pause = 'method' in point ? telegram.faults.pause(point.method, point.moment) : undefined
    const pending = words('visitor', number)
    said.push(...pending)
    const written = Promise.all(pending.map(text => visitor.write(text)))
    if (!isEarly) answer(answers)
    const isQuiet = written.then(async () => {
      await until(() => answers.every(text => visitor.heard().includes(text)))
      await telegram.until(() => pending.every(text => shown().includes(text)))
    })
    const reached = pause?.reached.then(() => life.kill())
    await Promise.race([life.dead, isQuiet, ...(reached ? [reached] : [])])
    const cause = 'method' in point ? `${point.moment} ${point.method}` : undefined
    await end(life, cause ?? 'not reached')
    pause?.release()
    telegram.faults.clear()
  }

  async function begin(expected: string[], point?: Point): Promise<Life> {
    // A call that was on its way when the last life ended is executed all the same: one more behind it sees to that.
    await fetch(`${telegram.url}/bot${telegram.token}/getMe`)
    sentByThen.add(sends().length)
    return startLife({ ...settings, words: expected, ...(point ? { point } : {}) })
  }

  async function end(life: Life, otherwise: string): Promise<void> {
    life.kill()
    const cause = (await life.dead) ?? otherwise
    deaths.set(cause, (deaths.get(cause) ?? 0) + 1)
    visitor.disconnect()
  }

  async function write(texts: string[]): Promise<void> {
    said.push(...texts)
    await Promise.all(texts.map(text => visitor.write(text)))
  }

  function answer(texts: string[]): void {
    const topicId = telegram.topics().find(({ id }) => id > 1)?.id
    for (const text of texts) telegram.asOperator.send({ topicId: topicId as number, text })
    answered.push(...texts)
  }

  function shown(): string[] {
    const texts = telegram.topics().flatMap(({ id }) => telegram.topic(id).texts())
    return texts.flatMap(visitorsIn)
  }

  /** What each executed post said, in order. */
  function sends(): string[][] {
    const calls = telegram.journal.calls('sendMessage').filter(({ result }) => result)
    return calls.map(({ params }) => visitorsIn(String(params.text)))
  }

  /** A message may stand twice only where a life ended before it could store that it had been sent. */
  function unexplainedDoubles(): string[] {
    const all = sends()
    return all.flatMap((said, index) =>
      sentByThen.has(index + 1)
        ? []
        : said.filter(text => all.slice(index + 1).some(later => later.includes(text))),
    )
  }
})

/** A post may hold several messages: what waits is merged. */
function visitorsIn(post: string): string[] {
  return post.split('\n').filter(line => line.startsWith('visitor '))
}

function words(who: string, life: number): string[] {
  return Array.from({ length: WORDS_PER_LIFE }, (_, index) => `${who} ${life}.${index}`)
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}
