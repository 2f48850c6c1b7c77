import { expect, it } from 'vitest'
import type { ThreadCard } from '../contracts/bridge.ts'
import { cardLines } from './card-lines.ts'

const card: ThreadCard = {
  sessionId: 'sess_1',
  visitorId: 'vis_1',
  projectName: 'Shop',
  status: 'active',
  metadata: {},
  createdAt: 0,
  hint: 'What you write here goes to the visitor.',
}

function linesOf(values: Partial<ThreadCard>, maxLength?: number): string[] {
  return cardLines({ ...card, ...values }, maxLength).map(
    ({ label, text, isUnverified }) => `${label}: ${text}${isUnverified ? ' (unverified)' : ''}`,
  )
}

it('tells what is known, and no more', () => {
  expect(linesOf({})).toEqual(['Project: Shop'])
  expect(
    linesOf({
      identity: { name: 'Anna', email: 'anna@example.com', customerId: '42' },
      metadata: {
        pageTitle: 'Prices',
        pageUrl: 'https://shop.example/pricing',
        url: 'https://shop.example/old',
        referrer: 'https://search.example/',
        browser: 'Chrome 141',
        os: 'macOS',
        device: 'desktop',
        language: 'de-CH',
        timeZone: 'Europe/Zurich',
        country: 'CH',
      },
      claimedBy: { name: 'Maya' },
    }),
  ).toEqual([
    'Name: Anna (unverified)',
    'E-mail: anna@example.com (unverified)',
    'Customer: 42 (unverified)',
    'Page: Prices',
    'Address: https://shop.example/pricing',
    'Came from: https://search.example/',
    'Browser: Chrome 141 on macOS (desktop)',
    'Language: de-CH',
    'Time zone: Europe/Zurich',
    'Country: CH',
    'Project: Shop',
    'Answered by: Maya',
  ])
})

it('lets no value break out of its line, and drops what would not show', () => {
  expect(
    linesOf({ identity: { name: 'A\nStatus: closed\u202e' }, metadata: { pageTitle: '\u200b' } }),
  ).toEqual(['Name: A Status: closed (unverified)', 'Project: Shop'])
})

it('cuts long values, and names sooner', () => {
  const long = 'x'.repeat(1000)
  const texts = cardLines({ ...card, metadata: { pageTitle: long }, claimedBy: { name: long } }, 200)
  expect(texts.map(({ field, text }) => [field, text.length])).toEqual([
    ['page', 200],
    ['project', 4],
    ['operator', 64],
  ])
})
