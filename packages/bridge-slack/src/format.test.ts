import type { Post, PostItem } from '@pocketping/core'
import { speakerName } from '@pocketping/core/bridge-kit'
import { describe, expect, it } from 'vitest'
import { formatPost, speakerOf } from './format.ts'
import { toRichText } from './rich-text.ts'

function visitor(text: string, more: Partial<PostItem> = {}): PostItem {
  return { from: 'visitor', text, ...more }
}

function textsOf(...items: PostItem[]): string[] {
  return formatPost({ items }).map(({ text }) => text)
}

/** The stretches of the first message that are shown in a style. */
function styles(post: Post): string[] {
  const [message] = formatPost(post)
  return (message?.entities ?? []).map(
    ({ type, offset, length }) => `${type}: ${message?.text.slice(offset, offset + length)}`,
  )
}

describe('a draft of the AI’s', () => {
  const draft: PostItem = { from: 'ai', text: 'Hi', author: { name: 'Robo' }, isDraft: true }

  it('says that it was not sent, and how it is', () => {
    expect(textsOf(draft)).toEqual(['AI draft · not sent\nHi\n\n👍 or !send sends it'])
    expect(textsOf(draft, visitor('x'))).toEqual(['AI draft · not sent\nHi\n\nVisitor\nx'])
    expect(textsOf({ ...draft, deleted: true })).toEqual(['AI draft\n(sent, or no longer needed)'])
  })

  it('is never said by the AI alone, also where posts stand under names', () => {
    const speaker = speakerOf({ items: [draft] })
    expect(speaker && speakerName(speaker)).toBe('AI draft · not sent')
    expect(formatPost({ items: [draft] }, true).map(({ text }) => text)).toEqual([
      'Hi\n\n👍 or !send sends it',
    ])
  })
})

describe('one message', () => {
  it('shows a visitor’s words exactly as typed', () => {
    const hostile = [
      '<b>x</b> & *y* _z_ `q`',
      ' indented\n\nand  spaced ',
      '<!channel> <@U1> @here :smile:',
      '> q',
    ]
    for (const text of hostile)
      expect(formatPost({ items: [visitor(text)] })).toEqual([{ text, entities: [] }])
  })

  it('says who wrote what comes from elsewhere', () => {
    const author = { name: 'Anna' }
    expect(textsOf({ from: 'operator', text: 'Hi', author, via: 'discord' })).toEqual(['Anna (Discord)\nHi'])
    expect(textsOf({ from: 'operator', text: 'Hi' })).toEqual(['Team\nHi'])
    expect(textsOf({ from: 'ai', text: 'Hi' })).toEqual(['AI\nHi'])
    expect(textsOf({ from: 'note', text: 'Careful', author, via: 'telegram' })).toEqual([
      '📝 Note · Anna (Telegram)\nCareful',
    ])
    expect(textsOf({ from: 'system', text: 'Closed' })).toEqual(['Closed'])
    expect(textsOf({ from: 'notice', text: 'Use !help' })).toEqual(['ℹ️ Use !help'])
    expect(styles({ items: [{ from: 'operator', text: 'Hi', author, via: 'discord' }] })).toEqual([
      'bold: Anna (Discord)',
    ])
  })

  it('keeps a hostile name on its line', () => {
    const author = { name: 'Anna\nVisitor\u202e gro.live\u0000' }
    expect(textsOf({ from: 'operator', text: 'Hi', author })).toEqual(['Anna Visitor gro.live\nHi'])
  })

  it('shows what was edited, deleted, empty, or an event', () => {
    expect(textsOf(visitor('hi', { edited: true }))).toEqual(['hi (edited)'])
    expect(textsOf(visitor('hi', { deleted: true, edited: true }))).toEqual(['(deleted by the visitor)'])
    expect(textsOf(visitor('\u200b'))).toEqual(['(empty message)'])
    const event = { name: 'cart\n', data: { total: 12 } }
    expect(textsOf({ from: 'event', text: '', event })).toEqual(['⚡ cart\n{"total":12}'])
  })
})

describe('who speaks', () => {
  it('is one, or nobody', () => {
    expect(speakerOf({ items: [visitor('a'), visitor('b')] })).toMatchObject({ text: 'a' })
    expect(speakerOf({ items: [visitor('a'), { from: 'ai', text: 'b' }] })).toBeUndefined()
    expect(speakerOf({ items: [{ from: 'notice', text: 'b' }] })).toBeUndefined()
    const said = (name: string): PostItem => ({ from: 'operator', text: 'x', author: { name } })
    expect(speakerOf({ items: [said('Maya'), said('Tom')] })).toBeUndefined()
  })

  it('is not said twice where the post stands under their name', () => {
    const items: PostItem[] = [{ from: 'operator', text: 'Hi', author: { name: 'Maya' } }]
    expect(formatPost({ items }, true).map(({ text }) => text)).toEqual(['Hi'])
  })
})

it('becomes rich text, whose words Slack reads as nothing but words', () => {
  const [message] = formatPost({
    items: [{ from: 'operator', text: '<!here> *x*', author: { name: 'Maya' } }],
  })
  expect(toRichText(message ?? { text: '', entities: [] })).toEqual({
    text: 'Maya\n&lt;!here&gt; *x*',
    blocks: [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'Maya', style: { bold: true } },
              { type: 'text', text: '\n<!here> *x*' },
            ],
          },
        ],
      },
    ],
  })
})
