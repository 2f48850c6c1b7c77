import { expect, it } from 'vitest'
import { splitStyled, splitText } from './split-text.ts'
import { concatStyled, styled } from './styled-text.ts'

it('leaves what fits as it is', () => {
  expect(splitText('hello', 5)).toEqual(['hello'])
  expect(splitText('', 5)).toEqual([''])
})

it('breaks between paragraphs, lines, sentences, words, in this order', () => {
  expect(splitText('aaa\nbbb\n\nccc ddd', 12)).toEqual(['aaa\nbbb\n\n', 'ccc ddd'])
  expect(splitText('aaa bbb\nccc ddd', 12)).toEqual(['aaa bbb\n', 'ccc ddd'])
  expect(splitText('Aaa bb. Ccc ddd', 12)).toEqual(['Aaa bb. ', 'Ccc ddd'])
  expect(splitText('aaa bbb ccc ddd', 12)).toEqual(['aaa bbb ccc ', 'ddd'])
  expect(splitText('aaaaaaaaaaaaaa', 12)).toEqual(['aaaaaaaaaaaa', 'aa'])
})

it('keeps every character of a long text', () => {
  const words = Array.from({ length: 3000 }, (_, index) => `w${index}${index % 7 ? ' ' : '.\n'}`).join('')
  const parts = splitText(words, 500)
  expect(parts.join('')).toBe(words)
  expect(parts.every(part => part.length <= 500)).toBe(true)
})

it('tears no character apart', () => {
  const family = '👨‍👩‍👧'
  expect(splitText(`aaaa${family}`, 9)).toEqual(['aaaa', family])
  expect(splitText('aaae\u0301', 4)).toEqual(['aaa', 'e\u0301'])
  expect(splitText('😀'.repeat(5), 5)).toEqual(['😀😀', '😀😀', '😀'])
})

it('cuts what is too long to be one character, but through no pair of surrogates', () => {
  const endless = `😀${'\u200d😀'.repeat(200)}`
  for (const maxLength of [97, 98, 99]) {
    const parts = splitText(endless, maxLength)
    expect(parts.join('')).toBe(endless)
    expect(parts.every(part => part.length <= maxLength && part.isWellFormed())).toBe(true)
  }
})

it('leaves out parts in which nothing shows, unless there is no other', () => {
  expect(splitText(`a${' '.repeat(30)}b`, 10)).toEqual(['a         ', ' b'])
  expect(splitText(' '.repeat(30), 10)).toEqual([' '.repeat(10)])
})

it('counts as the platform does', () => {
  const bytes = (_text: string, start: number, maxLength: number): number => start + maxLength / 2
  expect(splitText('aaaa', 4, bytes)).toEqual(['aa', 'aa'])
})

it('lets a style go on in the next part', () => {
  const parts = splitStyled(concatStyled('aa ', styled('bold', 'bbbb cccc'), ' d'), 8)
  expect(parts).toEqual([
    { text: 'aa bbbb ', entities: [{ type: 'bold', offset: 3, length: 5 }] },
    { text: 'cccc d', entities: [{ type: 'bold', offset: 0, length: 4 }] },
  ])
})

it('is quick with hostile text', () => {
  for (const text of ['\n', '.)', 'http://a.', '@a/', 'a\u0301'])
    expect(splitText(text.repeat(20_000), 4000).length).toBeGreaterThan(0)
})
