import { describe, expect, it } from 'vitest'
import { type ObjectReader, objectReader } from './object-reader.ts'

const TEXT = 'Ørret „fisk“ 👩‍🚀 "q" \\ / \b\f\n\r\t \u0007 end'
const FIELDS = {
  outcome: 'answer',
  sure: true,
  n: -1.5e3,
  none: null,
  list: ['a,]}"\\', { x: [1] }],
  text: TEXT,
}

/** Every character that is not plain ASCII as `\uXXXX`. */
function escaped(json: string): string {
  return json.replaceAll(/[^\x20-\x7e]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function read(pieces: readonly string[]): { reader: ObjectReader; text: string } {
  const reader = objectReader('text')
  const told = pieces.map(piece => reader.push(piece))
  expect(told.every(words => words.isWellFormed())).toBe(true)
  return { reader, text: told.join('') }
}

describe.each([
  ['as it stands', JSON.stringify(FIELDS)],
  ['escaped', escaped(JSON.stringify(FIELDS))],
  ['spread over lines', JSON.stringify(FIELDS, null, 2)],
])('objectReader, of an object %s', (_name, json) => {
  const { text, ...others } = FIELDS

  it('reads it wherever it is cut in two', () => {
    for (let at = 0; at <= json.length; at += 1) {
      const { reader, text: told } = read([json.slice(0, at), json.slice(at)])
      expect(told).toBe(text)
      expect(Object.fromEntries(reader.fields)).toEqual(others)
      expect(reader.isWhole).toBe(true)
    }
  })

  it('reads it character by character', () => {
    const { reader, text: told } = read(json.split(''))
    expect(told).toBe(text)
    expect(Object.fromEntries(reader.fields)).toEqual(others)
  })
})

describe('objectReader', () => {
  it('knows the fields before the text when the text begins', () => {
    const reader = objectReader('text')
    reader.push('{"outcome":"answer","citations":["p1"],"text"')
    expect(reader.isStreaming).toBe(false)
    expect(reader.push(':"Hel')).toBe('Hel')
    expect(reader.isStreaming).toBe(true)
    expect(Object.fromEntries(reader.fields)).toEqual({ outcome: 'answer', citations: ['p1'] })
    expect(reader.isWhole).toBe(false)
  })

  it('waits for the second half of a pair, and makes a half that stays alone readable', () => {
    const reader = objectReader('text')
    expect(reader.push('{"text":"a\\ud83d')).toBe('a')
    expect(reader.push('\\ude00')).toBe('😀')
    expect(reader.push('\\ud83d')).toBe('')
    expect(reader.push('b\\ude00"}')).toBe('\ufffdb\ufffd')
    expect(read(['{"text":"\\ud83d"', '}']).text).toBe('\ufffd')
  })

  it.each([
    ['a line break within a string', '{"text":"a\nb"}', 'a\nb'],
    ['a comma too many', '{"text":"a",}', 'a'],
    ['an escape that is none', '{"text":"it\\\'s"}', "it's"],
    ['words behind it', '{"text":"a"}```, {"text":"b"}', 'a'],
    ['the text twice', '{"text":"a","text":"b"}', 'a'],
  ])('lets pass %s', (_name, json, text) => {
    expect(read([json]).text).toBe(text)
    expect(read([json]).reader.isWhole).toBe(true)
  })

  it.each([
    '[1]',
    '"text"',
    '{text:"a"}',
    '{"a" "b"}',
    '{"a":nope,"text":"x"}',
    '{"a":,"text":"x"}',
    '{"a":"\\u00zz","text":"x"}',
    '{"a":]]],"text":"x"}',
    '{"text":"a"',
    '',
  ])('is never whole with %s', json => {
    expect(read([json]).reader.isWhole).toBe(false)
    expect(read(json.split('')).reader.isWhole).toBe(false)
  })

  it('counts the first of a field that comes twice, and keeps names that objects know as data', () => {
    const { reader } = read(['{"outcome":"answer","outcome":"refuse","__proto__":{"sure":true}}'])
    expect(reader.fields.get('outcome')).toBe('answer')
    expect(reader.fields.get('__proto__')).toEqual({ sure: true })
  })
})
