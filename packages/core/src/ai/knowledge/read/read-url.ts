import type { KnowledgeSource } from '../../../contracts/knowledge.ts'
import { crawl } from './crawl.ts'
import { pageAddress } from './page-address.ts'
import { readSitemap } from './read-sitemap.ts'
import type { KnownDocument, ReadContext } from './read-source.ts'
import type { Reading } from './reading.ts'
import { addPage, foundIn, type Site } from './site.ts'
import { extensionOf } from './source-format.ts'
import { pageVisitor } from './visit-page.ts'

const MAX_PAGES = 200

/** Reads a page, the pages of a sitemap, or those that a page leads to. */
export async function readUrlSource(
  source: KnowledgeSource,
  known: ReadonlyMap<string, KnownDocument>,
  context: ReadContext,
  reading: Reading,
): Promise<void> {
  const { fetch, signal } = context
  const address = pageAddress(source.value)
  if (!address)
    return reading.problem(source.value.slice(0, 2_048), 'It is no address that begins with http: or https:.')
  if (!fetch) return reading.problem(address.href, 'Addresses cannot be read here: there is no fetch.')
  const site: Site = {
    visit: pageVisitor(fetch, { signal, pause: context.pause?.bind(context) ?? (ms => wait(ms, signal)) }),
    known,
    reading,
    maxPages: context.maxPages ?? MAX_PAGES,
    title: source.title,
    signal,
    readPdf: context.readPdf,
  }
  const isXml = extensionOf(address.pathname) === 'xml'
  if ((source.crawl ?? isWholeSite(address)) && !isXml) return crawl(address, site)
  await readPage(address, site)
}

/** Whoever names a host and nothing else means what stands on it. */
function isWholeSite({ pathname, search }: URL): boolean {
  return pathname === '/' && search === ''
}

async function readPage(address: URL, site: Site): Promise<void> {
  const { reading, known } = site
  const visit = await site.visit(address, known.get(address.href))
  if (visit.type === 'unchanged') reading.unchanged(address.href)
  else if (visit.type !== 'page') reading.problem(address.href, visit.reason, visit.type === 'gone')
  else if (visit.format === 'xml') await readSitemap(address, visit, site)
  else {
    const found = await foundIn(address.href, visit, site)
    const title = { given: site.title, otherwise: address.host }
    if (found) await addPage(address.href, visit, found, site, title)
  }
}

/** Ends early, and with the reason of the signal, when nobody waits any more. */
function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
