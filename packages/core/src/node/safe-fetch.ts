import type { OutgoingFetch } from '../contracts/outgoing.ts'
import { createDnsLookup } from './outgoing-dns.ts'
import { createOutgoingFetch, type Lookup } from './outgoing-fetch.ts'
import { lookupBySystem } from './outgoing-system-lookup.ts'
import { assertPublicUrl } from './outgoing-url.ts'
import { isPublicAddress } from './public-address.ts'

/** Options of `createSafeFetch`. */
export interface SafeFetchOptions {
  /**
   * Lets requests go to loopback, to private networks and to all else that is not public: for a server whose users may
   * ask everything that it can reach itself. Everything else is checked as ever. By default false.
   */
  allowPrivateAddresses?: boolean
  /**
   * Finds the IP addresses of a name; what it answers is checked as well, and is asked for once for each connection.
   * By default DNS, at the servers that the operating system names; with `allowPrivateAddresses`, what DNS does not know
   * is looked for as `dns.lookup` does, one name at a time.
   */
  lookup?: Lookup
}

/**
 * Makes what asks an address that somebody gave us, and never one of the network we stand in.
 *
 * - Asked are http: and https: without user and password, in URLs of up to 2,048 characters.
 * - All addresses of a name must be public, and the connection is made to one of those that were checked. Names below
 *   `localhost` are refused unasked, and those that stand only in the machine's hosts file are `unreachable` unless
 *   `allowPrivateAddresses` is set. Proxies that the environment names are not used.
 * - Up to `maxRedirects` redirects are followed, each checked anew, none from https: to http:. A GET follows all; a POST
 *   only 307 and 308, as it was; any other redirect, and one too many, is the answer. To another origin go only the
 *   headers `accept`, `content-type`, `user-agent` and those that begin with `webhook-`.
 * - `timeoutMs` is for everything together: names, connections, redirects and the body. After `maxBytes` of the body
 *   the connection is cut, and what was read is the answer; it is asked for unpacked, and not unpacked here.
 *
 * The function rejects with an `OutgoingError`: `refused` for what is not asked, a header that cannot be sent, or a
 * header of the connection itself, such as `host`; `unreachable` where no full answer came, the time was over or
 * `signal` was aborted. Its message names the host that was given, never its address. Every status is an answer. Its
 * `check` is `assertPublicUrl` with the same options.
 */
export function createSafeFetch(options: SafeFetchOptions = {}): OutgoingFetch {
  const fetch = createOutgoingFetch({
    isAllowed: options.allowPrivateAddresses ? () => true : isPublicAddress,
    lookup:
      options.lookup ?? createDnsLookup(options.allowPrivateAddresses ? { otherwise: lookupBySystem } : {}),
  })
  return Object.assign(fetch, { check: (url: string) => void assertPublicUrl(url, options) })
}

/** What `createSafeFetch` makes by default: only public addresses are asked. */
export const safeFetch: OutgoingFetch = createSafeFetch()
