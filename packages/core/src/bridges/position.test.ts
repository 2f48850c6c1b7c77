import { expect, it } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { createPosition } from './position.ts'

it('stores the first position at once, and later ones within seconds', async () => {
  const clock = manualClock()
  const storage = memoryStorage({ clock })
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const open = (): ReturnType<typeof createPosition> => createPosition({ storage, clock, logger }, 'slack')
  const first = open()
  expect(await first.position()).toBeUndefined()
  first.heard('100')
  clock.moveToNext(0)
  // Killed now, the next process reads again from there, and does not begin behind what was missed.
  expect(await open().position()).toBe('100')
  const second = open()
  await second.position()
  second.heard('200')
  clock.moveToNext(0)
  expect(await open().position()).toBe('100')
  clock.moveToNext(5000)
  expect(await open().position()).toBe('200')
})
