import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTelegramEmulator } from '@pocketping/emulators'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSession } from './http.ts'
import { startLife } from './life.ts'
import { createVisitor } from './visitor.ts'

// Where a conversation's first message can be interrupted: each point with a visitor of its own.
const POINTS = [
  ...['openThread', 'send'].flatMap(name =>
    [`before ${name}`, `after ${name}`].map(step => ({ step, nth: 1 })),
  ),
  ...[1, 2, 3, 4].flatMap(nth => ['before commit', 'after commit'].map(step => ({ step, nth }))),
  { method: 'createForumTopic', moment: 'before' as const },
  { method: 'createForumTopic', moment: 'after' as const },
]

let folder: string
let telegram: Awaited<ReturnType<typeof startTelegramEmulator>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocketping-opening-'))
  telegram = await startTelegramEmulator({ limits: { perGroupMinute: false, perSecond: false } })
})
afterAll(async () => {
  await telegram.stop()
  await rm(folder, { recursive: true })
})

it('a first message is delivered, wherever the process dies while its topic is opened', {
  timeout: 300_000,
}, async () => {
  const { token, chatId, url: apiRoot } = telegram
  const settings = {
    file: join(folder, 'pocketping.sqlite'),
    token,
    chatId,
    apiRoot,
    words: [],
  }
  const visitors = []
  for (const [number, point] of POINTS.entries()) {
    // Started in a life of its own, so that the steps that are counted are those of the message.
    const quiet = await startLife(settings)
    const visitor = createVisitor(await startSession(quiet.port))
    quiet.kill()
    await quiet.dead
    const pause = 'method' in point ? telegram.faults.pause(point.method, point.moment) : undefined
    const life = await startLife({ ...settings, ...('step' in point ? { point } : {}) })
    visitor.connect(life.port)
    const written = visitor.write(`first of ${number}`)
    void pause?.reached.then(() => life.kill())
    await life.dead
    visitor.disconnect()
    pause?.release()
    telegram.faults.clear()
    visitors.push({ visitor, written })
  }
  const last = await startLife(settings)
  for (const { visitor, written } of visitors) {
    visitor.connect(last.port)
    await written
  }
  const shown = (): string[] => telegram.topics().flatMap(({ id }) => telegram.topic(id).texts())
  await telegram.until(() => POINTS.every((_, number) => shown().includes(`first of ${number}`)))
  last.kill()
  await last.dead
  for (const { visitor } of visitors) visitor.disconnect()
  const topics = telegram.topics().filter(({ id }) => id > 1)
  // A topic whose answer was lost stands empty beside the one that took its place; never more than one.
  expect(topics.length).toBeLessThan(POINTS.length * 2)
})
