import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTelegram, type TelegramPlatform } from '../support/platforms.ts'
import { talkOverKills } from './conversation.ts'
import { expectWhole } from './expect-whole.ts'
import { telegramPoints as points } from './points.ts'

let telegram: TelegramPlatform

beforeAll(async () => {
  telegram = await startTelegram()
})
afterAll(async () => telegram.stop())

it(`over ${points.length} kills, no acknowledged message is lost in either direction, and the order is kept`, {
  timeout: 1_200_000,
}, async () => {
  expect(points.length).toBeGreaterThanOrEqual(100)
  const outcome = await talkOverKills({ platforms: [telegram], points, wordsPerLife: 3 })
  expectWhole(outcome, points.length)
})
