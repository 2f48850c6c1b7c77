import { expect, it } from 'vitest'
import { shownOf } from '../test/shown.ts'
import { escapeText } from './escape.ts'

const HOSTILE = [
  '@everyone and @here',
  '<@700000000000000001> <@!700000000000000001> <@&1> <#1100000000000000000>',
  '</close:1> <id:customize> <:x:1> <a:x:1> :smile: :+1:',
  '<t:1700000000:R> <t:1700000000>',
  'steam://run/1 discord://-/channels',
  '**b** *i* _i_ __u__ ~~s~~ ||spoiler|| `code` ***x*** _**y**_',
  '```js\ncode\n```',
  '# one\n## two\n### three\n-# small',
  '> quote\n>>> all of it',
  '- a\n* b\n+ c\n1. d\n22. e\n  - f',
  'snake_case_name 2*3*4 a|b c~d',
  '\\* \\\\* \\',
  '¯\\_(ツ)_/¯',
  '!close /close //note',
]

it.each(HOSTILE)('shows as typed and does nothing: %s', text => {
  const shown = shownOf(escapeText(text))
  expect(shown.text).toBe(text)
  expect(shown.active).toEqual([])
})

it.each(HOSTILE)('does so wherever a message is cut: %s', text => {
  for (let cut = 0; cut < text.length; cut += 1) {
    const part = text.slice(cut)
    expect(shownOf(escapeText(part))).toEqual({ text: part, active: [] })
  }
})

it('leaves links alone, with whatever markup they contain', () => {
  const text = 'see https://x.example/a_b_c?d=*e*, and *this*'
  expect(escapeText(text)).toBe('see https://x.example/a_b_c?d=*e*, and \\*this\\*')
  expect(shownOf(escapeText(text))).toEqual({ text, active: ['link'] })
})

it('hides no link behind other words', () => {
  const text = '<https://evil.example> [click](https://evil.example) [a](<https://evil.example>)'
  expect(shownOf(escapeText(text))).toEqual({ text, active: ['link', 'link', 'link'] })
})

it('makes no link of what a mark would follow', () => {
  const text = 'https://x.example/<@1>'
  expect(shownOf(escapeText(text))).toEqual({ text, active: [] })
})

it('turns no text around, and keeps the languages that run that way', () => {
  expect(escapeText('abc \u202egpj.exe\u202c \u2066x\u2069')).toBe('abc gpj.exe x')
  expect(escapeText('שלום \u200f!')).toBe('שלום \u200f!')
  expect(escapeText('a\u0000b\r\nc\u2028d\ud83d')).toBe('ab\nc\nd\ufffd')
})

it('is quick with hostile text', () => {
  for (const text of ['*', 'http://a.', 'https://a/<', ':a', '1.'])
    expect(escapeText(text.repeat(20_000)).length).toBeGreaterThan(0)
})
