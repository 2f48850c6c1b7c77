import { expect, it } from 'vitest'
import { createWeighedMap } from './weighed-map.ts'

function keysOf(map: { get(key: string): number | undefined }, keys: string): string {
  return [...keys].filter(key => map.get(key) !== undefined).join('')
}

it('forgets what was not used for longest', () => {
  const map = createWeighedMap<number>(10, value => value)
  for (const key of 'abc') map.set(key, 3)
  expect(map.get('a')).toBe(3)
  map.set('d', 3)
  expect(keysOf(map, 'abcd')).toBe('acd')
})

it('forgets as many as it must, and keeps the last whatever it weighs', () => {
  const map = createWeighedMap<number>(10, value => value)
  for (const key of 'abc') map.set(key, 3)
  map.set('d', 6)
  expect(keysOf(map, 'abcd')).toBe('cd')
  map.set('e', 50)
  expect(keysOf(map, 'abcde')).toBe('e')
  map.set('f', 1)
  expect(keysOf(map, 'ef')).toBe('f')
})

it('weighs what is set again once', () => {
  const map = createWeighedMap<number>(10, value => value)
  map.set('a', 4)
  for (let times = 0; times < 9; times += 1) map.set('b', 6)
  expect(keysOf(map, 'ab')).toBe('ab')
})
