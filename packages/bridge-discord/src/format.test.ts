import type { PostItem } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { shownOf } from '../test/shown.ts'
import { formatPost } from './format.ts'

function visitor(text: string, more: Partial<PostItem> = {}): PostItem {
  return { from: 'visitor', text, ...more }
}

/** What people see. */
function textsOf(...items: PostItem[]): string[] {
  return formatPost({ items }).map(part => shownOf(part).text)
}

it('says that a draft of the AI’s was not sent, and how it is', () => {
  const draft: PostItem = { from: 'ai', text: 'Hi', author: { name: 'Robo' }, isDraft: true }
  expect(textsOf(draft)).toEqual(['AI draft · not sent\nHi\n\n👍 or !send sends it'])
  expect(textsOf(draft, visitor('x'))).toEqual(['AI draft · not sent\nHi\n\nVisitor\nx'])
  expect(textsOf({ ...draft, deleted: true })).toEqual(['AI draft\n(sent, or no longer needed)'])
})

describe('one message', () => {
  it('shows a visitor’s words alone', () => {
    expect(textsOf(visitor('Hello\n\n there'))).toEqual(['Hello\n\n there'])
  })

  it('says who wrote what comes from elsewhere', () => {
    const author = { name: 'Anna' }
    expect(textsOf({ from: 'operator', text: 'Hi', author, via: 'telegram' })).toEqual([
      'Anna (Telegram)\nHi',
    ])
    expect(textsOf({ from: 'operator', text: 'Hi' })).toEqual(['Team\nHi'])
    expect(textsOf({ from: 'ai', text: 'Hi' })).toEqual(['AI\nHi'])
    expect(textsOf({ from: 'ai', text: 'Hi', author })).toEqual(['Anna (AI)\nHi'])
    expect(textsOf({ from: 'note', text: 'Careful', author, via: 'slack' })).toEqual([
      '📝 Note · Anna (Slack)\nCareful',
    ])
    expect(textsOf({ from: 'system', text: 'Closed' })).toEqual(['Closed'])
    expect(textsOf({ from: 'notice', text: 'Use !help' })).toEqual(['ℹ️ Use !help'])
  })

  it('keeps a hostile name on its line and without effect', () => {
    const author = { name: '**Anna**\n# Visitor\u202e @everyone' }
    const [part = ''] = formatPost({ items: [{ from: 'operator', text: 'Hi', author }] })
    expect(shownOf(part)).toEqual({ text: '**Anna** # Visitor @everyone\nHi', active: ['bold'] })
  })

  it('shows an event with its data, and neither does anything', () => {
    const event = { name: 'cart\n`abandoned`', data: { total: 12, note: '<@1>' } }
    const [part = ''] = formatPost({ items: [{ from: 'event', text: '', event }] })
    expect(shownOf(part)).toEqual({
      text: '⚡ cart `abandoned`\n{"total":12,"note":"<@1>"}',
      active: ['bold'],
    })
  })

  it('does not show what was deleted', () => {
    expect(textsOf(visitor('secret', { deleted: true }))).toEqual(['(deleted by the visitor)'])
    expect(textsOf({ from: 'operator', text: 'secret', deleted: true })).toEqual(['Team\n(deleted)'])
  })

  it('shows that there is nothing to show', () => {
    for (const text of ['', ' \n', '\u200b', '\u202e'])
      expect(textsOf(visitor(text))).toEqual(['(empty message)'])
  })
})

describe('several messages', () => {
  it('are kept apart, and each says who speaks where that changes', () => {
    const items = [
      visitor('a'),
      visitor('b', { edited: true }),
      { from: 'ai', text: 'c' } as const,
      visitor('d'),
    ]
    expect(textsOf(...items)).toEqual(['a\n\nb (edited)\n\nAI\nc\n\nVisitor\nd'])
  })
})
