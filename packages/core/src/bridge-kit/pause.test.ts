import { expect, it } from 'vitest'
import { manualClock } from '../testing/manual-clock.ts'
import { pause } from './pause.ts'

const never = new AbortController().signal

it('lasts as long as it should', async () => {
  const clock = manualClock()
  const waiting = pause(clock, 1000, never)
  expect(clock.moveToNext(999)).toBe(false)
  expect(clock.moveToNext(1000)).toBe(true)
  await waiting
})

it('ends when it is called off, or when what is waited for comes', async () => {
  const clock = manualClock()
  const controller = new AbortController()
  const waiting = pause(clock, 1000, controller.signal)
  controller.abort()
  await waiting
  await pause(clock, 1000, controller.signal)
  await pause(clock, 1000, never, Promise.resolve())
})
