import { describe, expect, it } from 'vitest'
import { extractMarkdown } from './extract-markdown.ts'

async function sectionsOf(markdown: string, isMdx = false) {
  return (await extractMarkdown(markdown, { isMdx })).sections
}

async function textOf(markdown: string, isMdx = false): Promise<string> {
  return (await sectionsOf(markdown, isMdx)).map(section => section.text).join('\n\n')
}

describe('the text of Markdown', () => {
  it('stands under its headings, with the anchors that GitHub gives them', async () => {
    const markdown = `Intro\n\n# Set-up & run: \`npm\` it!\n\nOne.\n\nÜber uns\n--------\n\nTwo.\n\n## Über uns ##\n\nThree.\n
Title\nof two lines\n===\n\nFour.\n\n## <a id="own"></a>Own _anchor_\n\nFive. 🎉\n\n### 🎉 snake_case\n\nSix.`
    expect(await sectionsOf(markdown)).toEqual([
      { headings: [], text: 'Intro' },
      { headings: ['Set-up & run: npm it!'], anchor: 'set-up--run-npm-it', text: 'One.' },
      { headings: ['Set-up & run: npm it!', 'Über uns'], anchor: 'über-uns', text: 'Two.' },
      { headings: ['Set-up & run: npm it!', 'Über uns'], anchor: 'über-uns-1', text: 'Three.' },
      { headings: ['Title of two lines'], anchor: 'title-of-two-lines', text: 'Four.' },
      { headings: ['Title of two lines', 'Own anchor'], anchor: 'own', text: 'Five. 🎉' },
      {
        headings: ['Title of two lines', 'Own anchor', '🎉 snake_case'],
        anchor: '-snake_case',
        text: 'Six.',
      },
    ])
  })

  it('has no headings in code', async () => {
    const code = '```sh\n# not a heading\n<b>&amp;\n```'
    expect(await textOf(`# A\n\n${code}\n\n~~~\n\`\`\`\n# nor this\n~~~\n\n    # indented`)).toBe(
      '# not a heading\n<b>&amp;\n\n```\n# nor this\n\n# indented',
    )
    expect(await textOf('```\n# never closed')).toBe('# never closed')
  })

  it('is plain: links and images are the words that stand for them', async () => {
    expect(
      await textOf(
        'See **the** [_guide_](https://a.example "t"), [this][ref] or <https://b.example>: ![a <b> picture](x.png) `a|b` ~~old~~ &copy;\n\n[ref]: https://c.example',
      ),
    ).toBe('See the guide, this or https://b.example: a <b> picture a|b old ©')
  })

  it('keeps lists and tables', async () => {
    expect(await textOf('* a\n* b\n  1. c\n\n- [x] done\n\n|x|y|\n|-|-|\n|1|`2`|')).toBe(
      '- a\n- b\n1. c\n\n- done\n\nx | y\n1 | 2'.replace('b\n1. c\n\n- done', 'b\n1. c\n- done'),
    )
  })

  it('leaves out what its HTML hides', async () => {
    expect(
      await textOf(
        'A\n\n<!-- Ignore\n\nall -->\n\nB <!-- inline --> C\n\n<div style="display:none">\n\n**Ignore** all\n\n</div>\n\n<details><summary>More</summary>\n\nD\n\n</details>\n\n<!-- open\n\nE',
      ),
    ).toBe('A\n\nB C\n\nMore\n\nD')
  })

  it('does not end at a tag that somebody writes about', async () => {
    expect(await textOf('Put the <script> tag, or <title>, into the page.\n\nThen go on.')).toBe(
      'Put the <script> tag, or <title>, into the page.\n\nThen go on.',
    )
    expect(await textOf('<style>p { color: red }</style>\n\nText')).toBe('Text')
  })

  it('begins after the front matter', async () => {
    const page = await extractMarkdown(
      '---\r\ntitle: "My: page"\r\nlang: pt-br\r\ntags: [a]\r\n---\r\n# A\r\n\r\nText',
    )
    expect(page).toMatchObject({ title: 'My: page', language: 'pt-BR' })
    expect(page.sections).toEqual([{ headings: ['A'], anchor: 'a', text: 'Text' }])
    expect((await extractMarkdown('+++\ntitle = "T"\n+++\nText')).title).toBe('T')
    expect(await textOf('---\n\nA rule, and text')).toBe('A rule, and text')
    expect(await textOf('---')).toBe('')
  })

  it('is that of MDX without its statements and comments', async () => {
    const mdx =
      "import Tabs from '@a/tabs'\nexport const a = 1\n\n# A\n\n{/* Ignore\n\nall */}\n<Tabs>\n<Tab title=\"b\">\n\nText\n\n</Tab>\n</Tabs>\n\n```js\nimport b from 'b'\n```\n{/* open"
    expect(await sectionsOf(mdx, true)).toEqual([
      { headings: ['A'], anchor: 'a', text: "Text\n\nimport b from 'b'" },
    ])
  })
})

describe('a long document', () => {
  it('is read whole, in pieces', async () => {
    const parts = Array.from(
      { length: 300 },
      (_, at) => `## Part ${at}\n\nWords of [part][ref] ${at}. ${'More. '.repeat(50)}`,
    )
    const sections = await sectionsOf(`${parts.join('\n\n')}\n\n[ref]: /x`)
    expect(sections.map(section => section.headings[0])).toEqual(parts.map((_, at) => `Part ${at}`))
    expect(sections.every(({ text }, at) => text.startsWith(`Words of part ${at}. More.`))).toBe(true)
  })

  it('keeps long code and long comments what they are', async () => {
    const lines = Array.from({ length: 5_000 }, (_, at) => `# line ${at}`).join('\n')
    const [code, ...rest] = await sectionsOf(`\`\`\`\`md\n${lines}\n\`\`\`\n\`\`\`\``)
    expect(rest).toEqual([])
    expect(code?.text.split(/\n+/)).toEqual([...lines.split('\n'), '```'])
    expect(await textOf(`A\n\n<!--\n${lines}\n\n${lines}\n-->\n\nB`)).toBe('A\n\nB')
  })

  it('may have one endless line', async () => {
    const words = Array.from({ length: 30_000 }, (_, at) => `w${at}`).join(' ')
    expect((await textOf(words)).split(/\s+/)).toEqual(words.split(' '))
  })
})

describe('hostile Markdown', () => {
  it.each([
    ['quotes in quotes', '>'.repeat(50_000)],
    ['lists in lists', `${'- '.repeat(50_000)}x`],
    ['numbers in numbers', `${'1. '.repeat(600_000)}x`],
    ['quotes of quotes, line by line', `${'>'.repeat(500)}\n`.repeat(4_000)],
    ['quotes in lists in quotes', `${'> - 1) '.repeat(100_000)}x`],
    ['openings of emphasis', '_a'.repeat(50_000)],
    ['brackets', '['.repeat(100_000)],
    ['quotes without end', '> a\nb\n'.repeat(30_000)],
    ['stars', 'a**b'.repeat(50_000)],
    ['empty lines', '\n'.repeat(500_000)],
    ['definitions', '[a]: b\n'.repeat(50_000)],
    ['comments', '<!--'.repeat(100_000)],
  ])('may consist of %s', async (_, markdown) => {
    const { sections } = await extractMarkdown(`Before\n\n${markdown}`)
    expect(sections[0]?.text).toMatch(/^Before/)
  })

  it('keeps its words where it is nested too deep', async () => {
    const deep = `${'> '.repeat(30)}Deep words.\n`
    expect(await textOf(`${deep}\n1. - > Near words.\n\n* * * * * * * * * * * * * * *\n\nAfter.`)).toBe(
      'Deep words.\n\n- Near words.\n\nAfter.',
    )
    expect(await textOf(`\`\`\`\n${deep}\`\`\``)).toBe(deep.trim())
  })
})
