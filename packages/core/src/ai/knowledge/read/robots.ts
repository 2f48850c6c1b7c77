import { OutgoingError, type OutgoingFetch } from '../../../contracts/outgoing.ts'
import { decodeText } from './decode-text.ts'
import { robotsRules } from './robots-rules.ts'

/** What a site calls us by. */
export const USER_AGENT = 'PocketPing'

// At least as much must be read, by RFC 9309.
const MAX_ROBOTS_BYTES = 512_000
const TIMEOUT_MS = 20_000
const MAX_DELAY_SECONDS = 10

/** What a site says of one address. */
export type RobotsRule = { isAllowed: true; delayMs: number } | { isAllowed: false; reason: string }

/** The rules of sites, each asked for once. */
export interface Robots {
  ruleFor(url: URL): Promise<RobotsRule>
}

/** What we use of `robots-parser`, whose own types name its one function wrongly. */
interface RobotsFile {
  isAllowed(url: string, userAgent: string): boolean | undefined
  getCrawlDelay(userAgent: string): number | undefined
}
type ParseRobots = (url: string, text: string) => RobotsFile

/** Reads `robots.txt` of sites. One that cannot be had forbids everything, one that is not there nothing. */
export function siteRobots(fetch: OutgoingFetch, signal: AbortSignal | undefined): Robots {
  const files = new Map<string, Promise<RobotsFile | string>>()
  return {
    async ruleFor(url) {
      const file = await (files.get(url.origin) ?? remember(url.origin))
      if (typeof file === 'string') return { isAllowed: false, reason: file }
      if (file.isAllowed(url.href, USER_AGENT) === false)
        return {
          isAllowed: false,
          reason: `The robots.txt of ${url.host} does not allow ${USER_AGENT} to read it.`,
        }
      const seconds = file.getCrawlDelay(USER_AGENT) ?? 0
      return { isAllowed: true, delayMs: seconds > 0 ? Math.min(seconds, MAX_DELAY_SECONDS) * 1_000 : 0 }
    },
  }

  function remember(origin: string): Promise<RobotsFile | string> {
    const file = readRobots(origin, fetch, signal)
    files.set(origin, file)
    return file
  }
}

/** The rules of a site, or why there is nothing to go by. */
async function readRobots(
  origin: string,
  fetch: OutgoingFetch,
  signal: AbortSignal | undefined,
): Promise<RobotsFile | string> {
  const url = `${origin}/robots.txt`
  try {
    const { status, body } = await fetch({
      url,
      method: 'GET',
      headers: { 'user-agent': USER_AGENT, accept: 'text/plain, */*;q=0.1' },
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ROBOTS_BYTES,
      maxRedirects: 5,
      ...(signal && { signal }),
    })
    // Too many requests is a no for now; everything else of the kind means that there are no rules.
    const isThere = status >= 200 && status < 300
    const isMissing = status >= 400 && status < 500 && status !== 429
    if (!isThere && !isMissing)
      return `${url} answered ${status}, so that it is not known whether it may be read.`
    const rules = robotsRules(isThere ? decodeText(body.subarray(0, MAX_ROBOTS_BYTES)) : '', USER_AGENT)
    if (rules === undefined) return `${url} has more rules with wildcards than can be followed.`
    return (await loadParser())(url, rules)
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof OutgoingError) return `${url} could not be read: ${error.message}`
    throw error
  }
}

async function loadParser(): Promise<ParseRobots> {
  const library: { default: unknown } = await import('robots-parser')
  return library.default as ParseRobots
}
