import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Platform } from '../support/platforms.ts'
import { startSession } from './http.ts'
import { type Life, startLife } from './life.ts'
import type { Point } from './points.ts'
import { createVisitor, type Visitor } from './visitor.ts'

/** What came of a conversation over many lives, the last of which nobody killed. */
export interface Outcome {
  /** What the visitor wrote, and each of it was acknowledged. */
  said: string[]
  /** What operators wrote, by platform. */
  answered: ReadonlyMap<string, string[]>
  visitor: Visitor
  /** How often a life ended where. */
  deaths: ReadonlyMap<string, number>
  threads: readonly ThreadOutcome[]
}

/** One platform's thread in the end. */
export interface ThreadOutcome {
  name: string
  /** What stands in it, from the visitor and from operators of other platforms, in order. */
  shown: string[]
  /** What stands in it more often than once. */
  doubles: string[]
  /** Doubles of posts whose answer was not lost: there must be none. */
  unexplained: string[]
}

interface Options {
  platforms: readonly Platform[]
  points: readonly Point[]
  /** So much the visitor and the operators on each platform write in every life, and again in the last one. */
  wordsPerLife: number
}

const WORDS = /\b(?:visitor|telegram|discord|slack) \d+x\d+\b/g

/** A visitor and operators on each platform talk while the application is killed at one point after the other. */
export async function talkOverKills({ platforms, points, wordsPerLife }: Options): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'pocketping-crash-'))
  const settings = {
    file: join(folder, 'pocketping.sqlite'),
    bridges: platforms.map(platform => platform.settings),
  }
  const said: string[] = []
  const answered = new Map<string, string[]>(platforms.map(({ name }) => [name, []]))
  const deaths = new Map<string, number>()
  /** How many posts each platform had executed when a life ended. */
  const postedByThen = new Map<string, Set<number>>(platforms.map(({ name }) => [name, new Set()]))

  const words = (who: string, life: number): string[] =>
    Array.from({ length: wordsPerLife }, (_, index) => `${who} ${life}x${index}`)

  const begin = async (expected: readonly string[], point?: Point): Promise<Life> => {
    for (const platform of platforms) {
      await platform.drain()
      postedByThen.get(platform.name)?.add(platform.posts().length)
    }
    const step = point && 'step' in point ? { point } : {}
    return startLife({ ...settings, words: expected, ...step })
  }

  const end = async (life: Life, otherwise: string): Promise<void> => {
    life.kill()
    const cause = (await life.dead) ?? otherwise
    deaths.set(cause, (deaths.get(cause) ?? 0) + 1)
    visitor?.disconnect()
  }

  const untilEverywhere = async (texts: readonly string[]): Promise<void> => {
    const answers = texts.filter(text => !text.startsWith('visitor '))
    await visitor?.until(() => {
      const heard = new Set(visitor?.heard())
      return answers.every(text => heard.has(text))
    })
    // Each platform tells of its own changes, so each is waited for in turn.
    for (const platform of platforms)
      await platform.until(() => {
        const shown = new Set(shownOn(platform))
        return texts.every(text => shown.has(text) || text.startsWith(`${platform.name} `))
      })
  }

  const write = (texts: readonly string[]): Promise<unknown> => {
    said.push(...texts)
    return Promise.all(texts.map(text => visitor?.write(text)))
  }

  const answer = (life: number): string[] =>
    platforms.flatMap(platform => {
      const texts = words(platform.name, life)
      for (const text of texts) platform.say(platform.threads()[0] ?? '', text)
      answered.get(platform.name)?.push(...texts)
      return texts
    })

  /** All write; the process ends at its point, or once nothing is left to do. */
  const lifeUpTo = async (point: Point, number: number): Promise<void> => {
    // Every other time the operators write while nobody runs.
    const isEarly = number % 2 === 0
    const expected = platforms.flatMap(({ name }) => words(name, number))
    const pending = words('visitor', number)
    if (isEarly) answer(number)
    const standStill = (): { reached: Promise<unknown>; release(): void } | undefined =>
      'method' in point
        ? platforms.find(({ name }) => name === point.platform)?.pause(point.method, point.moment)
        : undefined
    const isAtStart = 'method' in point && point.isAtStart === true
    let pause = isAtStart ? standStill() : undefined
    const life = await begin(expected, point)
    const kill = (): void => life.kill()
    void pause?.reached.then(kill)
    const port = await Promise.race([life.ready, life.dead])
    const written = write(pending)
    if (!isEarly) answer(number)
    if (typeof port === 'number') {
      pause ??= standStill()
      if (!isAtStart) void pause?.reached.then(kill)
      visitor?.connect(port)
      const isQuiet = written.then(() => untilEverywhere([...pending, ...expected]))
      const reached = await Promise.race([
        life.dead.then(() => true),
        isQuiet.then(() => false),
        ...(pause ? [pause.reached.then(() => true)] : []),
      ])
      await end(life, reached && 'method' in point ? `${point.moment} ${point.method}` : 'not reached')
    } else await end(life, 'method' in point ? `${point.moment} ${point.method}` : 'not reached')
    pause?.release()
    for (const platform of platforms) platform.clear()
  }

  let visitor: Visitor | undefined
  try {
    const first = await begin([])
    const port = await first.ready
    visitor = createVisitor(await startSession(port))
    visitor.connect(port)
    await write(['visitor 0x0'])
    await untilEverywhere(['visitor 0x0'])
    await end(first, 'first')
    for (const [index, point] of points.entries()) await lifeUpTo(point, index + 1)
    const last = await begin([])
    visitor.connect(await last.ready)
    await write(words('visitor', points.length + 1))
    await untilEverywhere([...said, ...[...answered.values()].flat()])
    await end(last, 'the last')
  } finally {
    await rm(folder, { recursive: true })
  }
  const threads = platforms.map(platform => outcomeOf(platform, postedByThen.get(platform.name) ?? new Set()))
  return { said, answered, visitor, deaths, threads }
}

function shownOn(platform: Platform): string[] {
  return platform.threads().flatMap(thread => platform.texts(thread).flatMap(wordsIn))
}

/** A message may stand twice only where a life ended before it could store that it had been sent. */
function outcomeOf(platform: Platform, postedByThen: ReadonlySet<number>): ThreadOutcome {
  const shown = shownOn(platform)
  const posts = platform.posts().map(wordsIn)
  const lastAt = new Map(posts.flatMap((texts, index) => texts.map(text => [text, index] as const)))
  const doubles = shown.filter((text, index) => shown.indexOf(text) !== index)
  const unexplained = posts.flatMap((texts, index) =>
    postedByThen.has(index + 1) ? [] : texts.filter(text => (lastAt.get(text) ?? 0) > index),
  )
  return { name: platform.name, shown, doubles, unexplained }
}

/** A post may hold several messages: what waits is merged. */
function wordsIn(post: string): string[] {
  return post.match(WORDS) ?? []
}
