import type { ReadPdf } from '../../../contracts/knowledge.ts'
import { extract, type Found } from './extract.ts'
import { noteRobots } from './html-survey.ts'
import type { KnownDocument } from './read-source.ts'
import type { Reading } from './reading.ts'
import { tooLarge, tryToRead } from './try-to-read.ts'
import { MAX_PAGE_BYTES, MAX_PDF_BYTES, type VisitedPage, type VisitPage } from './visit-page.ts'

/** What the pages of a source are read with. */
export interface Site {
  visit: VisitPage
  known: ReadonlyMap<string, KnownDocument>
  reading: Reading
  maxPages: number
  /** What the host calls the source. */
  title: string | undefined
  signal: AbortSignal | undefined
  readPdf: ReadPdf | undefined
}

/** What is in a page; undefined, and noted as a problem, where it cannot be read. */
export async function foundIn(id: string, visit: VisitedPage, site: Site): Promise<Found | undefined> {
  const { format, bytes, charset, isCut } = visit
  if (isCut) {
    site.reading.problem(id, tooLarge(format === 'pdf' ? MAX_PDF_BYTES : MAX_PAGE_BYTES))
    return undefined
  }
  return tryToRead(site.reading, id, () =>
    extract(bytes, format, { charset, ...{ signal: site.signal, readPdf: site.readPdf } }),
  )
}

/** Adds a page that was read. `given`: what the host calls it. */
export async function addPage(
  id: string,
  visit: VisitedPage,
  found: Found,
  site: Site,
  title: { given?: string | undefined; otherwise: string },
): Promise<void> {
  const { url, etag, lastModified } = visit
  await site.reading.add({
    id,
    url: url.href,
    title,
    found,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  })
}

/** What a page asks of those who follow links. */
export function robotsOf(visit: VisitedPage, found: Found): { isNoIndex: boolean; isNoFollow: boolean } {
  const asked = { isNoIndex: found.page?.isNoIndex ?? false, isNoFollow: found.page?.isNoFollow ?? false }
  noteRobots(asked, visit.robotsTag)
  return asked
}
