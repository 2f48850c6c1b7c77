import type { CryptoKey } from 'jose'
import type { Clock } from '../contracts/clock.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { IdentityProof } from '../protocol/identity-proof.ts'
import type { Identity, SessionIdentity, VerifiedField } from '../protocol/session.ts'
import { type IdentityOptions, type ImportedKey, importKeys, importSecret } from './identity-keys.ts'
import { readIdentityToken } from './identity-token.ts'
import { cleanText } from './text.ts'

/** Knows what of an identity is proven. */
export interface IdentityVerifier {
  /**
   * The identity with what its proof says, and the names of what is proven. Where a proof is given, it must hold.
   * @throws PocketPingError `IDENTITY_REFUSED`, or `IDENTITY_UNVERIFIED` where a proof is required and missing.
   */
  verify(identity: Identity, proof: IdentityProof | undefined): Promise<SessionIdentity>
}

/** In the order in which `verified` names them. */
const FIELDS: readonly VerifiedField[] = ['customerId', 'email', 'name', 'metadata']

const HASH = /^[0-9a-f]{64}$/i

/** Verifies the identities of one project's visitors; the options were checked before. */
export function createIdentityVerifier(
  { keys = [], hmacSecrets = [], requireVerified = false }: IdentityOptions,
  { id, publicKey }: { id: string; publicKey?: string },
  clock: Pick<Clock, 'now'>,
): IdentityVerifier {
  const audience = publicKey === undefined ? [id] : [id, publicKey]
  let importedKeys: Promise<ImportedKey[]> | undefined
  let importedSecrets: Promise<CryptoKey[]> | undefined

  const verifyToken = async (identity: Identity, token: string): Promise<SessionIdentity> => {
    if (keys.length === 0) throw refuse('This project has no keys for identity tokens: set identity.keys.')
    importedKeys ??= importKeys(keys)
    const proven = await readIdentityToken(token, await importedKeys, { audience, now: clock.now() })
    if (!isStorable(proven.customerId))
      throw refuse(
        'The identity token is refused: its claim "sub" is no customer’s id: empty, "undefined" or the like, or with control characters.',
      )
    if (identity.customerId !== undefined && identity.customerId !== proven.customerId)
      throw refuse('The customerId is not the one that the identity token names as "sub".')
    return merge(identity, proven)
  }

  const verifyHash = async (identity: Identity, hash: string): Promise<SessionIdentity> => {
    if (hmacSecrets.length === 0)
      throw refuse('This project has no secrets for identity hashes: set identity.hmacSecrets.')
    const { customerId } = identity
    if (!isStorable(customerId))
      throw refuse(
        'An identity hash needs the customerId that it is of: not empty, "undefined" or the like, without control characters.',
      )
    importedSecrets ??= Promise.all(hmacSecrets.map(importSecret))
    const bytes = new TextEncoder().encode(customerId)
    const given = bytesOf(hash)
    // Web Crypto compares in constant time; each of them is compared, so that their order does not show either.
    const matches = (await importedSecrets).map(key => crypto.subtle.verify('HMAC', key, given, bytes))
    if (!(await Promise.all(matches)).includes(true))
      throw refuse('The identity hash is not the HMAC-SHA256 of the customerId with a secret of the project.')
    return merge(identity, { customerId })
  }

  return {
    async verify(identity, proof) {
      if (proof && 'token' in proof) return verifyToken(identity, proof.token)
      if (proof) return verifyHash(identity, proof.hash)
      if (requireVerified)
        throw new PocketPingError(
          'IDENTITY_UNVERIFIED',
          'This project takes no identity without a proof: sign one on your server (docs/identity.md).',
        )
      return pick(identity)
    },
  }
}

function merge(said: Identity, proven: Identity): SessionIdentity {
  const verified = FIELDS.filter(field => proven[field] !== undefined)
  return { ...pick(said), ...proven, verified }
}

/** Only what an identity has: nobody may bring a `verified` of their own. */
function pick(identity: Identity): Identity {
  return Object.fromEntries(
    FIELDS.filter(field => identity[field] !== undefined).map(field => [field, identity[field]]),
  )
}

// What JavaScript makes of an id that is not there: all who lack one would be one customer.
const NO_IDS: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', '[object Object]', 'true', 'false'])

/** Whether it is stored as it is, and is somebody's. What cleaning changes could become the id of somebody else. */
export function isStorable(customerId: string | undefined): customerId is string {
  if (customerId === undefined || customerId.trim() === '' || NO_IDS.has(customerId)) return false
  return cleanText(customerId) === customerId
}

function bytesOf(hash: string): Uint8Array<ArrayBuffer> {
  if (!HASH.test(hash)) throw refuse('An identity hash has 64 hex digits.')
  return Uint8Array.from(hash.match(/../g) ?? [], digits => Number.parseInt(digits, 16))
}

function refuse(message: string): PocketPingError {
  return new PocketPingError('IDENTITY_REFUSED', message)
}
