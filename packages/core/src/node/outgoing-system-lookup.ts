import { lookup } from 'node:dns/promises'
import type { Lookup } from './outgoing-fetch.ts'

/**
 * Makes what asks one name after the other: who waits beyond the end of its request is passed over when its turn comes.
 *
 * @param ask Finds the addresses of a name, and cannot be called off.
 */
export function createSystemLookup(ask: (hostname: string) => Promise<readonly string[]>): Lookup {
  let last: Promise<unknown> = Promise.resolve()
  return (hostname, signal) => {
    const mine = last.then(() => {
      signal.throwIfAborted()
      return ask(hostname)
    })
    last = mine.catch(() => undefined)
    return mine
  }
}

/**
 * Finds what the operating system knows: the hosts file, the network's search domains. Each name takes a thread, of which
 * the whole process has two for this; so all requests together take one at a time.
 */
export const lookupBySystem: Lookup = createSystemLookup(async hostname => {
  const found = await lookup(hostname, { all: true })
  return found.map(({ address }) => address)
})
