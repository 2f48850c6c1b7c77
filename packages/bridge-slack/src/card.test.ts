import type { ThreadCard } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { cardMessage } from './card.ts'

function card(values: Partial<ThreadCard> = {}): ThreadCard {
  return {
    sessionId: 'sess_1',
    visitorId: 'vis_7f3a9c',
    projectName: 'Shop',
    status: 'active',
    metadata: { pageUrl: 'https://shop.example/pricing?utm=1', language: 'de-CH', timeZone: 'Europe/Zurich' },
    createdAt: 0,
    hint: 'What you write here goes to the visitor. Lines that begin with // stay among you. !help',
    ...values,
  }
}

interface Element {
  type: string
  text?: string
}

function elementsOf(given: ThreadCard): Element[] {
  const [block] = cardMessage(given).blocks
  return (block?.elements[0]?.elements ?? []) as Element[]
}

function linesOf(given: ThreadCard): string[] {
  return elementsOf(given)
    .map(({ text }) => text ?? '')
    .join('')
    .split('\n')
}

describe('the opening message', () => {
  it('names the visitor and the page', () => {
    expect(linesOf(card())[0]).toBe('💬 Visitor 7F3A · /pricing')
    const known = card({ metadata: { pageTitle: 'Prices' }, identity: { name: 'Anna' } })
    expect(linesOf(known)[0]).toBe('💬 Anna · Prices')
  })

  it('shows what is known, and that it is the visitor’s word', () => {
    const metadata = {
      pageTitle: 'Prices',
      browser: 'Chrome 141',
      os: 'macOS',
      device: 'desktop' as const,
      country: 'CH',
    }
    const lines = linesOf(card({ identity: { name: 'Anna', email: 'anna@example.com' }, metadata }))
    expect(lines.slice(1, 7)).toEqual([
      'Name: Anna (unverified)',
      'E-mail: anna@example.com (unverified)',
      'Page: Prices',
      'Browser: Chrome 141 on macOS (desktop)',
      'Country: CH',
      'Project: Shop',
    ])
    expect(lines.at(-1)).toMatch(/^What you write here goes to the visitor/)
    expect(lines.join()).not.toContain('undefined')
  })

  it('shows how the conversation stands', () => {
    expect(linesOf(card({ status: 'closed' }))).toEqual(
      expect.arrayContaining(['✅ Visitor 7F3A · /pricing', 'Status: closed']),
    )
    expect(linesOf(card({ isBlocked: true, claimedBy: { name: 'Maya' } }))).toEqual(
      expect.arrayContaining([
        '🚫 Visitor 7F3A · /pricing',
        'Answered by: Maya',
        'Status: blocked: what they write is refused',
      ]),
    )
  })

  it('says that the AI’s answers are to be reviewed, and how', () => {
    expect(linesOf(card({ needsReview: true }))).toEqual(
      expect.arrayContaining([
        '💬 🔎 Visitor 7F3A · /pricing',
        '🔎 The AI spoke here: not reviewed yet; !reviewed clears this',
      ]),
    )
    expect(linesOf(card()).join()).not.toContain('review')
  })

  it('shows when the visitor left in the time zone of whoever reads it', () => {
    expect(elementsOf(card({ leftAt: Date.UTC(2026, 10, 20, 9, 30, 12, 500) }))).toContainEqual({
      type: 'date',
      timestamp: Date.UTC(2026, 10, 20, 9, 30, 12) / 1000,
      format: '{date_short_pretty}, {time}',
      fallback: '2026-11-20 09:30 UTC',
    })
    expect(elementsOf(card()).map(({ type }) => type)).not.toContain('date')
  })

  it('lets no value break out of its line or its text', () => {
    const name = '\u202eA\nStatus: closed <!channel>\u0000'
    const lines = linesOf(card({ identity: { name } }))
    expect(lines).toContain('Name: A Status: closed <!channel> (unverified)')
    expect(elementsOf(card({ identity: { name } })).every(({ type }) => type === 'text')).toBe(true)
    expect(cardMessage(card({ identity: { name } })).text).toContain('&lt;!channel&gt;')
    expect(linesOf(card({ identity: { name: '\u200b' }, visitorId: '', metadata: {} }))[0]).toBe(
      '💬 Visitor ?',
    )
  })

  it('keeps within what Slack takes of a notification’s text', () => {
    const long = '<'.repeat(5000)
    const { text } = cardMessage(
      card({ identity: { name: long, email: long }, metadata: { pageTitle: long } }),
    )
    expect(text.length).toBeLessThan(4000)
  })
})
