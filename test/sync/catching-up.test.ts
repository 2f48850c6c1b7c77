import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStage, type Stage, type Threads } from './stage.ts'

const HOUR_MS = 3_600_000

let stage: Stage
let threads: Threads

beforeEach(async () => {
  stage = await createStage()
  threads = await stage.open('Hello?')
})
afterEach(async () => stage.stop())

/** Operators write on each platform, in turns. */
function replies(word: string): string[] {
  return [1, 2, 3].flatMap(number =>
    stage.all.map(({ name, say }) => {
      const text = `${word} ${number} from ${name}`
      say(threads[name], text)
      return text
    }),
  )
}

function of(name: string, texts: readonly string[]): string[] {
  return texts.filter(text => text.endsWith(`from ${name}`))
}

/** Everything is at the visitor and in the two other threads, once and in order. */
async function expectEverywhere(expected: readonly string[]): Promise<void> {
  await stage.until(async () => {
    const talk = await stage.visitor.talk()
    return expected.every(text => talk.includes(text))
  })
  const talk = await stage.visitor.talk()
  const heard = talk.filter(text => / from /.test(text))
  expect(heard).toHaveLength(expected.length)
  for (const { name, texts } of stage.all) {
    expect(of(name, heard)).toEqual(of(name, expected))
    // A fence: what comes before it has come, or never will.
    const foreign = heard.filter(text => !text.endsWith(`from ${name}`))
    const shown = (): string[] => texts(threads[name]).flatMap(text => text.match(/\w+ \d from \w+/g) ?? [])
    await stage.until(() => foreign.every(text => shown().includes(text)))
    expect(shown()).toEqual(foreign)
  }
}

describe('what operators write while nobody runs', () => {
  it.each([
    ['a minute', 60_000],
    ['an hour, longer than Discord keeps a session', HOUR_MS],
    ['twenty hours, almost as long as Telegram keeps its queue', 20 * HOUR_MS],
  ])('for %s, arrives once and in order', async (_, ms) => {
    await stage.stopEngine()
    const early = replies('early')
    await stage.clock.advance(ms)
    const late = replies('late')
    await stage.startEngine()
    const live = replies('live')
    await expectEverywhere([...early, ...late, ...live])
  })

  it('arrives once over several restarts', async () => {
    const all: string[] = []
    for (const word of ['one', 'two', 'three', 'four']) {
      await stage.stopEngine()
      all.push(...replies(word))
      await stage.startEngine()
      all.push(...replies(`${word}more`))
    }
    await expectEverywhere(all)
  })
})

describe('what operators write while a connection is opened again', () => {
  it('arrives once and in order where Discord resumes, and Slack refreshes its socket', async () => {
    const before = replies('before')
    stage.discord.emulator.faults.dropGateway()
    stage.slack.emulator.faults.disconnectSockets()
    const during = replies('during')
    await expectEverywhere([...before, ...during])
  })

  it('arrives once and in order where Discord has forgotten the session, and Slack’s socket was cut', async () => {
    const before = replies('before')
    stage.discord.emulator.faults.invalidateSession(false)
    stage.slack.emulator.faults.socketsDown()
    stage.telegram.emulator.faults.hold()
    const during = replies('during')
    await stage.clock.advance(HOUR_MS)
    stage.slack.emulator.faults.socketsUp()
    stage.telegram.emulator.faults.resume()
    const after = replies('after')
    await expectEverywhere([...before, ...during, ...after])
  })

  it('arrives once where every event is told twice', async () => {
    stage.discord.emulator.faults.repeatEvents(20)
    stage.slack.emulator.faults.repeatEvents(20)
    stage.telegram.emulator.faults.repeatUpdates(5)
    await expectEverywhere(replies('twice'))
  })
})
