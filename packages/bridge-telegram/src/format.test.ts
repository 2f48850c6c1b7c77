import type { Post, PostItem } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { formatPost } from './format.ts'

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
  const draft: PostItem = { from: 'ai', text: 'Try /close', author: { name: 'Robo' }, isDraft: true }

  it('says that it was not sent, and how it is; a tap sends nothing', () => {
    expect(textsOf(draft)).toEqual(['AI draft · not sent\nTry /close\n\n👍 or /send sends it'])
    expect(styles({ items: [draft] })).toEqual(['bold: AI draft · not sent', 'code: /close', 'code: /send'])
  })

  it('that shares its place, or is gone, is not offered', () => {
    const answer: PostItem = { from: 'ai', text: 'Hi', author: { name: 'Robo' } }
    expect(textsOf(draft, answer)).toEqual(['AI draft · not sent\nTry /close\n\nRobo (AI)\nHi'])
    expect(textsOf({ ...draft, deleted: true })).toEqual(['AI draft\n(sent, or no longer needed)'])
  })
})

describe('one message', () => {
  it('shows a visitor’s words exactly as typed', () => {
    const hostile = [
      '<b>x</b> & *y* _z_ `q` [a](b)',
      ' indented\n\nand  spaced ',
      '\u202eright to left',
      '<!channel>',
    ]
    for (const text of hostile)
      expect(formatPost({ items: [visitor(text)] })).toEqual([{ text, entities: [] }])
  })

  it('shows what looks like a command or a mention as code, so that nobody is called', () => {
    const text = 'Try /close or @anna, not a@b.example or https://x.example/close/@anna'
    expect(styles({ items: [visitor(text)] })).toEqual(['code: /close', 'code: @anna'])
    expect(styles({ items: [visitor('/close@our_bot now')] })).toEqual(['code: /close@our_bot'])
    // Behind what ends a link.
    expect(styles({ items: [visitor('https://x.example/?<@anna>')] })).toEqual(['code: @anna'])
  })

  it('calls nobody by the name of whoever wrote elsewhere', () => {
    const author = { name: '@anna' }
    const items = [{ from: 'operator', text: 'Hello', author, via: 'slack' } as const]
    expect(styles({ items })).toEqual(['code: @anna'])
  })

  it('keeps within Telegram’s 100 styles', () => {
    expect(formatPost({ items: [visitor('@ab '.repeat(300))] })[0]?.entities).toHaveLength(1)
  })

  it('says who wrote what comes from elsewhere', () => {
    const author = { name: 'Anna' }
    expect(textsOf({ from: 'operator', text: 'Hi', author, via: 'discord' })).toEqual(['Anna (Discord)\nHi'])
    expect(textsOf({ from: 'operator', text: 'Hi' })).toEqual(['Team\nHi'])
    expect(textsOf({ from: 'ai', text: 'Hi' })).toEqual(['AI\nHi'])
    expect(textsOf({ from: 'note', text: 'Careful', author, via: 'slack' })).toEqual([
      '📝 Note · Anna (Slack)\nCareful',
    ])
    expect(textsOf({ from: 'system', text: 'Closed' })).toEqual(['Closed'])
    expect(textsOf({ from: 'notice', text: 'Use /help' })).toEqual(['ℹ️ Use /help'])
    expect(styles({ items: [{ from: 'operator', text: 'Hi', author, via: 'discord' }] })).toEqual([
      'bold: Anna (Discord)',
    ])
  })

  it('shows what happened among the team in italics, and calls nobody by it', () => {
    const system = (text: string): Post => ({ items: [{ from: 'system', text }] })
    expect(styles(system('Anna answers this conversation.'))).toEqual([
      'italic: Anna answers this conversation.',
    ])
    expect(styles(system('@maya answers this conversation.'))).toEqual(['code: @maya'])
    expect(textsOf(visitor('hi'), { from: 'system', text: 'Anna blocked this visitor.' })).toEqual([
      'hi\n\nAnna blocked this visitor.',
    ])
  })

  it('keeps a hostile name on its line', () => {
    const author = { name: 'Anna\nVisitor\u202e gro.live\u0000' }
    expect(textsOf({ from: 'operator', text: 'Hi', author })).toEqual(['Anna Visitor gro.live\nHi'])
  })

  it('shows an event with its data as code', () => {
    const event = { name: 'cart\nabandoned', data: { total: 12 } }
    expect(textsOf({ from: 'event', text: '', event })).toEqual(['⚡ cart abandoned\n{"total":12}'])
    expect(styles({ items: [{ from: 'event', text: '', event }] })).toEqual([
      'code: cart abandoned',
      'code: {"total":12}',
    ])
  })

  it('does not show what was deleted', () => {
    expect(textsOf(visitor('secret', { deleted: true }))).toEqual(['(deleted by the visitor)'])
  })

  it('shows that there is nothing to show', () => {
    for (const text of ['', ' \n ', '\u200b\u2060', '\u202e', '\u2800']) {
      expect(textsOf(visitor(text))).toEqual(['(empty message)'])
    }
  })

  it('replaces half characters, which Telegram refuses', () => {
    expect(textsOf(visitor('a\ud83d'))).toEqual(['a\ufffd'])
  })
})

describe('several messages in one', () => {
  it('keeps them apart and in order', () => {
    expect(
      textsOf(visitor('one'), visitor('two\nlines', { edited: true }), visitor('x', { deleted: true })),
    ).toEqual(['one\n\ntwo\nlines (edited)\n\n(deleted by the visitor)'])
  })

  it('says when it is the visitor who speaks again', () => {
    expect(textsOf(visitor('hi'), { from: 'ai', text: 'Hello!' }, visitor('thanks'))).toEqual([
      'hi\n\nAI\nHello!\n\nVisitor\nthanks',
    ])
  })
})
