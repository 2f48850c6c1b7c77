import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CleaningOptions, cleanAnswer, createAnswerCleaner } from './clean-answer.ts'

const options: CleaningOptions = {
  allowedUrls: new Set(['https://docs.shop.example/install/#npm', 'https://shop.example/a?b=c']),
  allowedHosts: ['help.example', '*.cdn.example', 'localhost:3000'],
  allowedText: 'Write to Support@Mail.example, or (sales+eu@mail.example).',
  maxLength: 4000,
}
const clean = (text: string, rest: Partial<CleaningOptions> = {}) =>
  cleanAnswer(text, { ...options, ...rest })
const GONE = '[link removed]'

const FRAGMENTS = [
  ...'[]()!<>`*#-\\\n\r :/.?|"=',
  ...[
    '![',
    '](',
    '<b>',
    '</',
    '<!--',
    '-->',
    '```',
    '**',
    'https://',
    'http:',
    'www.',
    'evil.example',
    '/login',
  ],
  ...[
    'help.example',
    'https://help.example/a',
    'javascript:',
    'data:text/html,',
    'mailto:',
    'a',
    'word',
    '\n\n',
    '\u200b',
  ],
  ...[
    '\u202e',
    '\ud83d',
    '\ude00',
    '你',
    '。',
    '😀',
    'https://docs.shop.example/install',
    '[t](https://evil.example/x)',
    '@',
    '@evil.example',
    'support@mail.example',
    '1.2.3.4',
    ':80',
    '\uff0e',
    '\uff45',
    '_',
  ],
]
// As the widget finds them, where the host could be one.
const MAIL = /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}(?![\w-])/gi

const hostile = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 60 }).map(parts => parts.join(''))

describe('whatever a model writes', () => {
  it('comes out the same however it was cut into pieces', () => {
    const places = fc.array(fc.nat({ max: 200 }), { maxLength: 60 })
    fc.assert(
      fc.property(hostile, places, fc.constantFrom(5, 40, 4000), (text, cuts, maxLength) => {
        const cleaner = createAnswerCleaner({ ...options, maxLength })
        const single = createAnswerCleaner({ ...options, maxLength })
        const ends = [...cuts.toSorted((one, other) => one - other), text.length]
        const pieces = ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end))
        const streamed = pieces.map(piece => cleaner.push(piece)).join('') + cleaner.end()
        expect(streamed).toBe(clean(text, { maxLength }))
        expect([...text.split('').map(unit => single.push(unit)), single.end()].join('')).toBe(streamed)
      }),
      { numRuns: 3000 },
    )
  })

  it('opens no tag, leads nowhere, hides nothing, and is no longer than it may be', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(0, 1, 30, 4000), (text, maxLength) => {
        const shown = clean(text, { maxLength })
        expect(shown).not.toMatch(/<[a-z/!?]/i)
        // As the widget finds them, and more.
        for (const [url] of shown.matchAll(/(?:https?:\/\/|mailto:|javascript:)[^\s<>"]+/gi))
          expect(url).toMatch(
            /^https:\/\/(?:help\.example(?![\w.@:-]*[\w@])|docs\.shop\.example\/install(?!_*[a-z0-9]))/,
          )
        const withoutUrls = shown.replace(/https?:\/\/[^\s<>"]+/gi, ' ')
        for (const [mail] of withoutUrls.matchAll(MAIL))
          expect(mail).toMatch(/^support@mail\.example$|@(?:help|(?:docs\.)?shop)\.example$/)
        expect(withoutUrls).not.toMatch(/(?<![\p{L}\p{N}_.@/\\-])(?:evil\.example|1\.2\.3\.4)(?:\/|:80)/u)
        expect(shown).not.toMatch(/[\u200b-\u200d\u202a-\u202e\u2066-\u2069]|\n{4}|^\s|\s$/)
        expect(shown.isWellFormed()).toBe(true)
        expect(shown.length).toBeLessThanOrEqual(maxLength)
      }),
      { numRuns: 3000 },
    )
  })

  it('is held back for a bounded while, though nothing in it ever ends', () => {
    for (const unit of [
      '[',
      '![',
      '[a](',
      '[a](b',
      '<',
      '<a',
      '<a ',
      '`',
      '*',
      '\\',
      '#',
      '- ',
      'a.',
      'a ',
      '[ ',
      'a-b.',
      '@',
      'a@',
      '@a.',
      '1.2.',
      '\uff0e',
      '(',
    ]) {
      const cleaner = createAnswerCleaner({ ...options, maxLength: 1_000_000 })
      let shown = 0
      let lag = 0
      for (let sent = 0; sent < 20_000; sent += 100) {
        shown += cleaner.push(unit.repeat(100)).length
        lag = Math.max(lag, (sent + 100) * unit.length - shown)
      }
      shown += cleaner.end().length
      // Backticks and pairs of stars are markup and vanish; all else stays readable.
      if (!/[`*\\]/.test(unit)) expect(lag, unit).toBeLessThan(6000)
    }
  })

  it('is dropped up to the next space where an address never ends', () => {
    for (const url of [
      `https://evil.example/${'a'.repeat(10_000)}`,
      `https://help.example/${'a'.repeat(10_000)}`,
    ]) {
      const shown = clean(`See ${url} there`, { maxLength: 100_000 })
      expect(shown).toMatch(/^See .* there$/)
    }
    expect(clean(`See https://evil.example/${'a'.repeat(10_000)} there`)).toBe(`See ${GONE} there`)
    expect(clean(`[t](https://evil.example/${'a'.repeat(10_000)} there`)).toBe(`[t](${GONE} there`)
  })

  it('is not put together again where a word is too long', () => {
    for (let length = 2030; length < 2060; length += 1) {
      const shown = clean(`${'a'.repeat(length)}https://evil.example/x`, { maxLength: 100_000 })
      expect(shown).not.toMatch(/https?:\/\/\S/)
      expect(shown.length).toBeGreaterThan(2000)
    }
  })

  it('gives nothing twice', () => {
    const cleaner = createAnswerCleaner(options)
    expect(cleaner.push('Hello wor')).toBe('Hello')
    expect(cleaner.push('ld [li')).toBe(' world')
    expect(cleaner.push('nk](https://help.example')).toBe('')
    expect(cleaner.push(') and')).toBe(' link (https://help.example)')
    expect(cleaner.end()).toBe(' and')
    expect(cleaner.end()).toBe('')
  })
})
