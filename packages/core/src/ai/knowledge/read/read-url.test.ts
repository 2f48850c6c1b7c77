import { describe, expect, it } from 'vitest'
import { pdfOf } from '../../../../test/pdf.ts'
import { page, readUrl, serveSite } from '../../../../test/reading-stage.ts'

const HTML = 'text/html'

describe('a page', () => {
  it('is read along its headings', async () => {
    const body =
      '<html lang=en><title>Help</title><h1 id=top>Help</h1><p>We ship on Mondays.</p><h2>More</h2><p>Call us.</p>'
    const site = await serveSite({
      '/help?a=1': { body, headers: { etag: '"1"', 'last-modified': 'Mon, 01 Jun 2026 00:00:00 GMT' } },
    })
    const result = await readUrl(`${site.origin}/help?utm_source=x&a=1#more`)
    expect(result).toEqual({
      documents: [
        {
          id: `${site.origin}/help?a=1`,
          url: `${site.origin}/help?a=1`,
          title: 'Help',
          language: 'en',
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          etag: '"1"',
          lastModified: 'Mon, 01 Jun 2026 00:00:00 GMT',
          passages: [
            { headings: ['Help'], anchor: 'top', text: 'We ship on Mondays.' },
            { headings: ['Help', 'More'], text: 'Call us.' },
          ],
        },
      ],
      unchanged: [],
      problems: [],
    })
    expect(site.asked.map(({ path, headers }) => [path, headers['user-agent']])).toEqual([
      ['/robots.txt', 'PocketPing'],
      ['/help?a=1', 'PocketPing'],
    ])
  })

  it('is asked for with what is known of it, and not read again where it is the same', async () => {
    const site = await serveSite({ '/a': { body: page('A'), headers: { etag: '"1"' } }, '/b': page('B') })
    const [a] = (await readUrl(`${site.origin}/a`)).documents
    const [b] = (await readUrl(`${site.origin}/b`)).documents
    const known = [a!, b!]

    const again = await readUrl(`${site.origin}/a`, { known })
    expect(again).toEqual({ documents: [], unchanged: [`${site.origin}/a`], problems: [] })
    expect(site.asked.at(-1)?.headers['if-none-match']).toBe('"1"')

    // Other markup, and a new token in a form; the same words.
    site.answers['/b'] = '<title>B</title><form><input value="token"></form><div><p>B</div>'
    const same = await readUrl(`${site.origin}/b`, { known })
    expect(same).toEqual({ documents: [], unchanged: [`${site.origin}/b`], problems: [] })

    site.answers['/a'] = { body: page('A, and more'), headers: { etag: '"2"' } }
    const [changed] = (await readUrl(`${site.origin}/a`, { known })).documents
    expect(changed).toMatchObject({ id: a?.id, etag: '"2"', passages: [{ text: 'A, and more' }] })
    expect(changed?.hash).not.toBe(a?.hash)
  })

  it('asks for news by date as well', async () => {
    const lastModified = 'Mon, 01 Jun 2026 00:00:00 GMT'
    const site = await serveSite({
      '/': headers => (headers['if-modified-since'] === lastModified ? 304 : 500),
    })
    const id = `${site.origin}/`
    expect(await readUrl(id, { known: [{ id, hash: 'x', lastModified }] })).toMatchObject({ unchanged: [id] })
    expect((await readUrl(id)).problems).toEqual([{ id, reason: 'It answered 500.', isGone: false }])
  })

  it('is called what the host calls it', async () => {
    const site = await serveSite({ '/': page('A'), '/b': '<p>B' })
    expect((await readUrl(site.origin, { title: 'Mine' })).documents[0]?.title).toBe('Mine')
    expect((await readUrl(`${site.origin}/b`)).documents[0]?.title).toBe(new URL(site.origin).host)
  })

  it.each([
    ['text/plain', '/a', '# no heading', { headings: [], text: '# no heading' }],
    ['text/plain', '/a.md', '# A\nText', { headings: ['A'], anchor: 'a', text: 'Text' }],
    ['text/markdown; charset=utf-8', '/a', '# A\nText', { headings: ['A'], anchor: 'a', text: 'Text' }],
    ['application/xhtml+xml', '/a', '<h1>A</h1><p>Text</p>', { headings: ['A'], text: 'Text' }],
    ['application/octet-stream', '/a.txt', 'Text', { headings: [], text: 'Text' }],
  ])('of the type %s at %s is read as such', async (type, path, body, passage) => {
    const site = await serveSite({ [path]: { body, headers: { 'content-type': type } } })
    expect((await readUrl(site.origin + path)).documents[0]?.passages).toEqual([passage])
  })

  it('may be a PDF, of more bytes than a page may have', async () => {
    const pdf = pdfOf([['One'], ['Two']], { title: 'Terms' })
    const long = new Uint8Array([
      ...pdf,
      ...new TextEncoder().encode(
        `%${' '.repeat(2_000_000)}\nstartxref\n${Buffer.from(pdf).lastIndexOf('xref\n0')}\n%%EOF\n`,
      ),
    ])
    const headers = { 'content-type': 'application/pdf' }
    const site = await serveSite({ '/a.pdf': { body: pdf, headers }, '/long': { body: long, headers } })
    for (const path of ['/a.pdf', '/long'])
      expect((await readUrl(site.origin + path)).documents).toMatchObject([
        {
          title: 'Terms',
          passages: [
            { anchor: 'page=1', text: 'One' },
            { anchor: 'page=2', text: 'Two' },
          ],
        },
      ])
  })

  it.each([
    ['the header', `${HTML}; charset="ISO-8859-1"`, ''],
    ['the page', HTML, '<meta charset=latin1>'],
    [
      'the page, as it was once done',
      HTML,
      '<meta http-equiv="content-type" content="text/html; charset=windows-1252">',
    ],
  ])('may be in another encoding that %s names', async (_, type, head) => {
    const body = Buffer.from(`${head}<p>Größe</p>`, 'latin1')
    const site = await serveSite({ '/': { body, headers: { 'content-type': type } } })
    expect((await readUrl(site.origin)).documents[0]?.passages[0]?.text).toBe('Größe')
  })

  it('is in UTF-8 where the encoding is unknown, and in what its mark of order says', async () => {
    const site = await serveSite({
      '/a': { body: '<p>ü</p>', headers: { 'content-type': 'text/html; charset=x-none' } },
      '/b': { body: Buffer.from('\ufeff<p>ü</p>', 'utf16le'), headers: { 'content-type': HTML } },
    })
    for (const path of ['/a', '/b'])
      expect((await readUrl(site.origin + path)).documents[0]?.passages[0]?.text).toBe('ü')
  })

  it('may stand elsewhere', async () => {
    const other = await serveSite({ '/new': page('New') })
    const site = await serveSite({ '/old': { status: 301, headers: { location: `${other.origin}/new` } } })
    expect((await readUrl(`${site.origin}/old`)).documents).toMatchObject([
      { id: `${site.origin}/old`, url: `${other.origin}/new` },
    ])
    expect(other.paths()).toEqual(['/new'])
  })
})

describe('what is no page', () => {
  it.each([
    ['404', 404, 'It answered 404: it is not there.', true],
    ['410', 410, 'It answered 410: it is not there.', true],
    ['403', 403, 'It answered 403.', false],
    ['204', 204, 'It answered 204.', false],
    ['a 304 that nobody asked for', 304, 'It answered 304, and leads nowhere.', false],
    [
      'a picture',
      { headers: { 'content-type': 'image/png' }, body: 'x' },
      'It is image/png; HTML, Markdown, plain text and PDF can be read.',
      false,
    ],
    ['XML', { headers: { 'content-type': 'text/xml' }, body: '<rss/>' }, 'It is XML, but no sitemap.', false],
    [
      'a page without text',
      '<div id=app></div>',
      'There is no text in it. What a page writes by script, or a scan shows, cannot be read.',
      false,
    ],
    ['5 MB of brackets', '<'.repeat(5_000_000), 'It is larger than 2 MB.', false],
    [
      'a broken PDF',
      { headers: { 'content-type': 'application/pdf' }, body: 'no' },
      'The PDF cannot be read: Invalid PDF structure.',
      false,
    ],
  ])('is a problem: %s', async (_, answer, reason, isGone) => {
    const site = await serveSite({ '/': answer })
    const id = `${site.origin}/`
    expect(await readUrl(id)).toEqual({ documents: [], unchanged: [], problems: [{ id, reason, isGone }] })
  })

  it('is a problem: redirects without end', async () => {
    const site = await serveSite({ '/a': { status: 302, headers: { location: '/a' } } })
    expect((await readUrl(`${site.origin}/a`)).problems).toMatchObject([
      { reason: 'It answered 302, and leads nowhere.' },
    ])
  })

  it('is a problem: nobody there', async () => {
    const [problem] = (await readUrl('http://127.0.0.1:1/')).problems
    expect(problem).toMatchObject({ id: 'http://127.0.0.1:1/', isGone: false })
    expect(problem?.reason).toContain('There was no full answer from 127.0.0.1')
  })

  it.each([
    'ftp://a.example',
    'a page',
    'https://user:secret@a.example/',
    `https://a.example/${'x'.repeat(3_000)}`,
  ])('is a problem: %s', async value => {
    expect((await readUrl(value)).problems).toMatchObject([
      { reason: 'It is no address that begins with http: or https:.' },
    ])
  })
})

describe('reading', () => {
  it('ends with the reason of its signal', async () => {
    const calling = new AbortController()
    const site = await serveSite({
      '/': () => {
        calling.abort(new Error('enough'))
        return page('A')
      },
    })
    await expect(readUrl(site.origin, { context: { signal: calling.signal } })).rejects.toThrow('enough')
    await expect(readUrl(site.origin, { context: { signal: calling.signal } })).rejects.toThrow('enough')
    expect(site.paths()).toEqual(['/'])
  })
})

describe('robots.txt', () => {
  it('keeps us from a page, also behind a redirect', async () => {
    const site = await serveSite({
      '/robots.txt':
        'User-agent: *\nDisallow: /all\n\nUser-agent: PocketPing\nDisallow: /private\nAllow: /private/but',
      '/all': page('Others may not'),
      '/private/a': page('A'),
      '/private/but': page('But'),
      '/lead': { status: 302, headers: { location: '/private/a' } },
    })
    const reason = `The robots.txt of ${new URL(site.origin).host} does not allow PocketPing to read it.`
    const forbidden = { reason, isGone: false }
    const direct = await readUrl(`${site.origin}/private/a`)
    expect(direct.problems).toEqual([{ id: `${site.origin}/private/a`, ...forbidden }])
    expect(site.paths()).toEqual([])
    const led = await readUrl(`${site.origin}/lead`)
    expect(led).toEqual({
      documents: [],
      unchanged: [],
      problems: [{ id: `${site.origin}/lead`, ...forbidden }],
    })
    for (const path of ['/private/but', '/all'])
      expect((await readUrl(site.origin + path)).problems).toEqual([])
  })

  it.each([
    [500, false],
    [503, false],
    [429, false],
    [401, true],
    [404, true],
  ])('that answers %s: allowed is %s', async (status, isAllowed) => {
    const site = await serveSite({ '/robots.txt': status, '/': page('A') })
    const { documents, problems } = await readUrl(site.origin)
    expect(documents).toHaveLength(isAllowed ? 1 : 0)
    expect(problems.map(({ reason }) => reason)).toEqual(
      isAllowed
        ? []
        : [`${site.origin}/robots.txt answered ${status}, so that it is not known whether it may be read.`],
    )
    expect(site.paths()).toEqual(isAllowed ? ['/'] : [])
  })
})
