import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PlatformName } from '../support/bridges.ts'
import { type Platforms, startPlatforms } from '../support/platforms.ts'
import { startSession } from './http.ts'
import { startLife } from './life.ts'
import type { Point } from './points.ts'
import { createVisitor } from './visitor.ts'

// Where a conversation's first message can be interrupted: each point with a visitor of its own.
const POINTS: readonly Point[] = [
  ...(['telegram', 'discord', 'slack'] as const).flatMap(name =>
    ['openThread', 'send'].flatMap(act =>
      ['before', 'after'].map(moment => ({ step: `${moment} ${name} ${act}`, nth: 1 })),
    ),
  ),
  ...[1, 2, 3, 4].flatMap(nth => ['before commit', 'after commit'].map(step => ({ step, nth }))),
  ...calls('telegram', 'createForumTopic'),
  ...calls('discord', 'createMessage'),
  ...calls('discord', 'startThreadFromMessage'),
  ...calls('slack', 'chat.postMessage'),
]

let folder: string
let platforms: Platforms

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocketping-opening-'))
  platforms = await startPlatforms()
})
afterAll(async () => {
  for (const platform of platforms.all) await platform.stop()
  await rm(folder, { recursive: true })
})

it('a first message is delivered, wherever the process dies while its threads are opened', {
  timeout: 300_000,
}, async () => {
  const settings = {
    file: join(folder, 'pocketping.sqlite'),
    bridges: platforms.all.map(platform => platform.settings),
    words: [],
  }
  const visitors = []
  for (const [number, point] of POINTS.entries()) {
    // Started in a life of its own, so that the steps that are counted are those of the message.
    const quiet = startLife(settings)
    const visitor = createVisitor(await startSession(await quiet.ready))
    quiet.kill()
    await quiet.dead
    const life = startLife({ ...settings, ...('step' in point ? { point } : {}) })
    const port = await life.ready
    const pause = 'method' in point ? platforms[point.platform].pause(point.method, point.moment) : undefined
    visitor.connect(port)
    const written = visitor.write(`first of ${number}`)
    void pause?.reached.then(() => life.kill())
    await life.dead
    visitor.disconnect()
    pause?.release()
    for (const platform of platforms.all) platform.clear()
    visitors.push({ visitor, written })
  }
  const last = startLife(settings)
  const port = await last.ready
  for (const { visitor, written } of visitors) {
    visitor.connect(port)
    await written
  }
  const expected = POINTS.map((_, number) => `first of ${number}`)
  for (const platform of platforms.all) {
    const shown = (): string[] => platform.threads().flatMap(thread => platform.texts(thread))
    await platform.until(() => expected.every(text => shown().includes(text)))
  }
  last.kill()
  await last.dead
  for (const { visitor } of visitors) visitor.disconnect()
  // A thread whose answer was lost stands empty beside the one that took its place; never more than one.
  for (const { threads } of platforms.all) expect(threads().length).toBeLessThan(POINTS.length * 2)
  // Discord refuses doubles: one opening message, one thread, and the message in it once.
  const { discord } = platforms
  expect(discord.threads()).toHaveLength(POINTS.length)
  expect(discord.emulator.channelMessages().filter(({ service }) => !service)).toHaveLength(POINTS.length)
  expect(discord.threads().flatMap(discord.texts).sort()).toEqual(expected.sort())
})

function calls(platform: PlatformName, method: string): Point[] {
  return [
    { platform, method, moment: 'before' },
    { platform, method, moment: 'after' },
  ]
}
