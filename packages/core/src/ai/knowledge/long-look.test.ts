import { expect, it, vi } from 'vitest'
import {
  createSite,
  helpSite,
  MINUTE,
  openKnowledge,
  page,
  pass,
  RETURNS,
  type Site,
  silentProvider,
  stage,
  text,
  textsFor,
} from '../../../test/knowledge-process.ts'
import { OutgoingError, type OutgoingRequest } from '../../contracts/outgoing.ts'
import { PATIENTLY } from '../../testing/patience.ts'

const HTML = { 'content-type': 'text/html' }

/** A site whose first page leads to one that can be read and to one that never comes. */
function tarpit(): Site {
  const site = createSite()
  const asked: OutgoingRequest[] = []
  return Object.assign(site, {
    asked,
    async fetch(request: OutgoingRequest) {
      const { url, signal } = request
      asked.push(request)
      const { pathname } = new URL(url)
      if (pathname === '/slow')
        await new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(new OutgoingError('unreachable', 'Called off.'))),
        )
      const html = pathname === '/' ? '<a href="/fast">a</a><a href="/slow">b</a>' : ''
      const body = new TextEncoder().encode(`<p>Red shoes of ${pathname}</p>${html}`)
      return { status: pathname === '/robots.txt' ? 404 : 200, headers: HTML, url, body }
    },
  })
}

/** Begins to read the tarpit, until it hangs. */
async function hanging(options: Parameters<typeof stage>[0] = {}) {
  const site = tarpit()
  const set = stage({ site, ...options })
  const adding = set.knowledge.add(page('https://tar.example'), 'shop')
  await vi.waitFor(() => expect(site.asked.at(-1)?.url).toBe('https://tar.example/slow'), PATIENTLY)
  return { set, adding }
}

it('a source is read for ten minutes, and what was read until then is kept', async () => {
  const { set, adding } = await hanging()
  await pass(set, 9 * MINUTE, () => true)
  expect(await set.knowledge.list('shop')).toMatchObject([{ documents: 0 }])
  await pass(set, MINUTE, () => true)
  expect(await adding).toMatchObject({
    documents: 2,
    error: 'It took too long to be read: the rest is left out.',
  })
  expect(await textsFor(set, 'shoes fast')).toContain('Red shoes of /fast')
})

it('a reader that does not heed the end is left behind a minute later', async () => {
  const set = stage({ readSource: () => new Promise(() => undefined) })
  const adding = set.knowledge.add(page('https://tar.example'), 'shop')
  await vi.waitFor(async () => expect(await set.knowledge.list('shop')).toHaveLength(1), PATIENTLY)
  // The look begins a few turns after the source was stored.
  await vi.waitFor(async () => {
    await pass(set, 12 * MINUTE, () => true)
    expect((await set.knowledge.list('shop'))[0]?.error).toBe('It took longer than 660000 ms.')
  }, PATIENTLY)
  expect(await adding).toMatchObject({ documents: 0 })
})

it('a source that is removed while it is read for long does not come back', async () => {
  const { set, adding } = await hanging()
  const gone = expect(adding).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const [item] = await set.knowledge.list('shop')
  await set.knowledge.remove(item?.id ?? '', 'shop')
  await pass(set, 11 * MINUTE, () => true)
  await gone
  expect(await set.knowledge.list('shop')).toEqual([])
  expect(await set.storage.listValues('knowledge:shop:')).toEqual([])
})

it('vectors are waited for ten minutes as well; without them, words find', async () => {
  let asked = 0
  const provider = silentProvider(async texts => {
    asked += 1
    set.clock.move(59_000)
    return texts.map(() => [1, 2])
  })
  const passages = Array.from({ length: 1500 }, (_, at) => ({ headings: [], text: `Shoes of shelf ${at}.` }))
  const set = openKnowledge({
    provider,
    readSource: async () => ({
      documents: [{ id: 'shelves', title: 'Shelves', hash: 'a', passages }],
      unchanged: [],
      problems: [],
    }),
  })
  await set.knowledge.add(text('Shelves'), 'shop')
  expect(asked).toBe(11)
  expect(set.warnings).toEqual([expect.stringContaining('is found by its words: TimeoutError')])
  expect(await textsFor(set, 'Shoes')).not.toEqual([])
  await set.knowledge.stop()
})

it('two tarpits do not hold up the others', async () => {
  const tar = tarpit()
  const help = helpSite()
  help.pages.set('https://shop.example/returns', RETURNS)
  const site: Site = {
    ...help,
    fetch: request => (request.url.includes('tar') ? tar.fetch(request) : help.fetch(request)),
  }
  const tars = [page('https://tar1.example'), page('https://tar2.example')]
  const set = stage({ site, sources: [...tars, page('https://shop.example/returns')] })
  await set.knowledge.start()
  await vi.waitFor(async () => expect(await textsFor(set, 'shoes delivery')).toHaveLength(1), PATIENTLY)
})
