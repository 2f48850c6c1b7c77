import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pocketping } from '@pocketping/adapter-express'
import type { Storage } from '@pocketping/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStage, type Stage, type Threads } from './stage.ts'

// Slack waits so long for an answer.
const DEADLINE_MS = 3000

let stage: Stage
let threads: Threads
let server: Server
/** So many of the next calls are answered by a proxy that finds no application. */
let misses: number
/** What the storage is asked to keep waits for it. */
let hanging: { done: Promise<void>; end(): void } | undefined

beforeEach(async () => {
  misses = 0
  hanging = undefined
  const signingSecret = ['emulated', 'signing', 'secret'].join('-')
  stage = await createStage({
    wrapStorage: slow,
    change: settings => {
      if (settings.name !== 'slack') return settings
      const { appToken: _, ...options } = settings.options
      return { name: 'slack', options: { ...options, signingSecret } }
    },
  })
  const handle = pocketping(stage.pp)
  server = createServer((request, response) => {
    misses -= 1
    if (misses >= 0) return void response.writeHead(502).end()
    // As Express hands it to what is mounted at /pocketping.
    const originalUrl = request.url ?? ''
    const mounted = Object.assign(request, { originalUrl, url: originalUrl.replace('/pocketping', '') })
    void handle(mounted as Parameters<typeof handle>[0], response as Parameters<typeof handle>[1], error => {
      throw error
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  expect(stage.slack.emulator.signingSecret).toBe(signingSecret)
  await stage.slack.emulator.app.setRequestUrl(`http://127.0.0.1:${port}/pocketping/bridges/slack`)
  threads = await stage.open('Hello?')
})
afterEach(async () => {
  hanging?.end()
  await stage.stop()
  server.closeAllConnections()
  server.close()
})

/** A storage whose commits hang while `hanging` is set. */
function slow(storage: Storage): Storage {
  return new Proxy(storage, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]) => {
        if (key === 'commit') await hanging?.done
        return Reflect.apply(value, target, args) as unknown
      }
    },
  })
}

function say(...texts: string[]): void {
  for (const text of texts) stage.slack.say(threads.slack, text)
}

async function untilHeard(...texts: string[]): Promise<void> {
  await stage.until(async () => (await stage.visitor.talk()).length >= texts.length + 1)
  await stage.until(() => stage.slack.emulator.pendingEvents() === 0)
  expect(await stage.visitor.talk()).toEqual(['Hello?', ...texts])
  for (const { texts: shownIn, name } of [stage.telegram, stage.discord]) {
    const shown = (): string[] => shownIn(threads[name]).flatMap(text => text.match(/^(reply \d+)$/gm) ?? [])
    await stage.until(() => texts.every(text => shown().includes(text)))
    expect(shown()).toEqual(texts)
  }
}

/** Every answer that Slack got, it got in time. */
function expectInTime(): void {
  for (const { at, answeredAt } of stage.slack.emulator.deliveries)
    expect((answeredAt ?? at) - at).toBeLessThan(DEADLINE_MS)
}

describe('what Slack posts through Express', () => {
  it('counts once where it is told four times', async () => {
    stage.slack.emulator.faults.repeatEvents(40)
    say('reply 1')
    await untilHeard('reply 1')
    const attempts = stage.slack.emulator.deliveries.filter(({ event }) => event === 'message')
    expect(attempts.map(({ attempt }) => attempt)).toEqual(expect.arrayContaining([0, 1, 2, 3]))
    expectInTime()
  })

  it('counts where it comes as the third retry only', async () => {
    const before = stage.slack.emulator.deliveries.length
    misses = 3
    say('reply 1')
    await untilHeard('reply 1')
    const told = stage.slack.emulator.deliveries.slice(before).filter(({ status }) => status === 502)
    expect(told.map(({ attempt }) => attempt)).toEqual([0, 1, 2])
  })

  it('counts once and in order where twenty come at once', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `reply ${index + 1}`)
    say(...texts)
    await untilHeard(...texts)
    expectInTime()
  })

  it('is answered in time while the storage hangs, and counts once and in order when it goes on', async () => {
    const wait = Promise.withResolvers<void>()
    hanging = { done: wait.promise, end: wait.resolve }
    const texts = Array.from({ length: 5 }, (_, index) => `reply ${index + 1}`)
    const before = stage.slack.emulator.deliveries.length
    say(...texts)
    const told = () => stage.slack.emulator.deliveries.slice(before)
    const refused = () => told().filter(({ status }) => status === 503)
    await stage.until(() => refused().length >= texts.length)
    expect(told().some(({ status }) => status === 200)).toBe(false)
    hanging.end()
    hanging = undefined
    await untilHeard(...texts)
    expectInTime()
  })
})
