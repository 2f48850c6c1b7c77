import { describe, expect, it } from 'vitest'
import { clean, GONE, gives } from '../../test/ai/cleaning.ts'

describe('HTML', () => {
  it('loses its tags and keeps its text', () => {
    gives([
      ['Press <b>Save</b> now', 'Press Save now'],
      ['<script>alert(1)</script>', 'alert(1)'],
      ['<img src=x onerror="alert(1)">ok', 'ok'],
      ['a<br>b<BR/>c', 'a\nb\nc'],
      ['a <!-- hidden --> b', 'a  b'],
      ['&lt;b&gt; &amp; &#104;', '&lt;b&gt; &amp; &#104;'],
    ])
  })

  it('is not what only looks like it', () => {
    gives([
      ['a < b and b > c', 'a < b and b > c'],
      ['1 <2, <=, <-, <3', '1 <2, <=, <-, <3'],
      ['a <b and no end', 'a < b and no end'],
      ['5 <', '5 <'],
      ['`<`', '<'],
    ])
  })

  it('does not come together from what was taken apart', () => {
    gives([
      ['<scr<b>ipt>alert(1)', 'ipt>alert(1)'],
      ['<<b>script>', '< script>'],
      ['<**script>', '< script>'],
      ['<`script>`', '< script>'],
      ['[<](x)script>', '< script>'],
      ['<\u200bscript>', ''],
      ['htt<b></b>ps://evil.example/x', GONE],
    ])
  })
})

describe('Markdown', () => {
  it('becomes text that reads well', () => {
    gives([
      ['**Save** it, *now*', 'Save it, now'],
      ['***both***', 'both'],
      ['Run `npm i` or ``a`b``', 'Run npm i or a`b'],
      ['# Install\n## With npm\n#hash C#', 'Install\nWith npm\n#hash C#'],
      ['- one\n* two\n  + three\n-5 and a - b', '• one\n• two\n  • three\n-5 and a - b'],
      [
        '```ts\nconst a = **b**\n# no heading\n- no bullet\n```\nDone',
        'const a = **b**\n# no heading\n- no bullet\n\nDone',
      ],
      ['```code``` and', 'code and'],
      ['\\*not bold\\* a\\b \\[x\\]', '*not bold* a\\b [x]'],
      ['1. one\n2. two', '1. one\n2. two'],
      ['**粗体**文字', '粗体文字'],
    ])
  })

  it('is not what means something else', () => {
    gives([
      ['2 ** 3, 2**3, a*b*c, 5 * 3', '2 ** 3, 2**3, a*b*c, 5 * 3'],
      ['snake_case __init__', 'snake_case __init__'],
      ['`list[i](x)` and list[0]', 'list[i](x) and list[0]'],
      ['- [ ] a task [1]', '• [ ] a task [1]'],
      ['[not (a] link)', '[not (a] link)'],
      ['Wait! [x', 'Wait! [x'],
    ])
  })

  it('has links only to where they may lead', () => {
    gives([
      [
        'See [Install](https://docs.shop.example/install).',
        'See Install (https://docs.shop.example/install).',
      ],
      ['[here](https://help.example/a_(b) "Title")!', 'here (https://help.example/a_(b))!'],
      ['[click](https://evil.example/?q=secret)', 'click'],
      ['[click](javascript:alert(1))', 'click'],
      ['[click](evil)', 'click'],
      ['[a [b] c](https://help.example/)', 'a [b] c (https://help.example/)'],
      ['[**bold**](https://help.example)', 'bold (https://help.example)'],
      ['[https://help.example](https://help.example)', 'https://help.example'],
      ['[https://evil.example](https://help.example)', `${GONE} (https://help.example)`],
      ['[t](https://help.example)and', 't (https://help.example) and'],
      ['[x](<https://help.example>)', 'x (https://help.example)'],
    ])
  })

  it('has no images', () => {
    gives([
      ['![a cat](https://help.example/cat.png)', 'a cat'],
      ['![](https://evil.example/?leak=1)', ''],
      ['[![alt](https://evil.example/i.png)](https://evil.example)', 'alt'],
      ['!![x](y)', '!x'],
    ])
  })
})

describe('an address', () => {
  it('that is allowed stays', () => {
    for (const url of [
      'https://docs.shop.example/install',
      'https://docs.shop.example/install/',
      'https://docs.shop.example/install#pnpm',
      'HTTPS://Docs.Shop.Example/install',
      'https://shop.example/a?b=c',
      'https://help.example',
      'http://help.example/any/path?x=1#y',
      'help.example/path',
      'www.cdn.example/x',
      'https://a.b.cdn.example',
      'http://localhost:3000/demo',
    ])
      for (const sentence of [url, `See ${url}.`, `(${url})`, `"${url}"`, `${url}, then`, `<b>${url}</b>!`])
        expect(clean(sentence)).toBe(sentence.replaceAll(/<\/?b>/g, ''))
    expect(clean('<https://help.example>')).toBe('https://help.example')
  })

  it('that is not allowed goes', () => {
    for (const url of [
      'https://evil.example',
      'http://docs.shop.example/install',
      'https://docs.shop.example/other',
      'https://shop.example/a',
      'https://shop.example/a?b=d',
      'https://docs.shop.example.evil.example/install',
      'https://help.example@evil.example/',
      'https://evil.example\\@help.example/',
      'https://help.example\\@evil.example/',
      'https://help.example:8080/',
      'https://sub.help.example',
      'https://cdn.example',
      'https://evilcdn.example',
      'https://hеlp.example',
      'www.evil.example',
      'javascript:alert(1)',
      'data:text/html;base64,PHg+',
      'mailto:anna@evil.example',
      'vbscript:x',
      '//evil.example/x',
      'http:/evil.example',
      'tg://resolve?domain=evil',
      'evil.example/login',
      'evil.example:8080/login',
      'evil.example?token=x',
      'evil.example/',
      'evil.example/?x=1',
      'evil.example/#x',
      'evil.example/%2e',
      'evil.example:80',
      'evil_x.evil.example/x',
      'evil\uff0eexample/x',
      'evil\u2024example/x',
      'help\uff61example/x',
      '\uff45\uff56\uff49\uff4c.example/x',
      '1.2.3.4/login',
      '1.2.3.4:80',
      '1.2.3.4:8080/x',
      '1.2.3.4/24/login',
    ])
      for (const [before, after] of [
        ['', ''],
        ['See ', '.'],
        ['(', ')'],
        ['**', '**'],
      ] as const)
        expect(clean(`${before}${url}${after}`)).toBe(`${before}${GONE}${after}`.replaceAll('**', ''))
  })

  it('is found wherever it hides', () => {
    gives([
      ['xhttps://evil.example', `x${GONE}`],
      ['ht\u200btps://evil.example', GONE],
      ['https://**evil**.example', GONE],
      ['请看https://evil.example/x。谢谢', `请看${GONE}。谢谢`],
      ['请看https://help.example/x。谢谢', '请看https://help.example/x 。谢谢'],
      ['https://help.example。evil.example', 'https://help.example 。evil.example'],
      ['a,https://evil.example"b', `a,${GONE}"b`],
      ['https://help.example)evil', 'https://help.example) evil'],
      ['`https://evil.example`', GONE],
      ['help.example/-https://evil.example', GONE],
      ['@www.evil.example/x', `@${GONE}`],
      ['[1]: https://evil.example', `[1]: ${GONE}`],
      ['![x](https://evil.example', `![x](${GONE}`],
      ['postgres://https://evil.example', `postgres://${GONE}`],
    ])
  })

  it('is not what only looks like one', () => {
    for (const text of [
      'Edit package.json, then Node.js and example.com.',
      'Run react@19.1.0, pkg@next, @socket.io/redis-adapter, logo@2x.png, @anna',
      'At v1.2.3/4, 1.2.3, 10.0.0.1, 10.0.0.0/8, 10.0.0.0/24. On 127.0.0.1:3000.',
      'main.py:42, src/lib.rs:7, index.ts:10:5, error.log:3, config.yml/x',
      'i.e./e.g., at 10.30:45, U.S./Canada, Ph.D./M.D., Inc./Ltd., 3.5/4.0',
      '漢字．ＡＢＣ，全角',
      'and/or, TCP/IP, e.g. 12.5/10, src/index.ts, ./a.b/c, Node.js/Express',
      'The data: it is here. JavaScript: yes. Metadata:x',
      'postgres://user@host/db and a // comment',
      'Is it shop.example? Yes: a.b?.c',
    ])
      expect(clean(text)).toBe(text)
  })
})

describe('characters', () => {
  it('that hide or turn something are gone', () => {
    gives([
      ['a\u0000b\u001bc\u202ed\u2066e\u200bf\u200dg\ufeffh\u{e0041}i\u00adj', 'abcdefghij'],
      ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
      ['\ud83d x 😀\ufe0f', '\ufffd x 😀\ufe0f'],
      ['مرحبا, čau, 你好', 'مرحبا, čau, 你好'],
    ])
  })

  it('that are blank are trimmed, and empty lines are two at most', () => {
    gives([
      ['  \n\n a \t\n\n\n\n\n\n b \n ', 'a\n\n\n b'],
      ['a\n\nb\n\n\nc', 'a\n\nb\n\n\nc'],
      [' \u200b\n', ''],
    ])
    expect(clean(`a${' '.repeat(9000)}b`).length).toBeLessThan(100)
  })
})

describe('a long answer', () => {
  it('is cut between two words, visibly', () => {
    expect(clean('one two three', { maxLength: 13 })).toBe('one two three')
    expect(clean('one two three', { maxLength: 12 })).toBe('one two…')
    expect(clean('one two', { maxLength: 3 })).toBe('on…')
    expect(clean('one', { maxLength: 3 })).toBe('one')
    expect(clean('one two', { maxLength: 4 })).toBe('one…')
    expect(clean('abcdef', { maxLength: 4 })).toBe('abc…')
    expect(clean('😀😀😀', { maxLength: 4 })).toBe('😀…')
    expect(clean('你好世界', { maxLength: 3 })).toBe('你好…')
    expect(clean('one', { maxLength: 0 })).toBe('')
  })

  it('is cut beside an address, never within', () => {
    const address = 'https://help.example/abc'
    expect(clean(address, { maxLength: 24 })).toBe(address)
    expect(clean(address, { maxLength: 23 })).toBe('…')
    expect(clean(`${address} more`, { maxLength: 24 })).toBe('…')
    expect(clean(`${address} more`, { maxLength: 25 })).toBe(address)
    expect(clean(`${address} more`, { maxLength: 26 })).toBe(`${address} …`)
  })
})
