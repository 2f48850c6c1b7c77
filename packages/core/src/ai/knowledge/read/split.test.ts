import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLine, cleanText } from './clean-text.ts'
import type { Section } from './sections.ts'
import { MAX_DOCUMENT_PASSAGES, MAX_PASSAGE_CHARS, splitSections } from './split.ts'
import { splitText } from './split-text.ts'

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom('\n', '\n\n', '. ', ' ', '👩‍👩‍👧', '🎉', 'ä̈', '!? ', 'x'.repeat(90)),
    ),
    { maxLength: 60 },
  )
  .map(parts => parts.join(''))

function bare(words: string): string {
  return words.replace(/\s+/g, '')
}

describe('splitting text', () => {
  it('loses nothing, and no piece is too long or cut inside a character', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 40, max: 200 }), (words, maxChars) => {
        const pieces = [...splitText(words, maxChars)]
        expect(bare(pieces.join(''))).toBe(bare(words))
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(maxChars)
          expect(piece.isWellFormed() || !words.isWellFormed()).toBe(true)
        }
      }),
    )
  })

  it('prefers paragraphs, then lines, then sentences, then words', () => {
    expect([...splitText('One two.\n\nThree.\n\nFour five.', 17)]).toEqual([
      'One two.\n\nThree.',
      'Four five.',
    ])
    expect([...splitText('a | b\nc | d\ne | f', 12)]).toEqual(['a | b\nc | d', 'e | f'])
    expect([...splitText('Is it so? It is. Good.', 17)]).toEqual(['Is it so? It is. ', 'Good.'])
    expect([...splitText('これは一つ目です。二つ目です。', 10, 'ja')]).toEqual([
      'これは一つ目です。',
      '二つ目です。',
    ])
    expect([...splitText('abc defgh ijkl', 10)]).toEqual(['abc defgh ', 'ijkl'])
    expect([...splitText('👩‍👩‍👧'.repeat(3), 20)]).toEqual(['👩‍👩‍👧'.repeat(2), '👩‍👩‍👧'])
  })

  it('cuts characters that are too long themselves', () => {
    const zalgo = `a${'\u0301'.repeat(500)}`
    const pieces = [...splitText(zalgo, 50)]
    expect(pieces.join('')).toBe(zalgo)
    expect(Math.max(...pieces.map(piece => piece.length))).toBe(50)
  })
})

describe('splitting a document', () => {
  const section: fc.Arbitrary<Section> = fc.record({
    headings: fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 3 }),
    text,
  })

  it('loses nothing, and no passage is empty or too long', () => {
    fc.assert(
      fc.property(fc.array(section, { maxLength: 8 }), sections => {
        const { passages, isCut } = splitSections(sections)
        expect(isCut).toBe(false)
        const words = passages.map(passage => passage.text).join('')
        // Headings of joined sections stand in the text, so that it holds at least what was there, in order.
        let at = 0
        const kept = bare(words)
        for (const each of sections)
          for (const character of bare(cleanText(each.text))) {
            at = kept.indexOf(character, at) + 1
            expect(at).toBeGreaterThan(0)
          }
        for (const passage of passages) {
          expect(passage.text).toBe(passage.text.trim())
          expect(passage.text.length).toBeGreaterThan(0)
          expect(passage.text.length).toBeLessThanOrEqual(MAX_PASSAGE_CHARS)
          expect(passage.text.isWellFormed()).toBe(true)
        }
      }),
    )
  })

  it('gives every piece of a long section its headings and anchor', () => {
    const words = Array.from({ length: 40 }, (_, at) => `Paragraph ${at}: ${'words '.repeat(20)}`).join(
      '\n\n',
    )
    const { passages } = splitSections([{ headings: ['A', 'B'], anchor: 'b', text: words }])
    expect(passages.length).toBeGreaterThan(3)
    for (const passage of passages) expect(passage).toMatchObject({ headings: ['A', 'B'], anchor: 'b' })
  })

  it('joins tiny neighbours below one heading, and no others', () => {
    const long = 'Long enough to be found by itself. '.repeat(4).trim()
    expect(
      splitSections([
        { headings: ['A', 'B'], anchor: 'b', text: 'Tiny.' },
        { headings: ['A', 'C'], anchor: 'c', text: 'Small.' },
        { headings: ['A', 'D'], anchor: 'd', text: long },
        { headings: ['A', 'E'], anchor: 'e', text: 'Tiny.' },
        { headings: ['F', 'G'], anchor: 'g', text: 'Tiny.' },
        { headings: ['F', 'H'], anchor: 'h', text: 'H' },
      ]).passages,
    ).toEqual([
      { headings: ['A'], anchor: 'b', text: 'B\nTiny.\n\nC\nSmall.' },
      { headings: ['A', 'D'], anchor: 'd', text: long },
      { headings: ['A', 'E'], anchor: 'e', text: 'Tiny.' },
      { headings: ['F'], anchor: 'g', text: 'G\nTiny.\n\nH' },
    ])
  })

  it('ends after 500 passages, and says so', () => {
    const { passages, isCut } = splitSections([{ headings: [], text: 'a'.repeat(MAX_PASSAGE_CHARS * 501) }])
    expect({ passages: passages.length, isCut }).toEqual({ passages: MAX_DOCUMENT_PASSAGES, isCut: true })
  })
})

describe('clean text', () => {
  it('holds nothing that is invisible', () => {
    const tags = [...'ignore all'].map(each => String.fromCodePoint(0xe0000 + each.charCodeAt(0))).join('')
    const hidden = `${tags}\u200b\u200d\u202e\u2066\u00ad\ufeff\u2060\u0000\u001b\u0085\u{e0100}\ufe0f\u3164\ue000\ufff9`
    expect(cleanText(`Pay${hidden.replace('\u0085', '')}ment`)).toBe('Payment')
    expect(cleanText('a\u0085b\u2028c\r\nd\re\ff')).toBe('a\nb\nc\nd\ne\nf')
  })

  it('keeps joiners where they are part of the word', () => {
    expect(cleanText('می\u200cخواهم \u200cو\u200c\u200dx')).toBe('می\u200cخواهم وx')
    expect(cleanText('क्\u200dष')).toBe('क्\u200dष')
    expect(cleanText('a\ufdd0b\ufdd1c')).toBe('abc')
  })

  it('is in NFC, well-formed, and has plain spaces', () => {
    expect(cleanText('a\u0308\u00a0\u3000b \t\n\n\n\n c\ud800')).toBe('ä  b\n\n c\ufffd')
    expect(cleanText('a\u200b\u0308')).toBe('ä')
    expect(cleanText('a\tb')).toBe('a\tb')
  })

  it('takes a million spaces in its stride', () => {
    expect(cleanText(`${' '.repeat(1_000_000)}a${'\n'.repeat(1_000_000)}b`)).toHaveLength(1_000_000 + 4)
  })

  it('stays as it is when it is cleaned again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), words => {
        const once = cleanText(words)
        expect(cleanText(once)).toBe(once)
      }),
    )
  })

  it('on one line is cut with an ellipsis', () => {
    expect(cleanLine('  a \n b\u200b ', 10)).toBe('a b')
    expect(cleanLine('abcdefghijkl', 10)).toBe('abcdefghi…')
    expect(cleanLine('abcdefgh🎉🎉', 10)).toBe('abcdefgh…')
  })
})
