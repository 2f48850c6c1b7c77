import { describe, expect, it } from 'vitest'
import { page, readUrl, type SiteAnswer, serveSite } from '../../../../test/reading-stage.ts'

function sitemap(locations: readonly string[], kind: 'url' | 'sitemap' = 'url'): SiteAnswer {
  const root = kind === 'url' ? 'urlset' : 'sitemapindex'
  const entries = locations.map(
    location => `<${kind}>\n<loc>\n${location}\n</loc><lastmod>2026-01-01</lastmod>
      <xhtml:link rel="alternate" hreflang="de" href="https://a.example/de"/></${kind}>`,
  )
  return {
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<!-- <url><loc>/hidden</loc></url> -->
      <${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries.join('')}</${root}>`,
  }
}

describe('a sitemap', () => {
  it('leads to the pages that it lists, on its own site', async () => {
    const site = await serveSite({
      '/a?x=1&y=2': page('A', ['/unlisted']),
      '/b': page('B'),
      '/robots.txt': 'User-agent: *\nDisallow: /no',
    })
    site.answers['/sitemap.xml'] = sitemap([
      `${site.origin}/a?x=1&amp;y=2`,
      `<![CDATA[${site.origin}/b]]>`,
      `${site.origin}/b#part`,
      `${site.origin}/no`,
      `${site.origin}/missing`,
      'https://other.example/',
      'file:///etc/passwd',
    ])
    const { documents, problems } = await readUrl(`${site.origin}/sitemap.xml`, { title: 'Shop' })
    expect(documents.map(({ id, title }) => [id, title])).toEqual([
      [`${site.origin}/a?x=1&y=2`, 'A'],
      [`${site.origin}/b`, 'B'],
    ])
    expect(problems).toMatchObject([
      { id: `${site.origin}/no`, isGone: false },
      { id: `${site.origin}/missing`, isGone: true },
    ])
    expect(site.paths()).toEqual(['/sitemap.xml', '/a?x=1&y=2', '/b', '/missing'])
  })

  it('may lead to further sitemaps, which may not', async () => {
    const site = await serveSite({ '/a': page('A'), '/b': page('B') })
    site.answers['/index'] = sitemap(
      ['/one.xml', '/two.xml', '/three.xml'].map(path => site.origin + path),
      'sitemap',
    )
    site.answers['/one.xml'] = sitemap([`${site.origin}/a`])
    site.answers['/two.xml'] = sitemap([`${site.origin}/b`])
    site.answers['/three.xml'] = sitemap([`${site.origin}/index`], 'sitemap')
    const { documents, problems } = await readUrl(`${site.origin}/index`)
    expect(documents.map(({ title }) => title)).toEqual(['A', 'B'])
    expect(problems.map(({ id, reason }) => [id, reason])).toEqual([
      [`${site.origin}/three.xml`, 'It is an index of sitemaps within another one.'],
      [`${site.origin}/index`, 'Only 2 of its pages were looked at; at most 200 are.'],
    ])
  })

  it('asks for its pages with what is known, and tells what it does not list any more', async () => {
    const site = await serveSite({ '/a': { body: page('A'), headers: { etag: '"1"' } }, '/b': page('B') })
    const address = `${site.origin}/sitemap.xml`
    site.answers['/sitemap.xml'] = sitemap([`${site.origin}/a`, `${site.origin}/b`])
    const known = (await readUrl(address)).documents
    site.answers['/sitemap.xml'] = sitemap([`${site.origin}/a`])
    expect(await readUrl(address, { known })).toEqual({
      documents: [],
      unchanged: [`${site.origin}/a`],
      problems: [{ id: `${site.origin}/b`, reason: 'The sitemap does not list it any more.', isGone: true }],
    })
    expect(site.asked.at(-1)?.headers['if-none-match']).toBe('"1"')
    for (const answer of [sitemap([]), sitemap(['https://other.example/'])]) {
      site.answers['/sitemap.xml'] = answer
      expect((await readUrl(address, { known })).problems).toEqual([
        { id: address, reason: 'It lists no page of its own site.', isGone: false },
      ])
    }
    site.answers['/sitemap.xml'] = 500
    expect((await readUrl(address, { known })).problems).toEqual([
      { id: address, reason: 'It answered 500.', isGone: false },
    ])
  })

  it('leads to a bounded number of pages, and forgets none that it did not come to', async () => {
    const site = await serveSite({ '/a': page('A'), '/b': page('B'), '/c': page('C') })
    const address = `${site.origin}/sitemap.xml`
    site.answers['/sitemap.xml'] = sitemap(['/a', '/b', '/c'].map(path => site.origin + path))
    const known = [{ id: `${site.origin}/c`, hash: 'x' }]
    const result = await readUrl(address, { known, context: { maxPages: 2 } })
    expect(result.documents).toHaveLength(2)
    expect(result.problems).toEqual([
      { id: address, reason: 'Only 2 of its pages were looked at; at most 2 are.', isGone: false },
    ])
  })

  it('does not lead away from its site, nor to what asks not to be indexed', async () => {
    const other = await serveSite({ '/': page('Other') })
    const site = await serveSite({
      '/away': { status: 302, headers: { location: other.origin } },
      '/none': page('None', [], '<meta name=robots content=noindex>'),
    })
    site.answers['/sitemap.xml'] = sitemap([`${site.origin}/away`, `${site.origin}/none`])
    expect(await readUrl(`${site.origin}/sitemap.xml`)).toEqual({
      documents: [],
      unchanged: [],
      problems: [
        {
          id: `${site.origin}/away`,
          reason: `It leads to another site, ${new URL(other.origin).host}.`,
          isGone: false,
        },
        { id: `${site.origin}/none`, reason: 'It asks not to be indexed.', isGone: true },
      ],
    })
  })

  it('may be longer than we read', async () => {
    const site = await serveSite({ '/p0': page('P') })
    const many = Array.from({ length: 30_000 }, (_, at) => `${site.origin}/p${at}`)
    site.answers['/sitemap.xml'] = sitemap(many)
    const { documents, problems } = await readUrl(`${site.origin}/sitemap.xml`, { context: { maxPages: 1 } })
    expect(documents).toHaveLength(1)
    expect(problems).toHaveLength(1)
  })
})
