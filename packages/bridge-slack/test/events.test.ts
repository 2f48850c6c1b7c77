import type { Inbound } from '@pocketping/core'
import { type RecordingInbox, recordingInbox } from '@pocketping/core/testing'
import { type ManualClock, manualClock } from '@pocketping/emulators'
import { describe, expect, it } from 'vitest'
import { toEngineClock } from '../../../test/support/engine-clock.ts'
import { type EventsHarness, eventsHarness, hurriedClock, patientClock } from './harness.ts'
import { card, takeDown, textOf, tsOf, until } from './stage.ts'

interface Stage extends EventsHarness {
  inbox: RecordingInbox
  threadTs: string
}

/** A bridge whose events Slack posts, with retries that come at once. */
async function begin(): Promise<Stage> {
  const inbox = recordingInbox()
  const clock = hurriedClock()
  return prepare(inbox, takeDown(await eventsHarness(inbox, clock, patientClock(clock))))
}

/** Another, in a time that stands still. */
async function beginStill(inbox = recordingInbox()): Promise<Stage & { clock: ManualClock }> {
  const clock = manualClock()
  const harness = takeDown(await eventsHarness(inbox, clock, toEngineClock(clock)))
  return { ...(await prepare(inbox, harness)), clock }
}

async function prepare(inbox: RecordingInbox, harness: EventsHarness): Promise<Stage> {
  const { threadId } = await harness.createBridge().openThread(card(), 'thread')
  await harness.slack.until(() => harness.slack.pendingEvents() === 0)
  await harness.bridge.start(inbox)
  return { ...harness, inbox, threadTs: tsOf(threadId) }
}

/** Attempts to hand over what operators wrote, without what the bot did itself. */
function attempts({ slack, inbox }: Stage): number[] {
  const own = new Set(slack.deliveries.slice(0, 1).map(({ eventId }) => eventId))
  expect(inbox.lines).toEqual([])
  return slack.deliveries.filter(({ eventId }) => !own.has(eventId)).map(({ attempt }) => attempt)
}

describe('an event', () => {
  it('that is told four times is taken once', async () => {
    const stage = await begin()
    const { slack, inbox, threadTs } = stage
    slack.faults.repeatEvents(3)
    slack.asOperator.send({ text: 'hello', threadTs })
    await slack.until(() => slack.pendingEvents() === 0)
    expect(attempts(stage)).toEqual([0, 1, 2, 3])
    expect(inbox.stored.map(textOf)).toEqual(['hello'])
  })

  it('that arrives only as the third retry is taken', async () => {
    const stage = await begin()
    const { slack, inbox, threadTs } = stage
    stage.miss(3)
    slack.asOperator.send({ text: 'hello', threadTs })
    await slack.until(() => slack.pendingEvents() === 0)
    expect(attempts(stage)).toEqual([0, 1, 2, 3])
    expect(slack.deliveries.at(-1)).toMatchObject({ attempt: 3, status: 200 })
    expect(inbox.stored.map(textOf)).toEqual(['hello'])
  })

  it('is one of twenty at once', async () => {
    const { slack, inbox, threadTs } = await begin()
    const words = Array.from({ length: 20 }, (_, index) => `word ${index}`)
    slack.faults.repeatEvents(20)
    for (const text of words) slack.asOperator.send({ text, threadTs })
    await slack.until(() => slack.pendingEvents() === 0)
    expect(inbox.stored.map(textOf).sort()).toEqual([...words].sort())
  })
})

describe('an answer', () => {
  it('comes within three seconds, whatever the storage does', async () => {
    const stage = await beginStill()
    const { slack, inbox, clock, threadTs } = stage
    inbox.hang()
    slack.asOperator.send({ text: 'hello', threadTs })
    const before = slack.deliveries.length
    await inbox.until(() => inbox.refused.length === 1)
    const answer = async (attempt: number): Promise<void> => {
      const delivery = () => slack.deliveries[before + attempt - 1]
      await slack.until(() => delivery()?.attempt === attempt)
      // Slack's three seconds, and the bridge's two.
      await until(() => clock.pending() === 2)
      await clock.advance(2000)
      await slack.until(() => delivery()?.status === 503)
      const { at = 0, answeredAt = Number.NaN } = delivery() ?? {}
      expect(answeredAt - at).toBeLessThan(3000)
    }
    await answer(0)
    await answer(1)
    await clock.advance(60_000)
    await answer(2)
    // However often it is told, it is handed in once at a time.
    expect(inbox.refused).toHaveLength(1)
  })

  it('is 200 only once the event is stored, also where that took its time', async () => {
    const inbox = recordingInbox()
    const gate = Promise.withResolvers<void>()
    const slow: RecordingInbox = {
      ...inbox,
      async receive(inbound: Inbound) {
        await gate.promise
        await inbox.receive(inbound)
      },
    }
    const { slack, clock, threadTs } = await beginStill(slow)
    slack.asOperator.send({ text: 'hello', threadTs })
    const statuses = () => slack.deliveries.slice(1).map(({ status }) => status)
    await until(() => clock.pending() >= 2)
    await clock.advance(2000)
    await slack.until(() => statuses()[0] === 503)
    gate.resolve()
    await slack.until(() => statuses()[1] === 200)
    expect(inbox.stored.map(textOf)).toEqual(['hello'])
    expect(slack.pendingEvents()).toBe(0)
  })
})
