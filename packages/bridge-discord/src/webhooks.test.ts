import { expect, it } from 'vitest'
import { webhookName } from './webhooks.ts'

it.each([
  ['Anna', 'Anna (visitor)'],
  ['Visitor 7F3A', 'Visitor 7F3A'],
  ['Discord Support', 'Disc-ord Support (visitor)'],
  ['CLYDE', 'CLY-DE (visitor)'],
  ['@everyone: #x `y`', 'everyone x y (visitor)'],
  ['\u202e\u200b', 'Visitor'],
  ['a\n\u0000b', 'a b (visitor)'],
])('takes %j as %j', (name, expected) => {
  expect(webhookName(name)).toBe(expected)
})

it('is never longer than Discord takes', () => {
  expect(webhookName('😀'.repeat(200)).length).toBeLessThanOrEqual(80)
  expect(webhookName('discord'.repeat(20)).length).toBeLessThanOrEqual(80)
})
