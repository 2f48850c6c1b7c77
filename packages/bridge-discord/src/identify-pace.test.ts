import type { Clock } from '@pocketping/core'
import { expect, it } from 'vitest'
import { createIdentifyPace } from './identify-pace.ts'

/** A clock whose waits are over at once, and count. */
function countingClock(): Clock & { waits: number[]; skip(ms: number): void } {
  let now = 0
  const waits: number[] = []
  return {
    waits,
    skip: ms => {
      now += ms
    },
    now: () => now,
    after(ms, callback) {
      waits.push(ms)
      now += ms
      queueMicrotask(callback)
      return () => undefined
    },
  }
}

it('lets the first session begin at once, and slows down where sessions do not last', async () => {
  const clock = countingClock()
  const pace = createIdentifyPace(clock)
  const { signal } = new AbortController()
  for (let times = 0; times < 9; times += 1) await pace.waitForIdentify(0, signal)
  expect(clock.waits).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
  clock.skip(600_001)
  await pace.waitForIdentify(0, signal)
  await pace.waitForIdentify(0, signal)
  expect(clock.waits.slice(8)).toEqual([5000])
})

it('lets several shards begin one after another', async () => {
  const clock = countingClock()
  const pace = createIdentifyPace(clock)
  const { signal } = new AbortController()
  await Promise.all([0, 1].map(shard => pace.waitForIdentify(shard, signal)))
  expect(clock.waits).toEqual([5000])
})

it('gives up with its connection', async () => {
  const pace = createIdentifyPace({ now: () => 0, after: () => () => undefined })
  const controller = new AbortController()
  await pace.waitForIdentify(0, controller.signal)
  const second = pace.waitForIdentify(0, controller.signal)
  controller.abort()
  await expect(second).rejects.toThrow(/ended before/)
})
