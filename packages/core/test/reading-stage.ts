import {
  type KnownDocument,
  type ReadContext,
  type ReadResult,
  readSource,
} from '../src/ai/knowledge/read/read-source.ts'
import type { KnowledgeSource } from '../src/contracts/knowledge.ts'
import { createSafeFetch } from '../src/node/safe-fetch.ts'
import { type Asked, serve } from './outgoing-stage.ts'

/** An answer of a site. A text is a page; a number a status without one. */
export type SiteAnswer =
  | string
  | number
  | { status?: number; headers?: Record<string, string>; body?: string | Uint8Array }

/** A site on loopback, for the length of one test. */
export interface TestSite {
  /** Without a slash at the end. */
  origin: string
  asked: Asked[]
  /** Paths that were asked for, in order, without `robots.txt`. */
  paths(): string[]
  /** Answers by path; what is missing is a 404. To be changed at will. */
  answers: Record<string, SiteAnswer | ((headers: Asked['headers']) => SiteAnswer)>
}

/** Serves a site that knows the validators of its pages. */
export async function serveSite(answers: TestSite['answers']): Promise<TestSite> {
  const site: TestSite = {
    origin: '',
    asked: [],
    answers,
    paths: () => site.asked.map(({ path }) => path).filter(path => path !== '/robots.txt'),
  }
  const { port, asked } = await serve((request, response) => {
    const found = site.answers[request.url ?? ''] ?? 404
    const answer = typeof found === 'function' ? found(request.headers) : found
    const {
      status = 200,
      headers = {},
      body = '',
    } = typeof answer === 'string'
      ? { body: answer }
      : typeof answer === 'number'
        ? { status: answer }
        : answer
    const isKnown = headers.etag !== undefined && request.headers['if-none-match'] === headers.etag
    response.writeHead(isKnown ? 304 : status, { 'content-type': 'text/html; charset=utf-8', ...headers })
    response.end(isKnown ? undefined : body)
  })
  return Object.assign(site, { origin: `http://127.0.0.1:${port}`, asked })
}

/** Reads an address as one page unless told otherwise, with the real fetch, which is let to loopback. */
export async function readUrl(
  value: string,
  options: Partial<KnowledgeSource> & { known?: readonly KnownDocument[]; context?: ReadContext } = {},
): Promise<ReadResult> {
  const { known = [], context, ...source } = options
  return readSource(
    { type: 'url', value, crawl: false, ...source },
    new Map(known.map(each => [each.id, each])),
    {
      fetch: createSafeFetch({ allowPrivateAddresses: true }),
      ...context,
    },
  )
}

/** A page that leads to others. */
export function page(text: string, links: readonly string[] = [], head = ''): string {
  const list = links.map(link => `<a href="${link}">to</a>`).join('')
  return `<title>${text}</title>${head}<nav>${list}</nav><p>${text}</p>`
}
