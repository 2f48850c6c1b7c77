import { type Scope, scopeOfKey } from '../api/scope.ts'
import { hexHash } from '../conversation/tokens.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { MAX_API_KEY_LENGTH } from '../protocol/limits.ts'
import { bearer } from './answers.ts'
import { clientAddress } from './client-address.ts'
import type { HttpContext } from './http-context.ts'
import type { HttpRequest } from './http-request.ts'

const NOTHING: ReadonlySet<string> = new Set()

/**
 * What the secret key of a request opens.
 * @throws PocketPingError `UNAUTHORIZED`, the same for every reason; `RATE_LIMITED`
 */
export async function openWithKey(
  {
    projects,
    limiter,
    addressRate,
    keyRate,
    trustProxy,
  }: Pick<HttpContext, 'projects' | 'limiter' | 'addressRate' | 'keyRate' | 'trustProxy'>,
  request: HttpRequest,
): Promise<Scope> {
  const key = bearer(request)
  const isKey = key !== '' && key.length <= MAX_API_KEY_LENGTH
  const address = `api:${clientAddress(request, trustProxy)}`
  let isCounted = false
  // Before it is looked up: guesses must not reach the host's database.
  const countGuess = (): void => {
    limiter.take(address, addressRate)
    isCounted = true
  }
  const opened = isKey ? await projects.openedBy(key, countGuess) : NOTHING
  if (opened.size === 0) {
    // Only wrong tries count: whoever guesses from an address keeps no server there from working.
    if (!isCounted) countGuess()
    throw new PocketPingError(
      'UNAUTHORIZED',
      'This key opens nothing. Send `Authorization: Bearer` with one of the project’s secretKeys.',
    )
  }
  // By its hash: keys are not kept in memory longer than they are needed.
  if (keyRate) limiter.take(`key:${await hexHash(key)}`, keyRate)
  return scopeOfKey(opened)
}
