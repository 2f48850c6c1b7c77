import { isIP } from 'node:net'
import { OutgoingError } from '../contracts/outgoing.ts'
import { isPublicAddress } from './public-address.ts'

/** Characters of an address that we ask. */
export const MAX_URL_LENGTH = 2048

/**
 * Reads an address as browsers do, so that `http://2130706433` and `http://①②⑦.1` are seen to be 127.0.0.1; `base` is
 * where a relative one starts from. The fragment is left out. No message repeats the address: a secret may be in it.
 * @throws OutgoingError `refused`, unless it is http: or https:, without user and password, of 2,048 characters at most.
 */
export function parseOutgoingUrl(text: string, base?: URL): URL {
  const url = text.length > MAX_URL_LENGTH ? null : URL.parse(text, base?.href)
  if (!url) throw refused(`This is no URL of at most ${MAX_URL_LENGTH} characters.`)
  url.hash = ''
  // It grows where characters are escaped.
  if (url.href.length > MAX_URL_LENGTH) throw refused(`The URL has more than ${MAX_URL_LENGTH} characters.`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused('The URL begins with neither https:// nor http://.')
  if (url.username || url.password) throw refused(`The URL at ${url.hostname} holds a user or a password.`)
  return url
}

/** The host as `net` takes it: an IPv6 address without brackets. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** The addresses that a host has without asking DNS; undefined where that must be asked. */
export function knownAddresses(host: string): string[] | undefined {
  if (isIP(host)) return [host]
  // Names that are of this machine everywhere, whatever a server of names says: RFC 6761, 6.3.
  return /(^|\.)localhost\.*$/.test(host) ? ['127.0.0.1', '::1'] : undefined
}

/** Why a host is not asked. */
export function notPublic(host: string): OutgoingError {
  return refused(`${host} is not on the public Internet.`)
}

/**
 * Checks an address at the moment somebody configures it, without asking DNS, and answers with the parsed one. It is to
 * be helpful early; what protects is `safeFetch`, which looks again at where a name leads.
 *
 * @param text Such as `https://example.com/hook`.
 * @param options `allowPrivateAddresses`, by default false, lets the addresses of one's own network through.
 * @throws OutgoingError `refused` where it is not http: or https:, has more than 2,048 characters, holds a user or a
 * password, or names `localhost` or an IP address that is not public, in whatever notation.
 */
export function assertPublicUrl(text: string, options: { allowPrivateAddresses?: boolean } = {}): URL {
  const url = parseOutgoingUrl(text)
  const isAllowed = options.allowPrivateAddresses ? () => true : isPublicAddress
  if (knownAddresses(bareHost(url))?.every(isAllowed) === false) throw notPublic(url.hostname)
  return url
}

function refused(message: string): OutgoingError {
  return new OutgoingError('refused', message)
}
