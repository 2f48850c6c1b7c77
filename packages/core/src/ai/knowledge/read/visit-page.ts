import { OutgoingError, type OutgoingFetch, type OutgoingResponse } from '../../../contracts/outgoing.ts'
import { charsetOf } from './decode-text.ts'
import { pageAddress } from './page-address.ts'
import type { KnownDocument } from './read-source.ts'
import { siteRobots, USER_AGENT } from './robots.ts'
import { extensionOf, type Format, formatOfPage } from './source-format.ts'

const TIMEOUT_MS = 20_000
const MAX_REDIRECTS = 5
/** Bytes of a page or a text. */
export const MAX_PAGE_BYTES = 2_000_000
/** Bytes of a PDF. */
export const MAX_PDF_BYTES = 10_000_000
const MAX_VALIDATOR_CHARS = 200

/** A page as it came. */
export interface VisitedPage {
  type: 'page'
  /** Where it came from in the end. */
  url: URL
  format: Format
  charset?: string
  bytes: Uint8Array
  /** Whether it goes on after the bytes; so for sitemaps only. */
  isCut: boolean
  etag?: string
  lastModified?: string
  /** What the server says to robots, beside the page. */
  robotsTag: string
}

/** What came of asking for a page. */
export type Visit =
  | VisitedPage
  | { type: 'unchanged' }
  /** `forbidden`: robots may not. `other`: it is there, but nothing that can be read. */
  | { type: 'forbidden' | 'other' | 'gone' | 'failed'; reason: string }

/** Asks for a page, and with what is known of it only for news. */
export type VisitPage = (address: URL, known?: KnownDocument) => Promise<Visit>

/** Asks for pages one by one, as far as their sites allow and at the pace they want. */
export function pageVisitor(
  fetch: OutgoingFetch,
  options: { signal?: AbortSignal | undefined; pause: (ms: number) => Promise<void> },
): VisitPage {
  const { signal, pause } = options
  const robots = siteRobots(fetch, signal)
  const visited = new Set<string>()

  function get(address: URL, maxBytes: number, known?: KnownDocument): Promise<OutgoingResponse> {
    return fetch({
      url: address.href,
      method: 'GET',
      headers: {
        'user-agent': USER_AGENT,
        accept:
          'text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf, application/xml;q=0.9',
        ...(known?.etag !== undefined && { 'if-none-match': known.etag }),
        ...(known?.lastModified !== undefined && { 'if-modified-since': known.lastModified }),
      },
      timeoutMs: TIMEOUT_MS,
      // One more, to know whether there was more.
      maxBytes: maxBytes + 1,
      maxRedirects: MAX_REDIRECTS,
      ...(signal && { signal }),
    })
  }

  async function visit(address: URL, known?: KnownDocument): Promise<Visit> {
    signal?.throwIfAborted()
    const rule = await robots.ruleFor(address)
    if (!rule.isAllowed) return { type: 'forbidden', reason: rule.reason }
    if (visited.has(address.origin) && rule.delayMs > 0) await pause(rule.delayMs)
    visited.add(address.origin)
    const limit = extensionOf(address.pathname) === 'pdf' ? MAX_PDF_BYTES : MAX_PAGE_BYTES
    const answer = await get(address, limit, known)
    const url = pageAddress(answer.url) ?? address
    if (url.href !== address.href) {
      const ruleThere = await robots.ruleFor(url)
      if (!ruleThere.isAllowed) return { type: 'forbidden', reason: ruleThere.reason }
    }
    const page = pageOf(answer, url, known)
    const isCutPdf = page.type === 'page' && page.format === 'pdf' && answer.body.length > limit
    if (!isCutPdf || limit === MAX_PDF_BYTES) return page
    return pageOf(await get(address, MAX_PDF_BYTES), url, undefined)
  }

  return async (address, known) => {
    try {
      return await visit(address, known)
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof OutgoingError) return { type: 'failed', reason: error.message }
      throw error
    }
  }
}

function pageOf(answer: OutgoingResponse, url: URL, known: KnownDocument | undefined): Visit {
  const { status, headers, body } = answer
  if (status === 304 && known) return { type: 'unchanged' }
  if (status === 404 || status === 410)
    return { type: 'gone', reason: `It answered ${status}: it is not there.` }
  if (status >= 300 && status < 400)
    return { type: 'failed', reason: `It answered ${status}, and leads nowhere.` }
  if (status !== 200 && status !== 203) return { type: 'failed', reason: `It answered ${status}.` }
  const contentType = headers['content-type'] ?? ''
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const format = formatOfPage(type, url.pathname)
  if (!format)
    return {
      type: 'other',
      reason: `It is ${type.slice(0, 100)}; HTML, Markdown, plain text and PDF can be read.`,
    }
  const charset = charsetOf(contentType)
  return {
    type: 'page',
    url,
    format,
    ...(charset !== undefined && { charset }),
    bytes: body,
    isCut: body.length > (format === 'pdf' ? MAX_PDF_BYTES : MAX_PAGE_BYTES),
    ...validator('etag', headers.etag),
    ...validator('lastModified', headers['last-modified']),
    robotsTag: robotsTag(headers['x-robots-tag'] ?? ''),
  }
}

function validator<Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } {
  const isUsable = value !== undefined && value !== '' && value.length <= MAX_VALIDATOR_CHARS
  return (isUsable ? { [name]: value } : {}) as { [key in Name]?: string }
}

/** What of the header is said to us: to everybody, or by our name. */
function robotsTag(header: string): string {
  let isForUs = true
  return header
    .split(',')
    .filter(each => {
      const [name, rest] = each.split(':')
      // These have a value of their own; any other word before a colon is the name of a robot.
      const isRule = rest === undefined || /^\s*(?:max-|unavailable_after)/i.test(each)
      if (!isRule) isForUs = name?.trim().toLowerCase() === USER_AGENT.toLowerCase()
      return isForUs
    })
    .map(each => each.slice(each.indexOf(':') + 1))
    .join(',')
}
