import { describe, expect, it } from 'vitest'
import { withoutMention } from './mentions.ts'

const bot = { id: 99, username: 'Our_Bot' }

/** What is left of a text in which Telegram found every `@name`, and of whom it names. */
function rest(text: string): string | undefined {
  const found = [...text.matchAll(/@\w+/g)]
  const entities = found.map(({ 0: word, index }) => ({
    type: 'mention',
    offset: index,
    length: word.length,
  }))
  return withoutMention({ text, entities }, bot)?.text
}

describe('a mention of our bot', () => {
  it('is taken out with the space that it leaves behind', () => {
    const texts: [text: string, left: string][] = [
      ['@our_bot Hello', 'Hello'],
      ['@OUR_BOT, Hello', 'Hello'],
      [' @our_bot: Hello', 'Hello'],
      ['@our_bot\nHello\n  there', 'Hello\n  there'],
      ['Hello @our_bot', 'Hello'],
      ['Ask @our_bot, please', 'Ask, please'],
      ['Ask @our_bot please', 'Ask please'],
      ['Hello\n@our_bot there\n', 'Hello\nthere\n'],
      ['(@our_bot) Hello', '() Hello'],
      ['@our_bot @our_bot Hello @our_bot', 'Hello'],
      ['@our_bot', ''],
      ['@our_bot // among us', '// among us'],
      ['😀 @our_bot Hello', '😀 Hello'],
    ]
    for (const [text, left] of texts) expect(rest(text), text).toBe(left)
  })

  it('is none where it names somebody else', () => {
    expect(rest('@our_bot2 and @maya')).toBeUndefined()
    expect(rest('@maya, ask @our_bot')).toBe('@maya, ask')
  })

  it('is what Telegram calls one', () => {
    const inCode = { text: '@our_bot', entities: [{ type: 'code', offset: 0, length: 8 }] }
    expect(withoutMention(inCode, bot)).toBeUndefined()
    const byName = (id: number) => ({
      text: 'Helper, hello',
      entities: [{ type: 'text_mention', offset: 0, length: 6, user: { id } }],
    })
    expect(withoutMention(byName(99), bot)?.text).toBe('hello')
    expect(withoutMention(byName(98), bot)).toBeUndefined()
  })

  it('moves what else was found', () => {
    const text = '@our_bot /note see @maya'
    const entities = [
      { type: 'mention', offset: 0, length: 8 },
      { type: 'bold', offset: 4, length: 10 },
      { type: 'bot_command', offset: 9, length: 5 },
      { type: 'mention', offset: 19, length: 5 },
    ]
    expect(withoutMention({ text, entities }, bot)).toEqual({
      text: '/note see @maya',
      entities: [
        { type: 'bold', offset: 0, length: 5 },
        { type: 'bot_command', offset: 0, length: 5 },
        { type: 'mention', offset: 10, length: 5 },
      ],
    })
  })
})
