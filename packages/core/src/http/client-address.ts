import type { HttpRequest } from './http-request.ts'

/**
 * How many proxies of one's own stand in front: each adds the address it was called from to `X-Forwarded-For`, and
 * only what they added is believed. 0: the header changes nothing.
 */
export type TrustProxy = number

/** The network that the client asks from, as far as it can be known: what limits are counted by. */
export function clientAddress(
  request: Pick<HttpRequest, 'header' | 'peerAddress'>,
  trustProxy: TrustProxy,
): string {
  if (trustProxy === 0) return networkOf(request.peerAddress)
  const added = (request.header('x-forwarded-for') ?? '').split(',').map(part => part.trim())
  // Counted from the right: what stands further left was written by the client.
  return networkOf(added.at(-trustProxy) || request.peerAddress)
}

// Longer than any address: what is kept per client must have an end.
const MAX_ADDRESS_LENGTH = 64

/** An IPv4 address without its port; of an IPv6 address the first 64 bits, which are one customer's. */
function networkOf(address: string): string {
  const short = address.slice(0, MAX_ADDRESS_LENGTH)
  if (!short.includes(':')) return short
  const version4 = /(?:^|:)(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/.exec(short)?.[1]
  if (version4) return version4
  const bare = /^\[(.+)\]/.exec(short)?.[1] ?? short
  const [left = [], right = []] = bare.split('::').map(side => side.split(':').filter(Boolean))
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':').toLowerCase()
}

const COUNTRY_HEADERS = ['cf-ipcountry', 'x-vercel-ip-country', 'cloudfront-viewer-country', 'x-country-code']

/** ISO 3166 code of the country, where a trusted proxy tells it. */
export function clientCountry(
  request: Pick<HttpRequest, 'header'>,
  trustProxy: TrustProxy,
): string | undefined {
  if (trustProxy === 0) return undefined
  for (const name of COUNTRY_HEADERS) {
    const code = request.header(name)?.toUpperCase()
    // XX and T1 are Cloudflare's words for "unknown" and "Tor".
    if (code && /^[A-Z]{2}$/.test(code) && code !== 'XX') return code
  }
  return undefined
}
