import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Clock, Inbound } from '@pocketping/core'
import { recordingInbox } from '@pocketping/core/testing'
import { describe, expect, it } from 'vitest'
import { instantClock } from './harness.ts'
import { begin, card, type Stage, setUp, textOf, until } from './stage.ts'

/** What was handed in, as the engine keeps it: the same message again is the same message. */
function distinct(stored: readonly Inbound[]): string[] {
  const ids = new Set<string>()
  return stored.flatMap(inbound => {
    const id = `${inbound.type} ${'platformId' in inbound ? inbound.platformId : ''}`
    return ids.has(id) || !ids.add(id) ? [] : [textOf(inbound)]
  })
}

async function distinctUntilFence({ slack, inbox, threadTs }: Stage): Promise<string[]> {
  slack.asOperator.send({ text: 'fence', threadTs })
  await inbox.until(() => inbox.stored.some(inbound => textOf(inbound) === 'fence'))
  return distinct(inbox.stored)
}

/** Time in which every wait is over at once, and remembered. */
function recordingClock(): Clock & { waits: number[] } {
  const waits: number[] = []
  return {
    waits,
    now: instantClock.now,
    after(ms, callback) {
      waits.push(ms)
      return instantClock.after(ms, callback)
    },
  }
}

/** Time in which no wait is ever over. */
const stillClock: Clock = { now: instantClock.now, after: () => () => undefined }

describe('a connection that is lost', () => {
  it('loses nothing of what is written meanwhile, and not its order', async () => {
    const stage = await begin()
    const { slack, threadTs } = stage
    slack.asOperator.send({ text: 'before', threadTs })
    slack.faults.socketsDown()
    slack.asOperator.send({ text: 'in the hole', threadTs })
    slack.asOperator.send({ text: 'and more', threadTs })
    slack.faults.socketsUp()
    await slack.until(() => slack.openSockets() === 1)
    expect(await distinctUntilFence(stage)).toEqual(['before', 'in the hole', 'and more', 'fence'])
  })

  it.each(['warning', 'refresh_requested', 'too_many_websockets'] as const)(
    'is opened anew at once: %s',
    async reason => {
      const stage = await begin()
      const { slack, inbox, threadTs } = stage
      slack.faults.disconnectSockets(reason)
      slack.asOperator.send({ text: 'one', threadTs })
      await slack.until(() => slack.sockets.length === 2 && slack.openSockets() === 1)
      expect(await distinctUntilFence(stage)).toEqual(['one', 'fence'])
      expect(inbox.lines).toEqual([])
    },
  )

  it('is tried again less and less often while Slack cannot be reached', async () => {
    const clock = recordingClock()
    const stage = await begin({ bridge: { clock } })
    const { slack, inbox } = stage
    slack.faults.hold()
    await until(() => clock.waits.filter(ms => ms === 30_000).length > 1)
    slack.faults.resume()
    expect(await distinctUntilFence(stage)).toEqual(['fence'])
    expect(clock.waits.slice(0, 6)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000])
    expect(inbox.lines.join()).toContain('could not be opened again: Slack cannot be reached')
  })

  it('waits for a person where the app’s token was revoked', async () => {
    const clock = recordingClock()
    const stage = await begin({ bridge: { clock } })
    const { slack, inbox } = stage
    slack.faults.fail('apps.connections.open', { error: 'invalid_auth', times: 3 })
    slack.faults.disconnectSockets()
    await slack.until(() => slack.sockets.length === 2)
    expect(await distinctUntilFence(stage)).toEqual(['fence'])
    expect(clock.waits).toEqual([60_000, 60_000, 60_000])
    expect(inbox.lines.join()).toMatch(/Copy the option appToken/)
  })

  it('waits as long as Slack says', async () => {
    const clock = recordingClock()
    const stage = await begin({ bridge: { clock } })
    stage.slack.faults.limit(1, 7, 'apps.connections.open')
    stage.slack.faults.disconnectSockets()
    await stage.slack.until(() => stage.slack.sockets.length === 2)
    expect(clock.waits).toEqual([7000])
  })

  it('comes back when Socket Mode is turned on again', async () => {
    const stage = await begin()
    const { slack, inbox } = stage
    slack.app.setSocketMode(false)
    await slack.until(() => slack.journal.calls('apps.connections.open').length > 2)
    slack.app.setSocketMode(true)
    await slack.until(() => slack.openSockets() === 1)
    expect(await distinctUntilFence(stage)).toEqual(['fence'])
    expect(inbox.lines.join()).toMatch(/Enable Socket Mode/)
  })
})

describe('an event', () => {
  it('is confirmed only once it is stored', async () => {
    const { slack, inbox, bridge, threadTs } = await begin()
    const before = slack.deliveries.length
    inbox.hang()
    slack.asOperator.send({ text: 'one', threadTs })
    await inbox.until(() => inbox.refused.length === 1)
    await bridge.stop()
    expect(slack.deliveries.slice(before).some(({ isAcknowledged }) => isAcknowledged)).toBe(false)
  })

  it('that is told four times is taken once', async () => {
    const stage = await begin()
    const { slack, inbox, threadTs } = stage
    await slack.until(() => slack.pendingEvents() === 0)
    slack.faults.repeatEvents(3)
    slack.asOperator.send({ text: 'one', threadTs })
    await until(() => {
      slack.faults.retryEvents()
      return slack.deliveries.at(-1)?.attempt === 3
    })
    await slack.until(() => slack.pendingEvents() === 0)
    expect(inbox.stored.map(textOf)).toEqual(['one'])
  })

  it('is taken where it comes only as a retry, and behind another', async () => {
    const stage = await begin()
    const { slack, threadTs } = stage
    slack.faults.onlyAsRetry(2)
    for (const text of ['one', 'two']) slack.asOperator.send({ text, threadTs })
    expect(new Set(await distinctUntilFence(stage))).toEqual(new Set(['one', 'two', 'fence']))
  })
})

describe('the end', () => {
  it('is said to Slack, and leaves nothing behind that keeps a process alive', async () => {
    const { slack } = await setUp()
    const { token, appToken, channelId, url: slackApiUrl } = slack
    const file = fileURLToPath(new URL('start-and-stop.ts', import.meta.url))
    const options = JSON.stringify({ token, appToken, channelId, slackApiUrl })
    const child = spawn(process.execPath, [file, options], { stdio: ['ignore', 'ignore', 'inherit'] })
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    expect(slack.sockets.map(({ ending }) => ending)).toEqual(['closed with 1000', 'closed with 1000'])
  })

  it.each(['auth.test', 'conversations.info', 'apps.connections.open'])(
    'may come while it starts: %s',
    async method => {
      const { bridge, slack, createBridge } = await setUp()
      const held = slack.faults.pause(method)
      const starting = bridge.start(recordingInbox())
      await held.reached
      const stopping = bridge.stop()
      held.release()
      await Promise.all([starting, stopping])
      // By now it would have connected.
      await createBridge().openThread(card(), 'thread')
      expect(slack.openSockets()).toBe(0)
    },
  )

  it('may come while Slack cannot be reached', async () => {
    const { slack, bridge, inbox } = await begin({ bridge: { clock: stillClock } })
    slack.faults.hold()
    await until(() => inbox.lines.length === 1)
    await bridge.stop()
    expect(inbox.lines).toHaveLength(1)
    slack.faults.resume()
    await bridge.start(inbox)
    expect(slack.openSockets()).toBe(1)
  })

  it('is followed by another beginning, as often as one likes', async () => {
    const stage = await begin()
    const { bridge, slack, inbox } = stage
    for (let times = 0; times < 3; times += 1) {
      await bridge.stop()
      await bridge.start(inbox)
    }
    await Promise.all([bridge.start(inbox), bridge.stop(), bridge.stop(), bridge.start(inbox)])
    expect(slack.openSockets()).toBe(1)
    expect(await distinctUntilFence(stage)).toEqual(['fence'])
  })
})
