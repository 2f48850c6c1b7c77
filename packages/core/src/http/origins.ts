import type { TrustProxy } from './client-address.ts'
import type { HttpRequest } from './http-request.ts'

/** True where the page that asks is on the host that this server is reached by, or on one of the listed origins. */
export function isAllowedOrigin(
  request: Pick<HttpRequest, 'header'>,
  allowedOrigins: readonly string[],
  trustProxy: TrustProxy,
): boolean {
  const origin = request.header('origin')
  // Browsers send it with every POST and every request to another origin: without it, no page is asking.
  if (origin === undefined) return request.header('sec-fetch-site') !== 'cross-site'
  if (allowedOrigins.includes(origin) || allowedOrigins.includes('*')) return true
  const host = (trustProxy > 0 && forwardedHost(request, trustProxy)) || request.header('host')
  if (!host || !URL.canParse(origin)) return false
  const page = new URL(origin)
  // The scheme is the page's: behind a proxy that ends TLS this server only sees http. With it `:443` means nothing.
  const own = `${page.protocol}//${host}`
  return origin === page.origin && URL.canParse(own) && new URL(own).host === page.host
}

function forwardedHost(request: Pick<HttpRequest, 'header'>, trustProxy: TrustProxy): string | undefined {
  const hosts = (request.header('x-forwarded-host') ?? '').split(',').map(host => host.trim())
  // Most proxies replace this header, so that there may be fewer than proxies. No page can send it by itself.
  return hosts.at(-trustProxy) ?? hosts[0]
}

/** What a browser must read to let a page of another origin see the answer. */
export function corsHeaders(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-headers': 'authorization, content-type, idempotency-key, last-event-id',
    'access-control-allow-methods': 'GET, POST, PATCH, DELETE, OPTIONS',
    'access-control-expose-headers': 'retry-after',
    'access-control-max-age': '600',
    vary: 'Origin',
  }
}
