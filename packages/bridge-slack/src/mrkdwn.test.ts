import { describe, expect, it } from 'vitest'
import { decodeText, escapeText, mentionedUsers, withoutMention } from './mrkdwn.ts'

const names: Readonly<Record<string, string>> = { U1: 'Maya', W2: 'Tomás' }

function decode(text: string): string {
  return decodeText(text, id => names[id] ?? '')
}

it('escapes what Slack takes for markup, and nothing else', () => {
  expect(escapeText('<!channel> & <@U1> *b* _i_ ~s~ `c` > :smile: "q"')).toBe(
    '&lt;!channel&gt; &amp; &lt;@U1&gt; *b* _i_ ~s~ `c` &gt; :smile: "q"',
  )
})

describe('what an operator wrote', () => {
  it.each([
    ['plain words', 'plain words'],
    ['1 &lt; 2 &amp;&amp; 3 &gt; 2', '1 < 2 && 3 > 2'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['see <https://shop.example/a?b=1&amp;c=2>', 'see https://shop.example/a?b=1&c=2'],
    ['see <http://shop.example|shop.example>', 'see shop.example'],
    ['see <https://shop.example/|https://shop.example/>', 'see https://shop.example/'],
    ['see <https://shop.example/x|our prices>', 'see our prices (https://shop.example/x)'],
    ['<mailto:maya@shop.example|maya@shop.example>', 'maya@shop.example'],
    ['<mailto:maya@shop.example|write me>', 'write me (maya@shop.example)'],
    ['<tel:+4179|+4179>', '+4179'],
    ['<@U1> and <@W2|tomas> and <@U9|zoe> and <@U8>', '@Maya and @Tomás and @zoe and @somebody'],
    ['<#C1|support> <#C2>', '#support #C2'],
    ['<!here> <!channel> <!everyone>', '@here @channel @everyone'],
    ['<!here|here> <!subteam^S1|@team> <!subteam^S1>', '@here @team @subteam'],
    ['<!date^1392734382^{date}|Feb 18, 2014>', 'Feb 18, 2014'],
    ['*bold* _it_ ~no~ `code`', '*bold* _it_ ~no~ `code`'],
    ['a < b > c <> d', 'a < b > c <> d'],
  ])('%s', (text, seen) => {
    expect(decode(text)).toBe(seen)
  })

  it('is decoded quickly, however hostile', () => {
    for (const text of ['<', '<@', '<a|', '&lt;', '<!'])
      expect(decode(text.repeat(20_000)).length).toBeGreaterThan(0)
  })
})

it('finds whom a text names', () => {
  expect(mentionedUsers('<@U1> <@W2|tomas> <!here> <#C1> @U3')).toEqual(['U1', 'W2'])
})

describe('our bot’s name', () => {
  it.each([
    ['<@UBOT> hello', 'hello'],
    ['<@UBOT>: hello', 'hello'],
    ['<@UBOT|bot>, hello', 'hello'],
    ['hello <@UBOT>', 'hello'],
    ['hello <@UBOT> there', 'hello there'],
    ['hello\n<@UBOT> there', 'hello\nthere'],
    ['<@UBOT> !reply hi', '!reply hi'],
    ['<@UBOT>', ''],
  ])('is left out: %s', (text, rest) => {
    expect(withoutMention(text, 'UBOT')).toBe(rest)
  })

  it('is not there', () => {
    expect(withoutMention('hello <@UBOTX> @UBOT', 'UBOT')).toBeUndefined()
  })
})
