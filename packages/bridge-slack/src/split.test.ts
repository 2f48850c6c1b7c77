import { expect, it } from 'vitest'
import { split } from './split.ts'
import { concat, plain, styled } from './styled-text.ts'

function texts(text: string, maxLength: number): string[] {
  return split(plain(text), maxLength).map(part => part.text)
}

it('leaves what fits as it is', () => {
  expect(texts('hello', 5)).toEqual(['hello'])
  expect(texts('', 5)).toEqual([''])
})

it('counts code units, and tears no pair of them apart', () => {
  expect(texts('😀'.repeat(1900), 3800)).toHaveLength(1)
  expect(texts(`${'😀'.repeat(1900)}x`, 3800).map(part => part.length)).toEqual([3800, 1])
  expect(texts('😀'.repeat(3), 3)).toEqual(['😀', '😀', '😀'])
})

it('breaks between paragraphs, lines, sentences, words, in this order', () => {
  expect(texts('aaa\nbbb\n\nccc ddd', 12)).toEqual(['aaa\nbbb\n\n', 'ccc ddd'])
  expect(texts('aaa bbb\nccc ddd', 12)).toEqual(['aaa bbb\n', 'ccc ddd'])
  expect(texts('Aaa bb. Ccc ddd', 12)).toEqual(['Aaa bb. ', 'Ccc ddd'])
  expect(texts('aaa bbb ccc ddd', 12)).toEqual(['aaa bbb ccc ', 'ddd'])
  expect(texts('aaaaaaaaaaaaaa', 12)).toEqual(['aaaaaaaaaaaa', 'aa'])
})

it('keeps every character of a long text', () => {
  const words = Array.from({ length: 3000 }, (_, index) => `w${index}${index % 7 ? ' ' : '.\n'}`).join('')
  const parts = texts(words, 500)
  expect(parts.join('')).toBe(words)
  expect(parts.every(part => part.length <= 500)).toBe(true)
})

it('tears no character apart', () => {
  const family = '👨‍👩‍👧'
  expect(texts(`aaaa${family}`, 9)).toEqual(['aaaa', family])
  expect(texts('aaae\u0301', 4)).toEqual(['aaa', 'e\u0301'])
})

it('sends no part in which nothing shows', () => {
  expect(texts(`a${' '.repeat(30)}b`, 10)).toEqual(['a         ', ' b'])
})

it('lets a style go on in the next part', () => {
  const parts = split(concat('aa ', styled('bold', 'bbbb cccc'), ' d'), 8)
  expect(parts).toEqual([
    { text: 'aa bbbb ', entities: [{ type: 'bold', offset: 3, length: 5 }] },
    { text: 'cccc d', entities: [{ type: 'bold', offset: 0, length: 4 }] },
  ])
})

it('is quick with hostile text', () => {
  for (const text of ['\n', '.)', 'http://a.', '@a/', 'a\u0301']) {
    expect(texts(text.repeat(20_000), 3800).length).toBeGreaterThan(0)
  }
})
