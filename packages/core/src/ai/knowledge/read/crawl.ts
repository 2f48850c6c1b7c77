import type { Found } from './extract.ts'
import { folderOf, isSameSite, pageAddress } from './page-address.ts'
import { addPage, foundIn, robotsOf, type Site } from './site.ts'
import { extensionOf } from './source-format.ts'
import type { Visit, VisitedPage } from './visit-page.ts'

// Links that wait at most, for each page that may be read.
const LINKS_PER_PAGE = 50
// Longer ones are searches and filters, and the rules of robots are matched against each character.
const MAX_LINK_CHARS = 500

// What is no page of text, by its name.
const NO_PAGES = new Set(
  `7z apk atom avi avif bin bmp bz2 css csv deb dmg doc docx eot epub exe flac gif gz ico ics iso jar jpeg jpg js json
   jsonld m4a m4v map mjs mov mp3 mp4 mpeg msi odp ods odt ogg ogv otf pdf pkg png ppt pptx ps rar rpm rss rtf svg tar
   tgz tif tiff ts ttf wasm wav webm webmanifest webp woff woff2 xls xlsx xml xz yaml yml zip zst`.split(
    /\s+/,
  ),
)

interface Step {
  address: URL
  /** Whether another page named it as what stands for it. */
  isCanonical: boolean
}

/** A crawl under way. */
interface Walk {
  site: Site
  start: URL
  /** Where pages must be: known once the first was read. */
  scope: { origin: string; folder: string } | undefined
  queue: Step[]
  seen: Set<string>
  /** Pages that another one stands for. */
  passedOn: Set<string>
  /** Whether there may be links that were not seen. */
  hasGaps: boolean
}

/** Reads a page and those that it leads to, nearest first, on the same site and below its folder. */
export async function crawl(start: URL, site: Site): Promise<void> {
  const way: Walk = {
    site,
    start,
    scope: undefined,
    queue: [{ address: start, isCanonical: false }],
    seen: new Set([start.href]),
    passedOn: new Set(),
    hasGaps: false,
  }
  let steps = 0
  for (const step of way.queue) {
    if (site.reading.isFull()) return
    if (steps >= site.maxPages) {
      site.reading.problem(
        start.href,
        `It leads to more than ${site.maxPages} pages: the others are left out.`,
      )
      return
    }
    steps += 1
    // Not only for news: without the page there would be no links.
    await take(step, await site.visit(step.address), way)
  }
  if (!way.hasGaps) forgetUnlinked(way)
}

async function take({ address, isCanonical }: Step, visit: Visit, way: Walk): Promise<void> {
  const { site, start } = way
  const { reading, known } = site
  const isStart = address === start
  if (visit.type !== 'page') {
    // A broken link, a picture or a page that robots may not read is no news unless there was something before.
    const isNews = isStart || known.has(address.href) || visit.type === 'failed'
    if (isStart || visit.type === 'failed') way.hasGaps = true
    if (isNews && visit.type !== 'unchanged')
      reading.problem(address.href, visit.reason, visit.type === 'gone')
    return
  }
  if (isStart) way.scope = scopeOf(start, visit.url)
  if (!isInScope(visit.url, way)) {
    if (isStart) way.hasGaps = true
    else if (!known.has(address.href)) return
    const where = isSameSite(start, visit.url)
      ? `out of the folder, to ${visit.url.pathname}`
      : `to another site, ${visit.url.host}`
    return reading.problem(address.href, `It leads ${where}.`)
  }
  const id = visit.url.href
  if (id !== address.href && way.seen.has(id)) return
  way.seen.add(id)
  const found = await foundIn(id, visit, site)
  if (!found) {
    way.hasGaps = true
    return
  }
  const robots = robotsOf(visit, found)
  if (!robots.isNoFollow) follow(found, visit, way)
  if (!isCanonical && isPassedOn(found, visit, way)) return
  if (!robots.isNoIndex) await addPage(id, visit, found, site, { otherwise: site.title ?? start.host })
  else if (isStart || known.has(id)) reading.problem(id, 'It asks not to be indexed.', true)
}

/** Whether another page stands for this one; it is then read in its place. */
function isPassedOn({ page }: Found, { url }: VisitedPage, way: Walk): boolean {
  const canonical =
    page?.canonical === undefined ? undefined : pageAddress(page.canonical, baseOf(page.base, url))
  if (!canonical || canonical.href === url.href || !isInScope(canonical, way)) return false
  // Two that point at each other: one of them has to be read.
  if (way.passedOn.has(canonical.href)) return false
  way.passedOn.add(url.href)
  if (!way.seen.has(canonical.href)) {
    way.seen.add(canonical.href)
    way.queue.push({ address: canonical, isCanonical: true })
  }
  return true
}

function follow({ page }: Found, { url }: VisitedPage, way: Walk): void {
  const base = baseOf(page?.base, url)
  for (const link of page?.links ?? []) {
    const address = pageAddress(link, base)
    if (!address || address.href.length > MAX_LINK_CHARS || way.seen.has(address.href)) continue
    if (!isInScope(address, way) || NO_PAGES.has(extensionOf(address.pathname))) continue
    if (way.seen.size >= way.site.maxPages * LINKS_PER_PAGE) {
      way.hasGaps = true
      return
    }
    way.seen.add(address.href)
    way.queue.push({ address, isCanonical: false })
  }
}

function baseOf(base: string | undefined, url: URL): URL {
  return (base === undefined ? undefined : pageAddress(base, url)) ?? url
}

/** The folder of the first page, where that in the end stands; undefined where it is another site. */
function scopeOf(start: URL, url: URL): Walk['scope'] {
  return isSameSite(start, url) ? { origin: url.origin, folder: folderOf(url) } : undefined
}

function isInScope(url: URL, { scope }: Walk): boolean {
  return scope !== undefined && url.origin === scope.origin && url.pathname.startsWith(scope.folder)
}

/** Once everything was looked through, what was not met is not linked any more. */
function forgetUnlinked({ site, start }: Walk): void {
  const { reading, known } = site
  const unlinked = [...known.keys()].filter(id => !reading.isMentioned(id))
  const { documents, unchanged } = reading.result
  // A site that is down for maintenance may well say so with a page that is fine by itself.
  if (documents.length + unchanged.length <= 1 && unlinked.length > 1)
    reading.problem(start.href, 'It leads nowhere any more; the pages that it led to are kept.')
  else for (const id of unlinked) reading.problem(id, 'No page leads to it any more.', true)
}
