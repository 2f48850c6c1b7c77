import { describe, expect, it } from 'vitest'
import { page, readUrl, serveSite, type TestSite } from '../../../../test/reading-stage.ts'
import type { ReadResult } from './read-source.ts'

function crawl(
  site: TestSite,
  path = '/docs/',
  options: Parameters<typeof readUrl>[1] = {},
): Promise<ReadResult> {
  return readUrl(site.origin + path, { crawl: true, ...options })
}

/** Paths of what was read. */
function pathsOf({ documents }: ReadResult): string[] {
  return documents.map(({ id }) => new URL(id).pathname + new URL(id).search)
}

describe('a crawl', () => {
  it('is what is meant where an address names a site, and no page of it', async () => {
    const site = await serveSite({ '/': page('Start', ['/a']), '/a': page('A', ['/b']), '/b': page('B') })
    const options = { crawl: undefined } as unknown as Parameters<typeof readUrl>[1]
    expect(pathsOf(await readUrl(site.origin, options))).toEqual(['/', '/a', '/b'])
    expect(pathsOf(await readUrl(`${site.origin}/a`, options))).toEqual(['/a'])
    expect(pathsOf(await readUrl(site.origin, { crawl: false }))).toEqual(['/'])
  })

  it('reads the pages of the folder, nearest first, each once', async () => {
    const site = await serveSite({
      '/docs/': page('Start', ['a', '/docs/b#part', './b?utm_source=x', '/docs/', 'b#other', '../', '/blog']),
      '/docs/a': page('A', ['deep/c', 'a']),
      '/docs/b': page('B', ['/docs/a']),
      '/docs/deep/c': page('C', [
        '../b',
        'mailto:a@b.example',
        'javascript:alert(1)',
        'http://',
        '//other.example/docs/',
      ]),
      '/': page('Root'),
      '/blog': page('Blog'),
    })
    const result = await crawl(site)
    expect(pathsOf(result)).toEqual(['/docs/', '/docs/a', '/docs/b', '/docs/deep/c'])
    expect(result.documents.map(({ title }) => title)).toEqual(['Start', 'A', 'B', 'C'])
    expect(result.problems).toEqual([])
    expect(site.paths()).toEqual(['/docs/', '/docs/a', '/docs/b', '/docs/deep/c'])
    expect(site.asked.filter(({ path }) => path === '/robots.txt')).toHaveLength(1)
  })

  it('takes the folder of a page to be that in which it stands', async () => {
    const site = await serveSite({
      '/docs/index.html': page('A', ['b.html', '/c.html']),
      '/docs/b.html': page('B'),
    })
    expect(pathsOf(await crawl(site, '/docs/index.html'))).toEqual(['/docs/index.html', '/docs/b.html'])
  })

  it('begins where its first page leads', async () => {
    const site = await serveSite({
      '/docs': { status: 301, headers: { location: '/docs/en/' } },
      '/docs/en/': page('A', ['b', '/docs/de/']),
      '/docs/en/b': page('B'),
      '/docs/de/': page('De'),
    })
    expect(pathsOf(await crawl(site, '/docs'))).toEqual(['/docs/en/', '/docs/en/b'])
  })

  it('follows the base of a page', async () => {
    const site = await serveSite({
      '/docs/': page('A', ['b'], '<base href="/docs/v2/">'),
      '/docs/v2/b': page('B'),
    })
    expect(pathsOf(await crawl(site))).toEqual(['/docs/', '/docs/v2/b'])
  })

  it('does not ask for what is no page by its name, and passes over what turns out to be none', async () => {
    const site = await serveSite({
      '/docs/': page('A', ['a.png', 'b.ZIP', 'c.css?v=1', 'feed', 'v1.2', 'broken']),
      '/docs/feed': { headers: { 'content-type': 'application/rss+xml' } },
      '/docs/v1.2': page('V'),
    })
    const result = await crawl(site)
    expect(pathsOf(result)).toEqual(['/docs/', '/docs/v1.2'])
    expect(result.problems).toEqual([])
    expect(site.paths()).toEqual(['/docs/', '/docs/feed', '/docs/v1.2', '/docs/broken'])
  })

  it('honours robots.txt, its delay, and what pages ask of robots', async () => {
    const site = await serveSite({
      '/robots.txt': 'User-agent: *\nDisallow: /docs/private\nCrawl-delay: 1.5',
      '/docs/': page('Start', ['private/a', 'none', 'leaf', 'header', 'shy']).replace(
        '<p>',
        '<a rel="ugc nofollow" href="paid">x</a><p>',
      ),
      '/docs/private/a': page('Private'),
      '/docs/paid': page('Paid'),
      '/docs/none': page('None', ['below'], '<meta name="robots" content="noindex">'),
      '/docs/below': page('Below'),
      '/docs/leaf': page('Leaf', ['unfollowed'], '<meta name="robots" content="nofollow">'),
      '/docs/unfollowed': page('Unfollowed'),
      '/docs/header': {
        body: page('Header'),
        headers: { 'x-robots-tag': 'otherbot: none, pocketping: noindex' },
      },
      '/docs/shy': { body: page('Shy'), headers: { 'x-robots-tag': 'otherbot: noindex, nofollow' } },
    })
    const pauses: number[] = []
    const pause = async (ms: number) => void pauses.push(ms)
    expect(pathsOf(await crawl(site, '/docs/', { context: { pause } }))).toEqual([
      '/docs/',
      '/docs/leaf',
      '/docs/shy',
      '/docs/below',
    ])
    expect(site.paths()).not.toContain('/docs/private/a')
    expect(site.paths()).not.toContain('/docs/paid')
    expect(site.paths()).not.toContain('/docs/unfollowed')
    expect(pauses).toEqual(Array.from({ length: site.paths().length - 1 }, () => 1_500))
  })

  it('waits ten seconds at most', async () => {
    const site = await serveSite({
      '/robots.txt': 'User-agent: PocketPing\nCrawl-delay: 86400',
      '/docs/': page('A', ['b']),
      '/docs/b': page('B'),
    })
    const pauses: number[] = []
    await crawl(site, '/docs/', { context: { pause: async ms => void pauses.push(ms) } })
    expect(pauses).toEqual([10_000])
  })

  it('does not begin where robots.txt cannot be had', async () => {
    const site = await serveSite({ '/robots.txt': 503, '/docs/': page('A') })
    const { problems } = await crawl(site)
    expect(problems).toMatchObject([{ id: `${site.origin}/docs/`, isGone: false }])
    expect(problems[0]?.reason).toContain('/robots.txt answered 503')
    expect(site.paths()).toEqual([])
  })

  it('reads the page that stands for others in their place', async () => {
    const canonical = '<link rel="canonical" href="/docs/a">'
    const site = await serveSite({
      '/docs/': page('Start', ['a?sort=up', 'a?sort=down', 'x', 'y', 'far', 'out']),
      '/docs/a?sort=up': page('Up', [], canonical),
      '/docs/a?sort=down': page('Down', [], canonical),
      '/docs/a': page('A', [], canonical),
      '/docs/x': page('X', [], '<link rel="canonical" href="y">'),
      '/docs/y': page('Y', [], '<link rel="canonical" href="x">'),
      '/docs/far': page('Far', [], '<link rel="canonical" href="https://other.example/docs/far">'),
      '/docs/out': page('Out', [], '<link rel="canonical" href="/">'),
    })
    expect(pathsOf(await crawl(site))).toEqual(['/docs/', '/docs/y', '/docs/far', '/docs/out', '/docs/a'])
  })

  it('reads a page to which two addresses lead once', async () => {
    const site = await serveSite({
      '/docs/': page('Start', ['old', 'new', 'older']),
      '/docs/old': { status: 301, headers: { location: '/docs/new' } },
      '/docs/older': { status: 301, headers: { location: '/docs/newer' } },
      '/docs/new': page('New'),
      '/docs/newer': page('Newer', ['new']),
    })
    expect(pathsOf(await crawl(site))).toEqual(['/docs/', '/docs/new', '/docs/newer'])
  })

  it('stays on its site and in its folder, wherever a link is led', async () => {
    const other = await serveSite({ '/docs/': page('Other', ['/docs/more']) })
    const site = await serveSite({
      '/docs/': page('Start', ['away', 'login']),
      '/docs/away': { status: 302, headers: { location: `${other.origin}/docs/` } },
      '/docs/login': { status: 302, headers: { location: '/login' } },
      '/login': page('Login'),
    })
    expect(pathsOf(await crawl(site))).toEqual(['/docs/'])
    const known = ['/docs/away', '/docs/login'].map(path => ({ id: site.origin + path, hash: 'x' }))
    expect((await crawl(site, '/docs/', { known })).problems).toEqual([
      { id: known[0]?.id, reason: `It leads to another site, ${new URL(other.origin).host}.`, isGone: false },
      { id: known[1]?.id, reason: 'It leads out of the folder, to /login.', isGone: false },
    ])
    const gone = await crawl(site, '/docs/away')
    expect(gone.documents).toEqual([])
    expect(gone.problems).toMatchObject([{ id: `${site.origin}/docs/away`, isGone: false }])
    expect(other.paths()).not.toContain('/docs/more')
  })

  it('ends in an endless calendar', async () => {
    const site = await serveSite({ '/docs/': page('0', ['?page=1']) })
    for (let at = 1; at < 20; at += 1) site.answers[`/docs/?page=${at}`] = page(`${at}`, [`?page=${at + 1}`])
    const result = await crawl(site, '/docs/', { context: { maxPages: 10 } })
    expect(result.documents).toHaveLength(10)
    expect(site.paths()).toHaveLength(10)
    expect(result.problems).toEqual([
      {
        id: `${site.origin}/docs/`,
        reason: 'It leads to more than 10 pages: the others are left out.',
        isGone: false,
      },
    ])
  })

  it('bounds the links that wait', async () => {
    const links = Array.from({ length: 4_000 }, (_, at) => `p${at}`)
    const site = await serveSite({ '/docs/': page('Start', [...links, 'x'.repeat(600)]) })
    const { problems } = await crawl(site, '/docs/', { context: { maxPages: 2 } })
    expect(problems).toMatchObject([{ reason: 'It leads to more than 2 pages: the others are left out.' }])
    expect(site.paths()).toEqual(['/docs/', '/docs/p0'])
  })

  it('may have 2,000 passages', async () => {
    const long = Array.from(
      { length: 401 },
      (_, at) => `<h2>Part ${at}</h2><p>${'Words. '.repeat(30)}</p>`,
    ).join('')
    const site = await serveSite({ '/docs/': page('Start', ['1', '2', '3', '4', '5', '6']) })
    for (let at = 1; at <= 6; at += 1) site.answers[`/docs/${at}`] = long
    const result = await crawl(site)
    expect(pathsOf(result)).toEqual(['/docs/', '/docs/1', '/docs/2', '/docs/3', '/docs/4'])
    expect(result.problems).toEqual([
      {
        id: `${site.origin}/docs/5`,
        reason: 'The source has more than 2000 passages: this one has no room in it.',
        isGone: false,
      },
    ])
  })
})

describe('crawling again', () => {
  const answers = {
    '/docs/': page('Start', ['a', 'b', 'c']),
    '/docs/a': page('A'),
    '/docs/b': page('B'),
    '/docs/c': page('C'),
  }

  it('tells what changed, what did not, and what is gone', async () => {
    const site = await serveSite({ ...answers })
    const known = (await crawl(site)).documents
    site.answers['/docs/'] = page('Start', ['a', 'c', 'd'])
    site.answers['/docs/a'] = page('A', ['new-link-in-the-menu'])
    site.answers['/docs/c'] = 410
    site.answers['/docs/d'] = page('D')
    const again = await crawl(site, '/docs/', { known })
    expect(pathsOf(again)).toEqual(['/docs/d'])
    expect(again.unchanged).toEqual([`${site.origin}/docs/`, `${site.origin}/docs/a`])
    expect(again.problems).toEqual([
      { id: `${site.origin}/docs/c`, reason: 'It answered 410: it is not there.', isGone: true },
      { id: `${site.origin}/docs/b`, reason: 'No page leads to it any more.', isGone: true },
    ])
  })

  it('keeps what it may only have missed', async () => {
    const site = await serveSite({ ...answers })
    const known = (await crawl(site)).documents
    // The page that would have led to it is not to be had.
    site.answers['/docs/'] = page('Start', ['a', 'b'])
    site.answers['/docs/b'] = 500
    const failed = await crawl(site, '/docs/', { known })
    expect(failed.problems).toEqual([
      { id: `${site.origin}/docs/b`, reason: 'It answered 500.', isGone: false },
    ])
    // A site under maintenance.
    site.answers['/docs/'] = page('Back soon')
    expect((await crawl(site, '/docs/', { known })).problems).toEqual([
      {
        id: `${site.origin}/docs/`,
        reason: 'It leads nowhere any more; the pages that it led to are kept.',
        isGone: false,
      },
    ])
    site.answers['/docs/'] = 503
    expect((await crawl(site, '/docs/', { known })).problems).toEqual([
      { id: `${site.origin}/docs/`, reason: 'It answered 503.', isGone: false },
    ])
  })

  it('lets go of what asks for it', async () => {
    const site = await serveSite({ ...answers })
    const known = (await crawl(site)).documents
    site.answers['/docs/a'] = page('A', [], '<meta name="robots" content="noindex">')
    site.answers['/robots.txt'] = 'User-agent: *\nDisallow: /docs/b'
    const { problems } = await crawl(site, '/docs/', { known })
    expect(problems).toEqual([
      { id: `${site.origin}/docs/a`, reason: 'It asks not to be indexed.', isGone: true },
      {
        id: `${site.origin}/docs/b`,
        reason: `The robots.txt of ${new URL(site.origin).host} does not allow PocketPing to read it.`,
        isGone: false,
      },
    ])
  })
})
