import { base64url, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import { PocketPingError } from '../protocol/errors.ts'
import { MAX_TOKEN_LENGTH } from '../protocol/identity-proof.ts'
import { parseJson } from '../protocol/json.ts'
import { type Identity, identitySchema } from '../protocol/session.ts'
import type { ImportedKey } from './identity-keys.ts'

/** Whom a token must be meant for, and the moment at which it must hold. */
export interface TokenTerms {
  audience: readonly string[]
  /** Milliseconds since 1970. */
  now: number
}

/** How far the clocks of two servers may be apart. */
const TOLERANCE_SECONDS = 30

const PARTS = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** The claims of a token by the names that an identity has for them. */
const CLAIMS = { customerId: 'sub', email: 'email', name: 'name', metadata: 'metadata' } as const

/**
 * Reads who a signed token says its bearer is. The key decides on the algorithm, whatever the token says, and keys that
 * come along in a token are not looked at.
 * @throws PocketPingError `IDENTITY_REFUSED`, saying what is wrong without repeating what stands in the token.
 */
export async function readIdentityToken(
  token: string,
  keys: readonly ImportedKey[],
  terms: TokenTerms,
): Promise<Identity> {
  const candidates = findKeys(token, keys)
  for (const { algorithm, key } of candidates) {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        audience: [...terms.audience],
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(terms.now),
        clockTolerance: TOLERANCE_SECONDS,
      })
      return toIdentity(payload, terms)
    } catch (error) {
      // Another key may be the one that signed it.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw toRefusal(error)
    }
  }
  throw refuse('none of the keys of the project signed it')
}

/** The keys that may have signed it: those of its algorithm, and of its `kid` as far as both sides name one. */
function findKeys(token: string, keys: readonly ImportedKey[]): ImportedKey[] {
  if (token.length > MAX_TOKEN_LENGTH) throw refuse(`it is longer than ${MAX_TOKEN_LENGTH} characters`)
  if (!PARTS.test(token) || !isCanonical(token.slice(token.lastIndexOf('.') + 1)))
    throw refuse('it is no compact JWS')
  const { alg, kid, crit, b64 } = readHeader(token)
  if (crit !== undefined || b64 !== undefined) throw refuse('it needs extensions, such as crit or b64')
  if (kid !== undefined && typeof kid !== 'string') throw refuse('its kid is no text')
  const ofAlgorithm = keys.filter(({ algorithm }) => algorithm === alg)
  if (ofAlgorithm.length === 0) {
    const known = [...new Set(keys.map(({ algorithm }) => algorithm))].join(' or ')
    throw refuse(`its algorithm is not ${known}, for which the project has keys`)
  }
  const ofKid = ofAlgorithm.filter(key => kid === undefined || key.kid === undefined || key.kid === kid)
  if (ofKid.length === 0) throw refuse('its kid names none of the keys of the project')
  return ofKid
}

function readHeader(token: string): Record<string, unknown> {
  try {
    return decodeProtectedHeader(token)
  } catch {
    throw refuse('its header cannot be read')
  }
}

/** Bits that are left over in the last character would let one signature be written in several ways. */
function isCanonical(part: string): boolean {
  try {
    return base64url.encode(base64url.decode(part)) === part
  } catch {
    // It is no base64url.
    return false
  }
}

function toIdentity(payload: JWTPayload, { now }: TokenTerms): Identity {
  const { exp = Number.NaN, nbf = 0, iat = 0 } = payload
  // JSON can say 1e999, which never comes.
  if (![exp, nbf, iat].every(Number.isFinite)) throw refuse('its exp, nbf or iat is not a time')
  // `jose` looks at iat only where tokens have a longest age.
  if (iat > Math.floor(now / 1000) + TOLERANCE_SECONDS) throw refuse('it was issued in the future (iat)')
  const claims: Record<string, unknown> = {}
  for (const [field, claim] of Object.entries(CLAIMS))
    if (Object.hasOwn(payload, claim)) claims[field] = payload[claim]
  const result = identitySchema.safeParse(toShallow(claims))
  if (result.success) return result.data
  // Only the outermost name is one of ours; what lies within is the customer's.
  const issue = result.error.issues[0]
  const claim = CLAIMS[issue?.path[0] as keyof typeof CLAIMS]
  throw refuse(`its claim "${claim}" is not valid: ${issue?.message ?? 'it is of another type'}`)
}

function toShallow(claims: object): unknown {
  try {
    return parseJson(JSON.stringify(claims))
  } catch {
    throw refuse('its claim "metadata" is nested too deeply')
  }
}

function toRefusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return refuse('it has expired (exp)')
  if (error instanceof errors.JWTClaimValidationFailed) return refuse(describeClaim(error))
  if (error instanceof errors.JWTInvalid) return refuse('its payload is not an object of claims')
  // What it carries of the token, such as the claims, goes no further.
  if (error instanceof errors.JOSEError) return refuse('it is no valid JWS')
  return error
}

function describeClaim({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `it lacks the claim "${claim}"`
  if (claim === 'aud') return 'its audience (aud) is neither the id nor the public key of the project'
  if (claim === 'nbf' && reason === 'check_failed') return 'it is not valid yet (nbf)'
  return `its claim "${claim}" is not valid`
}

function refuse(reason: string): PocketPingError {
  return new PocketPingError('IDENTITY_REFUSED', `The identity token is refused: ${reason}.`)
}
