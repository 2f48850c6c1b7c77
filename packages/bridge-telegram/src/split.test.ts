import { plain } from '@pocketping/core/bridge-kit'
import { expect, it } from 'vitest'
import { split } from './split.ts'

function texts(text: string, maxLength: number): string[] {
  return split(plain(text), maxLength).map(part => part.text)
}

it('counts code points, as Telegram does', () => {
  expect(texts('😀'.repeat(4096), 4096)).toHaveLength(1)
  expect(texts('😀'.repeat(4097), 4096).map(part => [...part].length)).toEqual([4096, 1])
})

it('tears no character apart', () => {
  expect(texts('aaaa👨‍👩‍👧', 6)).toEqual(['aaaa', '👨‍👩‍👧'])
})

it('is quick with hostile text', () => {
  for (const text of ['\n', '.)', 'http://a.', '@a/', 'a\u0301'])
    expect(texts(text.repeat(20_000), 4096).length).toBeGreaterThan(0)
})
