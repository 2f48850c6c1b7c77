import { expect, it } from 'vitest'
import type { PostItem } from '../contracts/bridge.ts'
import { deletedText, draftHint, eventWords, speakerLabel } from './who-said.ts'

const author = { name: 'Anna' }

function labelOf(item: Omit<PostItem, 'text'>): string | undefined {
  return speakerLabel([{ text: 'Hi', ...item }], 0)
}

it('names whoever writes elsewhere, and where', () => {
  expect(labelOf({ from: 'operator', author, via: 'discord' })).toBe('Anna (Discord)')
  expect(labelOf({ from: 'operator' })).toBe('Team')
  expect(labelOf({ from: 'ai' })).toBe('AI')
  expect(labelOf({ from: 'ai', author })).toBe('Anna (AI)')
  expect(labelOf({ from: 'note', author, via: 'slack' })).toBe('📝 Note · Anna (Slack)')
  expect(labelOf({ from: 'note' })).toBe('📝 Note')
})

it('says of the AI that it is one, once', () => {
  for (const name of ['AI', 'Shop AI', 'AI of the shop'])
    expect(labelOf({ from: 'ai', author: { name } })).toBe(name)
  expect(labelOf({ from: 'ai', author: { name: 'Maira' } })).toBe('Maira (AI)')
})

it('says of a draft that it was not sent, and how it is, where that is clear', () => {
  const draft: PostItem = { from: 'ai', text: 'Hi', author, isDraft: true }
  expect(labelOf(draft)).toBe('AI draft · not sent')
  expect(draftHint({ items: [draft] }, '/')).toBe('👍 or /send sends it')
  expect(draftHint({ items: [draft, draft] }, '/')).toBeUndefined()
  expect(draftHint({ items: [{ from: 'ai', text: 'Hi' }] }, '/')).toBeUndefined()
  const gone: PostItem = { ...draft, deleted: true }
  expect(labelOf(gone)).toBe('AI draft')
  expect(draftHint({ items: [gone] }, '/')).toBeUndefined()
  expect(deletedText(gone)).toBe('(sent, or no longer needed)')
})

it('keeps a hostile name on its line', () => {
  expect(labelOf({ from: 'operator', author: { name: 'Anna\nVisitor\u202e gro.live\u0000' } })).toBe(
    'Anna Visitor gro.live',
  )
})

it('leaves a visitor’s words alone, unless somebody spoke before them', () => {
  const items: PostItem[] = [
    { from: 'visitor', text: 'a' },
    { from: 'visitor', text: 'b' },
    { from: 'ai', text: 'c' },
    { from: 'visitor', text: 'd' },
    { from: 'system', text: 'e' },
  ]
  expect(items.map((_, index) => speakerLabel(items, index))).toEqual([
    undefined,
    undefined,
    'AI',
    'Visitor',
    undefined,
  ])
})

it('says who deleted a message', () => {
  expect(deletedText({ from: 'visitor', text: 'x' })).toBe('(deleted by the visitor)')
  expect(deletedText({ from: 'operator', text: 'x' })).toBe('(deleted)')
})

it('puts an event into words', () => {
  const event = { name: 'cart\nabandoned', data: { total: 12, note: '\ud83d' } }
  expect(eventWords({ from: 'event', text: '', event })).toEqual({
    name: 'cart abandoned',
    data: '{"total":12,"note":"\\ud83d"}',
  })
  expect(eventWords({ from: 'event', text: '', event: { name: '', data: {} } })).toEqual({
    name: 'event',
    data: '',
  })
})
