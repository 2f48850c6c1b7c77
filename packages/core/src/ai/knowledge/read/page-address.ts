// What safe fetching asks for at most.
const MAX_URL_CHARS = 2_048

// They say where a visitor came from, not what the page is.
const TRACKING = /^(?:utm_.*|gclid|fbclid|msclkid|mc_[ce]id)$/i

/** The address of a page as it is told apart from others; undefined for what is none, such as `mailto:`. */
export function pageAddress(href: string, base?: URL): URL | undefined {
  if (href.length > MAX_URL_CHARS) return undefined
  const url = URL.parse(href, base)
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined
  url.hash = ''
  const tracking = [...url.searchParams.keys()].filter(name => TRACKING.test(name))
  for (const name of tracking) url.searchParams.delete(name)
  // A lone `?` says nothing either.
  if (url.search === '') url.search = ''
  return url.href.length <= MAX_URL_CHARS ? url : undefined
}

/** Everything up to the last slash. */
export function folderOf(url: URL): string {
  return url.pathname.slice(0, url.pathname.lastIndexOf('/') + 1)
}

/** Whether one address leads to the other's site: the same host, with or without `www.`, and not from https to http. */
export function isSameSite(from: URL, to: URL): boolean {
  const isSafer = from.protocol === to.protocol || to.protocol === 'https:'
  const ports = from.protocol === to.protocol ? [from.port, to.port] : ['', '']
  return isSafer && ports[0] === ports[1] && withoutWww(from) === withoutWww(to)
}

function withoutWww(url: URL): string {
  return url.hostname.replace(/^www\./, '')
}
