import { OutgoingError, type OutgoingFetch } from '../contracts/outgoing.ts'
import { PocketPingError } from '../protocol/errors.ts'

/**
 * Checks a receiver's address when it is given: where it leads is looked at with each call.
 * @throws PocketPingError `BAD_REQUEST`, naming the field.
 */
export function checkReceiverUrl(fetch: OutgoingFetch, text: string): void {
  const url = URL.parse(text)
  if (!url) throw bad('must be a URL, e.g. https://example.com/pocketping.')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw bad('must begin with https:// or http://.')
  if (url.username || url.password) throw bad('must hold neither user nor password.')
  try {
    fetch.check?.(text)
  } catch (error) {
    throw error instanceof OutgoingError
      ? bad(`${error.message} The option allowPrivateAddresses allows it.`)
      : error
  }
}

function bad(why: string): PocketPingError {
  return new PocketPingError('BAD_REQUEST', `url: ${why}`)
}
