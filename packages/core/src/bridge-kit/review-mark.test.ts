import { expect, it } from 'vitest'
import type { ThreadCard } from '../contracts/bridge.ts'
import { markTitle, readCardId, reviewNotice, toCardId, unmarkedTitle } from './review-mark.ts'
import { threadTitle } from './visitor-name.ts'

function card(values: Partial<ThreadCard> = {}): ThreadCard {
  return {
    sessionId: 'sess_1',
    visitorId: 'vis_7f3a9c',
    projectName: 'Shop',
    status: 'active',
    metadata: {},
    createdAt: 0,
    hint: '',
    ...values,
  }
}

const open = card({ needsReview: true })

it('stands once before a title, and goes as it came', () => {
  expect(threadTitle(open)).toBe('🔎 Visitor 7F3A')
  expect(markTitle(open, markTitle(open, 'VIP'))).toBe('🔎 VIP')
  expect(markTitle(card(), markTitle(open, 'VIP'))).toBe('VIP')
  expect(unmarkedTitle('🔎 VIP')).toBe('VIP')
  expect(unmarkedTitle('VIP 🔎 ')).toBe('VIP 🔎 ')
})

it('keeps a title within its length', () => {
  for (const length of [1, 5, 100])
    expect(markTitle(open, '😀'.repeat(200), length).length).toBeLessThanOrEqual(length)
})

it('is never a visitor’s', () => {
  expect(threadTitle(card({ identity: { name: '🔎🔎 Anna' } }))).toBe('Anna')
})

it('is explained with the command that takes it away', () => {
  expect(reviewNotice(open, '!')).toContain('!reviewed')
  expect(reviewNotice(card(), '!')).toBeUndefined()
})

it('is told by the id of the card', () => {
  for (const isMarked of [true, false])
    expect(readCardId(toCardId({ id: '-100:20', isMarked }))).toEqual({ id: '-100:20', isMarked })
  expect(readCardId('-100:20')).toEqual({ id: '-100:20', isMarked: false })
})
