import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { pdfOf } from '../../../../test/pdf.ts'
import { type ReadContext, type ReadResult, readSource } from './read-source.ts'

const FILES: Record<string, string | Uint8Array> = {
  'a/guide.md': '---\ntitle: The guide\n---\n# Setting up\n\nRun it.',
  'a/page.HTM': '<meta charset=latin1><h1 id=x>Größe</h1><p>Text',
  'a\\notes.txt': 'One.\r\n\r\nTwo.',
  'terms.pdf': pdfOf([['Pay first.']]),
  'docs.mdx': "import A from 'a'\n\n<A>Text</A>",
  'broken.pdf': 'no',
  'empty.md': '<!-- nothing -->',
  'long.txt': 'x'.repeat(2_000_001),
}

async function readHere(path: string, { maxBytes }: { maxBytes: number }): Promise<Uint8Array> {
  const content = FILES[path]
  if (content === undefined) throw Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' })
  const bytes =
    typeof content === 'string' ? Buffer.from(content, path.endsWith('HTM') ? 'latin1' : 'utf8') : content
  return new Uint8Array(bytes.subarray(0, maxBytes))
}

function read(
  path: string,
  context: ReadContext = { readFile: readHere },
  title?: string,
): Promise<ReadResult> {
  return readSource({ type: 'file', value: path, ...(title !== undefined && { title }) }, new Map(), context)
}

describe('a file', () => {
  it.each([
    ['a/guide.md', 'The guide', [{ headings: ['Setting up'], anchor: 'setting-up', text: 'Run it.' }]],
    ['a/page.HTM', 'Größe', [{ headings: ['Größe'], anchor: 'x', text: 'Text' }]],
    ['a\\notes.txt', 'notes.txt', [{ headings: [], text: 'One.\n\nTwo.' }]],
    ['terms.pdf', 'terms.pdf', [{ headings: [], anchor: 'page=1', text: 'Pay first.' }]],
    ['docs.mdx', 'docs.mdx', [{ headings: [], text: 'Text' }]],
  ])('is read by the ending of its name: %s', async (path, title, passages) => {
    const { documents, problems } = await read(path)
    expect(problems).toEqual([])
    expect(documents).toEqual([{ id: path, title, passages, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }])
  })

  it('is unchanged where it says the same, and called what the host calls it', async () => {
    const [document] = (await read('a/guide.md')).documents
    const known = new Map([[document!.id, document!]])
    const source = { type: 'file', value: 'a/guide.md' } as const
    expect(await readSource(source, known, { readFile: readHere })).toEqual({
      documents: [],
      unchanged: ['a/guide.md'],
      problems: [],
    })
    const renamed = await readSource({ ...source, title: 'Mine' }, known, { readFile: readHere })
    expect(renamed.documents).toMatchObject([{ id: 'a/guide.md', title: 'Mine' }])
  })

  it.each([
    ['a/none.md', 'There is no such file.', false],
    [
      'data.csv',
      'Files of this kind cannot be read; those ending in .md, .markdown, .mdx, .txt, .html, .htm and .pdf can.',
      false,
    ],
    [
      'README',
      'Files of this kind cannot be read; those ending in .md, .markdown, .mdx, .txt, .html, .htm and .pdf can.',
      false,
    ],
    ['broken.pdf', 'The PDF cannot be read: Invalid PDF structure.', false],
    [
      'empty.md',
      'There is no text in it. What a page writes by script, or a scan shows, cannot be read.',
      false,
    ],
    ['long.txt', 'It is larger than 2 MB.', false],
  ])('may be a problem: %s', async (path, reason, isGone) => {
    expect(await read(path)).toEqual({
      documents: [],
      unchanged: [],
      problems: [{ id: path, reason, isGone }],
    })
  })

  it('needs somebody who reads files', async () => {
    expect((await read('a/guide.md', {})).problems).toMatchObject([
      { id: 'a/guide.md', reason: 'Files cannot be read here: there is no readFile.' },
    ])
    const { problems } = await readSource({ type: 'url', value: 'https://a.example' }, new Map(), {})
    expect(problems).toMatchObject([{ reason: 'Addresses cannot be read here: there is no fetch.' }])
  })

  it('may not be readable', async () => {
    const denied = () => Promise.reject(new Error('EACCES: permission denied'))
    expect((await read('a.md', { readFile: denied })).problems).toEqual([
      { id: 'a.md', reason: 'It could not be read: Error: EACCES: permission denied', isGone: false },
    ])
  })

  it('is not read any more once nobody wants it', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(read('a/guide.md', { readFile: readHere, signal })).rejects.toThrow('enough')
  })

  it('of more than 500 passages is read up to there, and says so', async () => {
    const long = Array.from({ length: 501 }, (_, at) => `## Part ${at}\n\n${'Words. '.repeat(30)}`).join(
      '\n\n',
    )
    const { documents, problems } = await read('long.md', {
      readFile: async () => new TextEncoder().encode(long),
    })
    expect(documents[0]?.passages).toHaveLength(500)
    expect(problems).toEqual([
      { id: 'long.md', reason: 'It is longer than 500 passages: the rest is left out.', isGone: false },
    ])
  })
})

describe('text', () => {
  it('is read as Markdown', async () => {
    const source = { type: 'text', value: '# Hours\n\nMonday to **Friday**.' } as const
    const { documents } = await readSource(source, new Map(), {})
    expect(documents).toMatchObject([
      {
        id: expect.stringMatching(/^text:[0-9a-f]{16}$/),
        title: 'Hours',
        passages: [{ headings: ['Hours'], anchor: 'hours', text: 'Monday to Friday.' }],
      },
    ])
    const known = new Map(documents.map(each => [each.id, each]))
    expect((await readSource(source, known, {})).unchanged).toEqual([documents[0]?.id])
    const other = await readSource({ type: 'text', value: 'Call us.', title: 'Phone' }, known, {})
    expect(other.documents).toMatchObject([{ title: 'Phone', passages: [{ text: 'Call us.' }] }])
    expect(other.documents[0]?.id).not.toBe(documents[0]?.id)
  })

  it('may be too long, or nothing', async () => {
    for (const [value, reason] of [
      ['x'.repeat(2_000_001), 'It is larger than 2 MB.'],
      [' ', /^There is no text in it/],
    ] as const)
      expect((await readSource({ type: 'text', value }, new Map(), {})).problems).toEqual([
        { id: expect.stringMatching(/^text:/), reason: expect.stringMatching(reason), isGone: false },
      ])
  })
})

describe('documentation as it is written', () => {
  it('is found again passage by passage, none of them without words', async () => {
    const root = new URL('../../../../../../', import.meta.url)
    const readRepository: ReadContext['readFile'] = async path =>
      new Uint8Array(await readFile(new URL(path, root)))
    const { documents, problems } = await readSource({ type: 'file', value: 'README.md' }, new Map(), {
      readFile: readRepository,
    })
    expect(problems).toEqual([])
    expect(documents[0]?.passages.length).toBeGreaterThan(3)
    for (const { text } of documents[0]?.passages ?? []) {
      expect(text).toMatch(/\p{L}/u)
      expect(text.length).toBeLessThanOrEqual(1_500)
    }
  })
})
