import { Resolver } from 'node:dns/promises'
import type { Lookup } from './outgoing-fetch.ts'

const TRY_MS = 2000
const TRIES = 3

// Some servers never answer for a family that they have nothing of; the other one is not kept back by that.
const OTHER_FAMILY_MS = 1000

/** Options of `createDnsLookup`. */
export interface DnsLookupOptions {
  /** The servers to ask, such as `127.0.0.1:53`. By default those that the system names. */
  servers?: readonly string[]
  /** How long a server is waited for at first; all are asked three times. By default two seconds. */
  tryMs?: number
  /** Is asked for what DNS does not know. By default nobody. */
  otherwise?: Lookup
}

/**
 * Makes what finds addresses in DNS by sockets of its own. `dns.lookup` waits on a thread for each name, of which the
 * process has two and which nobody can call back: a few names with silent servers would hold up all its connections.
 */
export function createDnsLookup(options: DnsLookupOptions = {}): Lookup {
  const { servers, tryMs = TRY_MS, otherwise } = options
  return async (hostname, signal) => {
    const resolver = new Resolver({ timeout: tryMs, tries: TRIES })
    if (servers) resolver.setServers(servers)
    try {
      return await resolveBoth(resolver, hostname, signal)
    } catch (error) {
      // Where DNS is silent the system would ask it again, on a thread.
      if (!otherwise || signal.aborted || codeOf(error) === 'ETIMEOUT') throw error
      return otherwise(hostname, signal)
    }
  }
}

async function resolveBoth(resolver: Resolver, hostname: string, signal: AbortSignal): Promise<string[]> {
  const cancel = (): void => resolver.cancel()
  let patience: NodeJS.Timeout | undefined
  const startPatience = (found: string[]): string[] => {
    patience ??= setTimeout(cancel, OTHER_FAMILY_MS)
    return found
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    // IPv6 comes first, as a machine without it says so at once, and Node is most patient with the last address.
    const families = await Promise.allSettled([
      resolver.resolve6(hostname).then(startPatience),
      resolver.resolve4(hostname).then(startPatience),
    ])
    const found = families.flatMap(family => (family.status === 'fulfilled' ? family.value : []))
    if (found.length > 0) return found
    const errors = families.flatMap(family => (family.status === 'rejected' ? [family.reason] : []))
    throw errors.find(error => !isNothing(error)) ?? errors[0] ?? new Error('The name has no address.')
  } finally {
    clearTimeout(patience)
    signal.removeEventListener('abort', cancel)
  }
}

/** Whether a server knew for certain that there is nothing. */
function isNothing(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENODATA' || code === 'ENOTFOUND'
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
