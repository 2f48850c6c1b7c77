import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Platforms, startPlatforms } from '../support/platforms.ts'
import { talkOverKills } from './conversation.ts'
import { expectWhole } from './expect-whole.ts'
import { discordPoints as points } from './points.ts'

let platforms: Platforms

beforeAll(async () => {
  platforms = await startPlatforms()
})
afterAll(async () => {
  for (const platform of platforms.all) await platform.stop()
})

it(`over ${points.length} kills around Discord, with three platforms at once, nobody misses anything`, {
  timeout: 1_200_000,
}, async () => {
  expect(points.length).toBeGreaterThanOrEqual(30)
  const outcome = await talkOverKills({ platforms: platforms.all, points, wordsPerLife: 2 })
  expectWhole(outcome, points.length)
  // Its nonces refuse a second post, for some minutes.
  expect(outcome.threads.find(({ name }) => name === 'discord')?.doubles).toEqual([])
})
