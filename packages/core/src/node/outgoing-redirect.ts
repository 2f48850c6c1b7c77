import type { IncomingMessage } from 'node:http'
import { OutgoingError } from '../contracts/outgoing.ts'
import { parseOutgoingUrl } from './outgoing-url.ts'

// These ask to come again as before; the others, for a GET.
const SAME_AGAIN = new Set([307, 308])
const FOR_GET = new Set([301, 302, 303, 307, 308])

// What says nothing about the caller.
const HARMLESS = new Set(['accept', 'content-type', 'user-agent'])

/** One step of a request that may be sent elsewhere. */
export interface Step {
  url: URL
  /** By name in lower case. */
  headers: Readonly<Record<string, string>>
}

/**
 * Where an answer wants us to go; undefined where it is the last word. A POST is sent on by 307 and 308 alone: the others
 * would make a GET of it, which says something else than the caller wanted to say.
 */
export function redirectOf(method: 'GET' | 'POST', answer: IncomingMessage): string | undefined {
  const followed = method === 'POST' ? SAME_AGAIN : FOR_GET
  const { location } = answer.headers
  if (location === undefined || !followed.has(answer.statusCode ?? 0)) return undefined
  // Node reads headers as Latin-1, servers write UTF-8.
  return Buffer.from(location, 'latin1').toString()
}

/**
 * The step that a redirect asks for.
 * @throws OutgoingError `refused` where it leads from https: to http: or to what is no address for us.
 */
export function nextStep({ url, headers }: Step, location: string): Step {
  const next = parseOutgoingUrl(location, url)
  if (url.protocol === 'https:' && next.protocol === 'http:')
    throw new OutgoingError('refused', 'It leads from https to http.')
  return { url: next, headers: next.origin === url.origin ? headers : forStrangers(headers) }
}

/**
 * What may be said to another origin. The caller's secrets (`authorization`, cookies, keys under any name) stay behind.
 * Those of a signed webhook go along: without them the receiver that was moved could verify nothing, and they are no
 * secrets, as they prove this one body at this one time to whoever has both anyway.
 */
function forStrangers(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => HARMLESS.has(name) || name.startsWith('webhook-')),
  )
}
