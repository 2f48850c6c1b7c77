import type { ThreadCard } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { shownOf } from '../test/shown.ts'
import { cardText, isCardOf, threadName, visitorOf } from './card.ts'

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

describe('the name of a thread', () => {
  it('names the visitor and the page', () => {
    expect(threadName(card())).toBe('Visitor 7F3A · /pricing')
    expect(visitorOf(threadName(card({ identity: { name: 'Anna' } })))).toBe('Anna')
  })

  it('is one clean line of 1 to 100 characters, whatever the visitor says', () => {
    const name = `\u202e\u2066A\nB\u0000${'x'.repeat(500)}`
    const long = threadName(card({ identity: { name }, metadata: { pageTitle: '😀'.repeat(500) } }))
    expect(long).toMatch(/^A B x+… · (😀)+…$/u)
    expect(long.length).toBeLessThanOrEqual(100)
    expect(long.isWellFormed()).toBe(true)
    expect(threadName(card({ identity: { name: '\u200b' }, metadata: { pageTitle: '\u202e' } }))).toBe(
      'Visitor 7F3A',
    )
    expect(threadName(card({ visitorId: '', metadata: {} }))).toBe('Visitor ?')
  })
})

describe('the card', () => {
  it('shows what is known, and that it is the visitor’s word', () => {
    const text = cardText(
      card({
        identity: { name: 'Anna', email: 'anna@example.com' },
        metadata: {
          pageTitle: 'Prices',
          pageUrl: 'https://shop.example/pricing',
          browser: 'Chrome 141',
          os: 'macOS',
          device: 'desktop',
          language: 'de-CH',
          country: 'CH',
        },
      }),
    )
    expect(shownOf(text).text.split('\n')).toEqual([
      'Anna',
      'Name: Anna (unverified)',
      'E-mail: anna@example.com (unverified)',
      'Page: Prices',
      'Address: https://shop.example/pricing',
      'Chrome 141 on macOS (desktop)',
      'de-CH · CH',
      'Shop · sess_1',
      'What you write here goes to the visitor. Lines that begin with // stay among you. !help',
    ])
    expect(isCardOf(text, 'sess_1')).toBe(true)
    expect(isCardOf(text, 'sess_2')).toBe(false)
    expect(isCardOf(text, '1')).toBe(false)
  })

  it('says who has taken the conversation, that the visitor left, and that they are blocked', () => {
    const text = cardText(
      card({ claimedBy: { name: 'Maya' }, leftAt: 1_790_000_000_999, isBlocked: true, status: 'closed' }),
    )
    expect(text).toContain('🙋 Taken by **Maya**')
    expect(text).toContain('👋 Left the site <t:1790000000:R>')
    expect(text).toContain('⛔ Blocked')
    expect(text).toContain('🔒 Closed')
  })

  it('says that the AI’s answers are to be reviewed, in the name too', () => {
    const known = card({ needsReview: true, identity: { name: 'Anna' } })
    expect(cardText(known)).toContain('\n🔎 The AI spoke here: not reviewed yet; !reviewed clears this\n')
    expect(threadName(known)).toMatch(/^🔎 Anna · /)
    expect(visitorOf(threadName(known))).toBe('Anna')
    expect(threadName(card({ needsReview: true, identity: { name: 'x'.repeat(200) } })).length).toBeLessThan(
      101,
    )
  })

  it('says nothing of a name in which nothing shows', () => {
    expect(cardText(card({ claimedBy: { name: '\u200b' } }))).not.toContain('Taken by')
  })

  it('lets no value break out of its line or do anything', () => {
    const hostile = 'A\n# Status: <@1> **closed** [x](https://evil.example) <t:1:R>'
    const text = cardText(
      card({
        identity: { name: hostile, email: hostile, customerId: hostile },
        metadata: { pageTitle: hostile, browser: hostile, language: hostile, pageUrl: hostile },
        projectName: hostile,
      }),
    )
    const { text: shown, active } = shownOf(text)
    expect(shown).toContain(
      'Name: A # Status: <@1> **closed** [x](https://evil.example) <t:1:R> (unverified)',
    )
    expect(new Set(active)).toEqual(new Set(['bold', 'italic', 'small', 'link']))
  })

  it('fits into one message, with the most important on top', () => {
    const long = '*'.repeat(400)
    const text = cardText(
      card({
        identity: { name: long, email: long, customerId: long },
        metadata: { pageTitle: long, pageUrl: long, referrer: long, browser: long, language: long },
        claimedBy: { name: long },
      }),
    )
    expect(text.length).toBeLessThanOrEqual(2000)
    expect(text).toMatch(/^\*\*/)
    expect(isCardOf(text, 'sess_1')).toBe(true)
  })
})
