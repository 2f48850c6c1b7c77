import { Api } from 'grammy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTelegramEmulator, type TelegramEmulator } from './emulator.ts'

let telegram: TelegramEmulator
let api: Api

beforeAll(async () => {
  telegram = await startTelegramEmulator({ limits: { perGroupMinute: false, perSecond: false } })
  api = new Api(telegram.token, { apiRoot: telegram.url })
})

afterAll(() => telegram.stop())

const say = async (text: string, more = {}) => {
  const { text: stored, entities = [] } = await api.sendMessage(telegram.chatId, text, more)
  return { text: stored, marked: entities.map(entity => [entity.type, cut(stored, entity)]), entities }
}

const cut = (text: string, { offset, length }: { offset: number; length: number }) =>
  text.slice(offset, offset + length)

describe('entities', () => {
  it('count UTF-16 units', async () => {
    const sent = await say('🦊 fox', { entities: [{ type: 'bold', offset: 3, length: 3 }] })
    expect(sent.marked).toEqual([['bold', 'fox']])
  })

  it('move along when the text is trimmed and cleaned', async () => {
    const sent = await say('  a\r\n b\t c \n', { entities: [{ type: 'italic', offset: 8, length: 1 }] })
    expect(sent.text).toBe('a\n b  c')
    expect(sent.marked).toEqual([['italic', ' ']].slice(1))
    const kept = await say(' \n a\r\nb ', { entities: [{ type: 'italic', offset: 6, length: 1 }] })
    expect(kept).toMatchObject({ text: 'a\nb', marked: [['italic', 'b']] })
  })

  it('are refused outside the text and inside a character', async () => {
    const at = (offset: number, length: number) => say('🦊', { entities: [{ type: 'bold', offset, length }] })
    await expect(at(2, 1)).rejects.toThrow('entity begins after the end of the text at UTF-16 offset 2')
    await expect(at(0, 9)).rejects.toThrow(
      'entity beginning at UTF-16 offset 0 ends after the end of the text',
    )
    await expect(at(1, 1)).rejects.toThrow('entity begins in a middle of a UTF-16 symbol')
    await expect(at(-1, 1)).rejects.toThrow('receive an entity with incorrect offset -1')
  })

  it('are refused when they are malformed, and skipped when the server finds them itself', async () => {
    await expect(say('a', { entities: [{ type: 'shiny', offset: 0, length: 1 }] })).rejects.toThrow(
      "Bad Request: can't parse MessageEntity: Unsupported type specified",
    )
    await expect(say('a', { entities: [{ type: 'bold', offset: 0 }] })).rejects.toThrow(
      'Can\'t find field "length"',
    )
    expect((await say('abc', { entities: [{ type: 'url', offset: 0, length: 3 }] })).marked).toEqual([])
  })

  it('are found by the server: links, commands, mentions, addresses', async () => {
    const text = 'See https://shop.example/a?b=1. Or shop.com, /close@my_bot, @maya, a@b.org, #vip'
    expect((await say(text)).marked).toEqual([
      ['url', 'https://shop.example/a?b=1'],
      ['url', 'shop.com'],
      ['bot_command', '/close@my_bot'],
      ['mention', '@maya'],
      ['email', 'a@b.org'],
      ['hashtag', '#vip'],
    ])
  })

  it('nest, but not in code', async () => {
    const sent = await say('a code b', {
      entities: [
        { type: 'code', offset: 2, length: 4 },
        { type: 'bold', offset: 2, length: 2 },
        { type: 'italic', offset: 0, length: 1 },
      ],
    })
    expect(sent.marked).toEqual([
      ['italic', 'a'],
      ['code', 'code'],
    ])
  })

  it('are at most a hundred', async () => {
    const entities = Array.from({ length: 120 }, (_, index) => ({
      type: 'bold',
      offset: index * 2,
      length: 1,
    }))
    expect((await say('x '.repeat(120), { entities })).entities).toHaveLength(100)
  })
})

describe('HTML', () => {
  const html = (text: string) => say(text, { parse_mode: 'HTML' })

  it('is parsed', async () => {
    const source =
      '<b>bold <i>both</i></b> &lt;3 &amp; <a href="https://a.example/?x=1&amp;y">link</a> <pre><code class="language-js">x()</code></pre>'
    const { text, entities } = await html(source)
    expect(text).toBe('bold both <3 & link x()')
    expect(entities).toEqual([
      { type: 'bold', offset: 0, length: 9 },
      { type: 'italic', offset: 5, length: 4 },
      { type: 'text_link', offset: 15, length: 4, url: 'https://a.example/?x=1&y' },
      { type: 'pre', offset: 20, length: 3, language: 'js' },
    ])
  })

  it.each([
    ['<b>x', `Can't find end tag corresponding to start tag "b"`],
    ['a <h1>x</h1>', 'Unsupported start tag "h1" at byte offset 2'],
    ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['é<b', 'Unclosed start tag at byte offset 2'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ])('%s is refused', async (source, reason) => {
    await expect(html(source)).rejects.toThrow(`Bad Request: can't parse entities: ${reason}`)
  })
})

describe('MarkdownV2', () => {
  const markdown = (text: string) => say(text, { parse_mode: 'MarkdownV2' })

  it('is parsed', async () => {
    const { text, marked, entities } = await markdown(
      '*bold _both_* __under__ ~gone~ ||secret|| `co*de` [link](https://a.example/\\)) 1\\.5',
    )
    expect(text).toBe('bold both under gone secret co*de link 1.5')
    expect(marked).toEqual([
      ['bold', 'bold both'],
      ['italic', 'both'],
      ['underline', 'under'],
      ['strikethrough', 'gone'],
      ['spoiler', 'secret'],
      ['code', 'co*de'],
      ['text_link', 'link'],
    ])
    expect(entities.at(-1)).toMatchObject({ url: 'https://a.example/)' })
  })

  it('quotes lines and fences code', async () => {
    const { text, marked, entities } = await markdown('>one\n>two\nthree\n```js\nx = 1;\n```')
    expect(text).toBe('one\ntwo\nthree\nx = 1;')
    expect(marked).toEqual([
      ['blockquote', 'one\ntwo'],
      ['pre', 'x = 1;'],
    ])
    expect(entities.at(-1)).toMatchObject({ language: 'js' })
  })

  it.each([
    ['1.5', "Character '.' is reserved and must be escaped with the preceding '\\'"],
    ['é *x', "Can't find end of Bold entity at byte offset 3"],
    ['[x](http://a', "Can't find end of a URL at byte offset 4"],
    ['a!', "Character '!' is reserved and must be escaped with the preceding '\\'"],
  ])('%s is refused', async (source, reason) => {
    await expect(markdown(source)).rejects.toThrow(`Bad Request: can't parse entities: ${reason}`)
  })

  it('is one of two known modes', async () => {
    await expect(say('x', { parse_mode: 'BBCode' })).rejects.toThrow('Bad Request: unsupported parse_mode')
  })
})
