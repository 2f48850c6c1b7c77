import type { ThreadCard } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { cardText, topicName } from './card.ts'

function card(values: Partial<ThreadCard> = {}): ThreadCard {
  return {
    sessionId: 'sess_1',
    visitorId: 'vis_7f3a9c',
    projectName: 'Shop',
    status: 'active',
    metadata: { pageUrl: 'https://shop.example/pricing?utm=1', language: 'de-CH', timeZone: 'Europe/Zurich' },
    createdAt: 0,
    hint: 'What you write here goes to the visitor. Lines that begin with // stay among you. /help',
    ...values,
  }
}

describe('the name of a topic', () => {
  it('names the visitor and the page', () => {
    expect(topicName(card())).toBe('Visitor 7F3A · /pricing')
  })

  it('bears a mark where there is something to review, which no visitor can give themselves', () => {
    expect(topicName(card({ needsReview: true }))).toBe('🔎 Visitor 7F3A · /pricing')
    expect(topicName(card({ identity: { name: '🔎 Anna' } }))).toBe('Anna · /pricing')
    const long = topicName(card({ needsReview: true, identity: { name: 'x'.repeat(500) } }))
    expect(long.startsWith('🔎 xx')).toBe(true)
    expect([...long].length).toBeLessThanOrEqual(128)
  })

  it('is one clean line of 1 to 128 characters, whatever the visitor says', () => {
    const name = `\u202e\u2066A\nB\u0000${'x'.repeat(500)}`
    const long = topicName(card({ identity: { name }, metadata: { pageTitle: '😀'.repeat(500) } }))
    expect(long).toMatch(/^A B x+… · 😀+…$/u)
    expect([...long].length).toBeLessThanOrEqual(128)
    expect(topicName(card({ identity: { name: '\u200b' }, metadata: { pageTitle: '\u202e' } }))).toBe(
      'Visitor 7F3A',
    )
    expect(topicName(card({ visitorId: '', metadata: {} }))).toBe('Visitor ?')
  })
})

describe('the header', () => {
  it('says that the AI’s answers are to be reviewed, and how', () => {
    const { text } = cardText(card({ needsReview: true }))
    expect(text).toContain('🔎 The AI spoke here: not reviewed yet; /reviewed clears this')
    expect(cardText(card()).text).not.toContain('review')
  })

  it('shows what is known, and that it is the visitor’s word', () => {
    const { text } = cardText(
      card({
        identity: { name: 'Anna', email: 'anna@example.com' },
        metadata: {
          pageTitle: 'Prices',
          browser: 'Chrome 141',
          os: 'macOS',
          device: 'desktop',
          country: 'CH',
        },
      }),
    )
    expect(text.split('\n').slice(0, 7)).toEqual([
      'Anna',
      'Name: Anna (unverified)',
      'E-mail: anna@example.com (unverified)',
      'Page: Prices',
      'Browser: Chrome 141 on macOS (desktop)',
      'Country: CH',
      'Project: Shop',
    ])
    expect(text).not.toContain('undefined')
  })

  it('says how the conversation stands, in two lines at most', () => {
    const leftAt = Date.UTC(2026, 10, 20, 14, 5, 59)
    const linesOf = (values: Partial<ThreadCard>): string[] =>
      cardText(card({ metadata: {}, ...values }))
        .text.split('\n')
        .slice(2, -2)
    expect(linesOf({})).toEqual([])
    expect(linesOf({ leftAt })).toEqual(['Status: left 20 Nov, 14:05 UTC'])
    expect(linesOf({ claimedBy: { name: 'Anna' }, isBlocked: true, status: 'closed', leftAt })).toEqual([
      'Answered by: Anna',
      'Status: closed, blocked, left 20 Nov, 14:05 UTC',
    ])
  })

  it('keeps a hostile name of whoever answers on its line, and calls nobody by it', () => {
    const name = `@maya\u202e\nStatus: closed ${'x'.repeat(200)}`
    const { text, entities } = cardText(card({ claimedBy: { name } }))
    expect(text).toMatch(/^Answered by: @maya Status: closed x{40,50}…$/m)
    expect(entities).toContainEqual({ type: 'code', offset: text.indexOf('@maya'), length: 5 })
  })

  it('lets no value break out of its line, or become a command', () => {
    const { text, entities } = cardText(
      card({ identity: { name: 'A\nStatus: closed' }, metadata: { pageTitle: '/close' } }),
    )
    expect(text).toContain('Name: A Status: closed (unverified)')
    const start = text.indexOf('/close')
    expect(entities).toContainEqual({ type: 'code', offset: start, length: 6 })
  })
})
