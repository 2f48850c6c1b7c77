import type { CleaningOptions } from './clean-answer.ts'

// Nothing that one reader of addresses takes for a part of the host and another does not: no user, no backslash, no
// letters beyond ASCII.
const PLAIN = /^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:[/?#]|$)/i

/** Makes the rule by which an address may be shown: it is cited, or its host is allowed. */
export function createAddressRule({
  allowedUrls,
  allowedHosts,
}: Pick<CleaningOptions, 'allowedUrls' | 'allowedHosts'>): (address: string) => boolean {
  const keys = new Set([...allowedUrls].flatMap(url => keyOf(url) ?? []))
  const hosts = new Set(allowedHosts.map(host => host.toLowerCase()))
  const suffixes = [...hosts].filter(host => host.startsWith('*.')).map(host => host.slice(1))
  return address => {
    if (!PLAIN.test(address) || /[\\<>"]/.test(address)) return false
    const key = keyOf(address)
    if (key === undefined) return false
    if (keys.has(key)) return true
    const { host } = new URL(address)
    return hosts.has(host) || suffixes.some(suffix => host.endsWith(suffix))
  }
}

/** Equal for addresses of one page: without fragment and trailing slash. `undefined` for what no page has. */
function keyOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, host, pathname, search } = new URL(address)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return `${protocol}//${host}${pathname.endsWith('/') ? pathname.slice(0, -1) : pathname}${search}`
}
