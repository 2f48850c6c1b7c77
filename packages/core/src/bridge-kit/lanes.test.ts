import { expect, it } from 'vitest'
import { createLanes } from './lanes.ts'

it('runs one after another what is in one lane, and different lanes side by side', async () => {
  const lanes = createLanes()
  const told: string[] = []
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const first = lanes.run('a', async () => {
    await gate
    told.push('a1')
  })
  const second = lanes.run('a', async () => told.push('a2'))
  await lanes.run('b', async () => told.push('b1'))
  expect(told).toEqual(['b1'])
  open()
  await Promise.all([first, second])
  expect(told).toEqual(['b1', 'a1', 'a2'])
})

it('goes on behind a failure, which only its own caller hears of', async () => {
  const lanes = createLanes()
  const failed = lanes.run('a', () => Promise.reject(new Error('no')))
  const next = lanes.run('a', async () => 'yes')
  await lanes.settled()
  await expect(failed).rejects.toThrow('no')
  await expect(next).resolves.toBe('yes')
})
