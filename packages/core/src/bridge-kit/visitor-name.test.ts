import { expect, it } from 'vitest'
import type { ThreadCard } from '../contracts/bridge.ts'
import { threadTitle, visitorName, visitorSender } from './visitor-name.ts'

function card(values: Partial<ThreadCard> = {}): ThreadCard {
  return {
    sessionId: 'sess_1',
    visitorId: 'vis_7f3a9c',
    projectName: 'Shop',
    status: 'active',
    metadata: { pageUrl: 'https://shop.example/pricing?utm=1' },
    createdAt: 0,
    hint: 'What you write here goes to the visitor.',
    ...values,
  }
}

it('is the name or the address that the visitor gave, or a short name made of their id', () => {
  expect(visitorName(card({ identity: { name: 'Anna', email: 'anna@example.com' } }))).toBe('Anna')
  expect(visitorName(card({ identity: { name: '\u200b', email: 'anna@example.com' } }))).toBe(
    'anna@example.com',
  )
  expect(visitorName(card())).toBe('Visitor 7F3A')
  expect(visitorName(card({ visitorId: '' }))).toBe('Visitor ?')
})

it('is marked where it stands as a sender’s', () => {
  expect(visitorSender('Maya (Discord)')).toBe('Maya (Discord) (visitor)')
  expect(visitorSender('Visitor 7F3A')).toBe('Visitor 7F3A')
})

it('stands in the title, with the page', () => {
  expect(threadTitle(card())).toBe('Visitor 7F3A · /pricing')
  expect(threadTitle(card({ metadata: { pageUrl: 'https://shop.example/' } }))).toBe(
    'Visitor 7F3A · shop.example',
  )
  expect(threadTitle(card({ metadata: { url: 'about' } }))).toBe('Visitor 7F3A · about')
  expect(threadTitle(card({ metadata: { pageTitle: 'Prices' } }))).toBe('Visitor 7F3A · Prices')
  expect(threadTitle(card({ metadata: { pageTitle: '\u202e' } }))).toBe('Visitor 7F3A')
})

it('leaves the title one clean line of its length, whatever the visitor says', () => {
  const name = `\u202e\u2066A\nB\u0000${'x'.repeat(500)}`
  const title = threadTitle(card({ identity: { name }, metadata: { pageTitle: '😀'.repeat(500) } }), 100)
  expect(title).toMatch(/^A B x+… · (😀)+…$/u)
  expect(title.length).toBeLessThanOrEqual(100)
})
