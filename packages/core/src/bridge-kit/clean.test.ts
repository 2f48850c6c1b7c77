import { describe, expect, it } from 'vitest'
import { cleanLine, cleanText, isBlank } from './clean.ts'

describe('a line', () => {
  it('stays on its line and turns no direction', () => {
    expect(cleanLine('Anna\nVisitor\u202e gro.live\u0000', 64)).toBe('Anna Visitor gro.live')
    expect(cleanLine('\u202e\u2066a\u2028b\t\u200f c\u0085', 64)).toBe('a b c')
    expect(cleanLine('a\ud83d', 64)).toBe('a\ufffd')
  })

  it('is empty where nothing would show', () => {
    for (const text of ['', ' \n ', '\u200b\u2060', '\u202e', '\u2800', '\u3164\ufe0f']) {
      expect(cleanLine(text, 64)).toBe('')
      expect(isBlank(text)).toBe(true)
    }
    expect(isBlank('\u200b.')).toBe(false)
  })

  it('is cut to its length, visibly, with no character torn apart', () => {
    expect(cleanLine('abcdef', 6)).toBe('abcdef')
    expect(cleanLine('abcdefg', 6)).toBe('abcde…')
    expect(cleanLine('abcd efg', 6)).toBe('abcd…')
    expect(cleanLine('😀'.repeat(5), 6)).toBe('😀😀…')
    expect(cleanLine(`abc👨‍👩‍👧`, 8)).toBe('abc…')
    expect(cleanLine('abce\u0301f', 5)).toBe('abc…')
    for (const maxLength of [0, 1]) expect(cleanLine('😀😀', maxLength)).toBe('…')
  })

  it('is as short as it must be, however long its characters are', () => {
    const line = cleanLine(`😀${'\u200d😀'.repeat(500)}`, 60)
    expect(line.length).toBeLessThanOrEqual(60)
    expect(line.isWellFormed()).toBe(true)
  })
})

describe('a text', () => {
  it('keeps its lines, its tabs and the marks of right-to-left languages', () => {
    expect(cleanText('a\r\nb\rc\u2028d\te\u200f')).toBe('a\nb\nc\nd\te\u200f')
  })

  it('turns and overwrites nothing around it', () => {
    expect(cleanText('a\u202eb\u2067c\u0000d\u001be\ud83d')).toBe('abcde\ufffd')
  })
})
