import type { CleaningOptions } from './clean-answer.ts'
import { mailsIn } from './clean-answer-mails.ts'

// Nothing that one reader of addresses takes for a part of the host and another does not: no user, no backslash, no
// letters beyond ASCII.
const PLAIN = /^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:[/?#]|$)/i

const MAIL = /^[^\s@:/]+@([a-z0-9.-]+)$/i

/**
 * Makes the rule by which an address may be shown: it is cited, or its host is allowed. An e-mail address also where it stands
 * in the texts that were given.
 */
export function createAddressRule({
  allowedUrls,
  allowedHosts,
  allowedText,
}: Omit<CleaningOptions, 'maxLength'>): (address: string) => boolean {
  const keys = new Set([...allowedUrls].flatMap(url => keyOf(url) ?? []))
  const hosts = new Set(allowedHosts.map(host => host.toLowerCase()))
  const suffixes = [...hosts].filter(host => host.startsWith('*.')).map(host => host.slice(1))
  const isAllowedHost = (host: string): boolean =>
    hosts.has(host) || suffixes.some(suffix => host.endsWith(suffix))
  const citedHosts = [...keys].map(key => new URL(key).hostname)
  // Who has their pages at `www.shop.example` has their mail at `shop.example`.
  const mailHosts = new Set([...hosts, ...citedHosts].map(host => host.replace(/^www\./, '')))
  const mails = mailsIn(allowedText)
  return address => {
    const mailHost = MAIL.exec(address)?.[1]?.toLowerCase()
    if (mailHost !== undefined)
      return mails.has(address.toLowerCase()) || mailHosts.has(mailHost) || isAllowedHost(mailHost)
    if (!PLAIN.test(address) || /[\\<>"]/.test(address)) return false
    const key = keyOf(address)
    if (key === undefined) return false
    return keys.has(key) || isAllowedHost(new URL(address).host)
  }
}

/** Equal for addresses of one page: without fragment and trailing slash. `undefined` for what no page has. */
function keyOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, host, pathname, search } = new URL(address)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return `${protocol}//${host}${pathname.endsWith('/') ? pathname.slice(0, -1) : pathname}${search}`
}
