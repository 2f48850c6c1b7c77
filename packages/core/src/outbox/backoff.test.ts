import { expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

it('waits twice as long after each failure, five minutes at most, with jitter', () => {
  expect([0, 1, 2, 3].map(attempts => backoffMs(attempts, () => 1))).toEqual([1000, 2000, 4000, 8000])
  expect([0, 1, 2, 3].map(attempts => backoffMs(attempts, () => 0))).toEqual([500, 1000, 2000, 4000])
  expect([9, 30, 5000].map(attempts => backoffMs(attempts, () => 1))).toEqual([300_000, 300_000, 300_000])
})
