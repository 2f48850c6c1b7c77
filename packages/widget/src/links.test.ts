import { describe, expect, it } from 'vitest'
import { linkify } from './links.ts'

const links = (content: string): string[] => linkify(content).flatMap(([, href]) => href ?? [])

describe('linkify', () => {
  it.each([
    ['See https://example.com/a?b=c#d.', ['https://example.com/a?b=c#d']],
    ['(http://example.com/x), or "https://example.org"!', ['http://example.com/x', 'https://example.org']],
    [
      'https://en.wikipedia.org/wiki/Chat_(disambiguation)',
      ['https://en.wikipedia.org/wiki/Chat_(disambiguation)'],
    ],
    ['write to ada@example.com.', ['mailto:ada@example.com']],
    ['mailto:ada@example.com', ['mailto:ada@example.com']],
    ['nothing here', []],
  ])('finds the links of %s', (content, expected) => {
    expect(links(content)).toEqual(expected)
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'JAVASCRIPT://example.com/%0aalert(1)',
    'xhttps//example.com',
  ])('makes no link of %s', content => {
    expect(links(content)).toEqual([])
  })

  it('loses no character', () => {
    const content = 'a https://x.example/<b>"c" (https://y.example/?q=(1)) d@e.fr, end'
    expect(
      linkify(content)
        .map(([text]) => text)
        .join(''),
    ).toBe(content)
  })
})
