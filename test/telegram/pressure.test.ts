import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStage, type Stage } from './stage.ts'

const VISITORS = 10
const MESSAGES = 6

let stage: Stage

beforeEach(async () => {
  stage = await createStage()
})
afterEach(async () => stage.stop())

describe(`${VISITORS} visitors who write ${MESSAGES} messages each within a minute, into a group that takes 20`, () => {
  it('are all read in their topics, in order and once, and none of them waits for it', async () => {
    const tokens = await Promise.all(Array.from({ length: VISITORS }, () => stage.start()))
    const startedAt = stage.clock.now()
    for (let round = 0; round < MESSAGES; round += 1) {
      // Acknowledged before time moves on: nobody's answer depends on what the platform takes.
      const statuses = await Promise.all(
        tokens.map((token, visitor) =>
          stage.write(token, `msg_pressure${visitor}_${round}`, textOf(visitor, round)),
        ),
      )
      expect(statuses).toEqual(tokens.map(() => 200))
      await stage.settle()
      await stage.clock.advance(9_000)
    }
    expect(stage.clock.now() - startedAt).toBeLessThan(60_000)

    const all = VISITORS * MESSAGES
    await stage.advanceUntil(() => shown().flat().length >= all, 600_000)

    const expected = tokens.map((_, visitor) =>
      Array.from({ length: MESSAGES }, (__, round) => textOf(visitor, round)),
    )
    expect(shown().sort()).toEqual(expected.sort())
    expect(stage.telegram.journal.hammering()).toEqual([])
    expect(mostInAMinute()).toBeLessThanOrEqual(20)
  })
})

function textOf(visitor: number, round: number): string {
  return `visitor ${visitor} message ${round}`
}

/** What stands in each topic, line by line: what waits is merged into one post. */
function shown(): string[][] {
  const { telegram } = stage
  const topics = telegram.topics().filter(({ id }) => id > 1)
  return topics.map(({ id }) =>
    telegram
      .topic(id)
      .texts()
      .flatMap(text => text.split('\n'))
      .filter(line => line.startsWith('visitor ')),
  )
}

function mostInAMinute(): number {
  const calls = stage.telegram.journal.calls('sendMessage', 'editMessageText').filter(({ result }) => result)
  const times = calls.map(({ at }) => at)
  return Math.max(...times.map(time => times.filter(other => other > time - 60_000 && other <= time).length))
}
