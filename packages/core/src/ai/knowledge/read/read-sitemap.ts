import { isSameSite, pageAddress } from './page-address.ts'
import { addPage, foundIn, robotsOf, type Site } from './site.ts'
import { parseSitemap, type Sitemap } from './sitemap.ts'
import { tryToRead } from './try-to-read.ts'
import type { VisitedPage } from './visit-page.ts'

// Sitemaps that an index may lead to.
const MAX_SITEMAPS = 50

/** Pages that are listed, as far as they are read, and whether these are all. */
interface Listing {
  pages: Map<string, URL>
  isWhole: boolean
}

/** Reads the pages that a sitemap lists, or the sitemaps that an index lists. Only those of its own host. */
export async function readSitemap(address: URL, visit: VisitedPage, site: Site): Promise<void> {
  const { reading, known, maxPages } = site
  const listing: Listing = { pages: new Map(), isWhole: true }
  await list(address, visit, site, listing, true)
  if (!listing.isWhole && listing.pages.size > 0)
    reading.problem(
      address.href,
      `Only ${listing.pages.size} of its pages were looked at; at most ${maxPages} are.`,
    )
  if (listing.isWhole && listing.pages.size === 0)
    return reading.problem(address.href, 'It lists no page of its own site.')
  for (const [id, page] of listing.pages) {
    if (reading.isFull()) return
    await readListed(id, page, address, site)
  }
  if (!listing.isWhole) return
  for (const id of known.keys())
    if (!reading.isMentioned(id)) reading.problem(id, 'The sitemap does not list it any more.', true)
}

async function readListed(id: string, page: URL, address: URL, site: Site): Promise<void> {
  const { reading, known } = site
  const visit = await site.visit(page, known.get(id))
  if (visit.type === 'unchanged') return reading.unchanged(id)
  if (visit.type !== 'page') return reading.problem(id, visit.reason, visit.type === 'gone')
  if (!isSameSite(address, visit.url))
    return reading.problem(id, `It leads to another site, ${visit.url.host}.`)
  const found = await foundIn(id, visit, site)
  if (!found) return
  if (robotsOf(visit, found).isNoIndex) return reading.problem(id, 'It asks not to be indexed.', true)
  await addPage(id, visit, found, site, { otherwise: site.title ?? address.host })
}

/** Adds what a sitemap lists; an index within an index is not followed. */
async function list(
  address: URL,
  visit: VisitedPage,
  site: Site,
  listing: Listing,
  isTop: boolean,
): Promise<void> {
  const sitemap = await tryToRead(site.reading, address.href, () => parseSitemap(visit.bytes))
  if (!sitemap || (sitemap.type === 'sitemaps' && !isTop)) {
    listing.isWhole = false
    if (!sitemap && site.reading.isMentioned(address.href)) return
    return site.reading.problem(
      address.href,
      sitemap ? 'It is an index of sitemaps within another one.' : 'It is XML, but no sitemap.',
    )
  }
  if (visit.isCut) listing.isWhole = false
  const own = addressesOf(sitemap, visit.url)
  if (sitemap.type === 'sitemaps') return listAll(own, site, listing)
  for (const url of own) {
    if (listing.pages.size >= site.maxPages && !listing.pages.has(url.href)) listing.isWhole = false
    else listing.pages.set(url.href, url)
  }
}

async function listAll(addresses: readonly URL[], site: Site, listing: Listing): Promise<void> {
  if (addresses.length > MAX_SITEMAPS) listing.isWhole = false
  for (const address of addresses.slice(0, MAX_SITEMAPS)) {
    if (listing.pages.size >= site.maxPages) {
      listing.isWhole = false
      return
    }
    const visit = await site.visit(address)
    if (visit.type === 'page') await list(address, visit, site, listing, false)
    else {
      listing.isWhole = false
      if (visit.type !== 'unchanged') site.reading.problem(address.href, visit.reason)
    }
  }
}

function addressesOf(sitemap: Sitemap, base: URL): URL[] {
  return sitemap.addresses.flatMap(address => {
    const url = pageAddress(address, base)
    return url && isSameSite(base, url) ? [url] : []
  })
}
