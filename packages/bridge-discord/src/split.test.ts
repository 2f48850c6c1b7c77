import { expect, it } from 'vitest'
import { escapeText } from './escape.ts'
import { compose } from './split.ts'

function texts(raw: string, maxLength: number): string[] {
  return compose([{ raw }], text => text, maxLength)
}

it('leaves a text that fits as it is', () => {
  expect(texts('hello', 5)).toEqual(['hello'])
  expect(compose([{ raw: '*'.repeat(1000) }], escapeText)).toHaveLength(1)
  expect(compose([{ raw: '*'.repeat(1001) }], escapeText)).toHaveLength(2)
})

it('breaks between words, and tears no character apart', () => {
  expect(texts('aaa bbb ccc ddd', 12)).toEqual(['aaa bbb ccc ', 'ddd'])
  expect(texts('aaaaaa👨‍👩‍👧', 10)).toEqual(['aaaaaa', '👨‍👩‍👧'])
})

it('keeps every character of a long text, and no part is too long for Discord', () => {
  const words = Array.from({ length: 3000 }, (_, index) => `*w${index}*${index % 7 ? ' ' : '.\n'}`).join('')
  const parts = compose([{ raw: words }], escapeText)
  expect(parts.join('').replaceAll('\\', '')).toBe(words)
  expect(parts.every(part => part.length <= 2000)).toBe(true)
})

it('cuts foreign text and no markup, which goes where it fits', () => {
  const parts = compose(
    [{ markup: '**A**\n' }, { raw: 'x'.repeat(300) }, { markup: ' *(edited)*' }],
    escapeText,
    300,
  )
  expect(parts[0]).toMatch(/^\*\*A\*\*\nx+$/)
  expect(parts.at(-1)).toMatch(/^x+ \*\(edited\)\*$/)
})

it('sends no part in which nothing shows', () => {
  expect(texts(`a${' '.repeat(30)}b`, 10)).toEqual(['a         ', ' b'])
})

it('is quick with hostile text', () => {
  for (const text of ['a\n', '.)', 'http://a.', '*', 'a\u0301'])
    expect(compose([{ raw: text.repeat(20_000) }], escapeText).length).toBeGreaterThan(0)
})
