import Bowser from 'bowser'
import type { Page, SessionMetadata } from '../protocol/session.ts'
import type { StartRequest } from '../protocol/start.ts'
import { cleanText, cleanTexts } from './text.ts'

/** What a request tells of the browser that sent it. */
export interface ClientHints {
  userAgent?: string
  /** Only from a proxy that is trusted. */
  country?: string
}

const MAX_USER_AGENT = 512

/** What is known of a visitor at the start. */
export function describeVisitor(request: StartRequest, hints: ClientHints): SessionMetadata {
  const metadata: SessionMetadata = request.page ? withPage({}, request.page) : {}
  if (request.language) metadata.language = cleanText(request.language)
  if (request.timeZone) metadata.timeZone = cleanText(request.timeZone)
  if (hints.country) metadata.country = hints.country
  if (hints.userAgent) Object.assign(metadata, parseUserAgent(hints.userAgent.slice(0, MAX_USER_AGENT)))
  return metadata
}

/** The same visitor on another page. */
export function withPage(metadata: SessionMetadata, said: Page): SessionMetadata {
  const page = cleanTexts(said)
  const { pageTitle: _title, referrer, ...rest } = metadata
  const { pageUrl: _pageUrl, url: _url, ...next }: SessionMetadata = rest
  // Hosts and platforms make links of it: nothing that runs when it is clicked.
  if (/^https?:\/\//i.test(page.url)) Object.assign(next, { pageUrl: page.url, url: page.url })
  if (page.title) next.pageTitle = page.title
  // The first referrer tells where the visitor came from; later pages would only name the page before.
  const from = referrer ?? page.referrer
  if (from) next.referrer = from
  return next
}

function parseUserAgent(userAgent: string): SessionMetadata {
  const { browser, os, platform } = Bowser.parse(userAgent)
  const metadata: SessionMetadata = { userAgent }
  if (browser.name)
    metadata.browser = [browser.name, browser.version?.split('.')[0]].filter(Boolean).join(' ')
  if (os.name) metadata.os = os.name
  if (platform.type === 'desktop' || platform.type === 'mobile' || platform.type === 'tablet')
    metadata.device = platform.type
  return metadata
}
