import { type CryptoKey, importJWK, importSPKI } from 'jose'
import { z } from 'zod'
import { PocketPingError } from '../protocol/errors.ts'

/** How the identities of a project's visitors are proven. */
export interface IdentityOptions {
  /** Keys that the host's server signs identity tokens with; several, so that one can be replaced. */
  keys?: readonly IdentityKey[] | undefined
  /** Secrets of the HMAC-SHA256 of the customerId, in hex, as other products have it; several, so that one can be replaced. */
  hmacSecrets?: readonly string[] | undefined
  /** Refuse every identity that comes without a proof. Default: false. */
  requireVerified?: boolean | undefined
}

/** A secret that both sides know, or the public half of a key pair. Where it has a `kid`, it takes no token of another. */
export type IdentityKey =
  | { algorithm: 'HS256'; secret: string; kid?: string | undefined }
  | { algorithm: 'ES256'; publicKey: string | EcPublicJwk; kid?: string | undefined }

/** A public key of the curve P-256 as a JSON Web Key. */
export interface EcPublicJwk {
  kty?: string
  crv?: string
  x?: string
  y?: string
  alg?: string
  use?: string
  kid?: string
  key_ops?: string[]
  ext?: boolean
}

/** A key that is ready to verify, with the one algorithm that it is for. */
export interface ImportedKey {
  algorithm: IdentityKey['algorithm']
  kid: string | undefined
  key: CryptoKey
}

const SECRET_HELP = 'make one with: openssl rand -hex 32'
const PUBLIC_HELP = 'must be a public key of the curve P-256, as PEM or JWK'
const PRIVATE_HELP = 'is a private key, which only the signing server may have; give the public one here'
const MAX_KEYS = 10

const encoder = new TextEncoder()

const secretSchema = z
  .string({ error: `must be a text of at least 32 bytes; ${SECRET_HELP}` })
  .max(1000, { error: 'must have at most 1000 characters' })
  // A visitor has what is needed to try secrets at home: a proof of their own.
  .refine(text => encoder.encode(text).length >= 32, {
    error: `must have at least 32 bytes; ${SECRET_HELP}`,
  })

const kidSchema = z
  .string({ error: 'must be a text' })
  .min(1, { error: 'must not be empty; leave it out where tokens name no key' })
  .max(200, { error: 'must have at most 200 characters' })
  .optional()

const publicKeySchema = z.custom<string | EcPublicJwk>().superRefine((given: unknown, context) => {
  const wrong = typeof given === 'string' ? faultOfPem(given) : faultOfJwk(given)
  if (wrong) context.addIssue({ code: 'custom', message: wrong })
})

const keySchema = z.discriminatedUnion(
  'algorithm',
  [
    z.strictObject({ algorithm: z.literal('HS256'), secret: secretSchema, kid: kidSchema }),
    z.strictObject({ algorithm: z.literal('ES256'), publicKey: publicKeySchema, kid: kidSchema }),
  ],
  { error: "must be 'HS256', with a secret, or 'ES256', with a publicKey" },
)

const atMostTen = { error: `must be at most ${MAX_KEYS}; leave out those that are no longer used` }

export const identityOptionsSchema: z.ZodType<IdentityOptions> = z
  .strictObject({
    keys: z.array(keySchema, { error: 'must be a list of keys' }).max(MAX_KEYS, atMostTen).optional(),
    hmacSecrets: z
      .array(secretSchema, { error: `must be a list of secrets; ${SECRET_HELP}` })
      .max(MAX_KEYS, atMostTen)
      .optional(),
    requireVerified: z.boolean({ error: 'must be true or false' }).optional(),
  })
  .superRefine(({ keys = [], hmacSecrets = [], requireVerified }, context) => {
    const complain = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message })
    if (requireVerified && keys.length + hmacSecrets.length === 0)
      complain(['requireVerified'], 'nothing could be proven; add keys or hmacSecrets, or leave it out')
    for (const [index, { kid }] of keys.entries())
      if (kid !== undefined && keys.findIndex(key => key.kid === kid) !== index)
        complain(['keys', index, 'kid'], 'is that of another key too; give each key one of its own')
    // A host that hashes any customerId for the page would hash the text of a token too, which signs it.
    const signing = new Set(keys.map(key => (key.algorithm === 'HS256' ? key.secret : undefined)))
    for (const [index, secret] of hmacSecrets.entries())
      if (signing.has(secret))
        complain(['hmacSecrets', index], `is the secret of one of the keys too; ${SECRET_HELP}`)
  })

/**
 * Makes the keys ready to verify.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the index of a key that cannot be read.
 */
export function importKeys(keys: readonly IdentityKey[]): Promise<ImportedKey[]> {
  return Promise.all(
    keys.map(async (given, index) => {
      const { algorithm, kid } = given
      try {
        return { algorithm, kid, key: await importKey(given) }
      } catch {
        // What was thrown may quote the key, so it goes no further.
        throw new PocketPingError('INVALID_OPTIONS', `identity.keys.${index}: ${PUBLIC_HELP}.`)
      }
    }),
  )
}

/** A secret as a key that verifies HMAC-SHA256 and does nothing else. */
export function importSecret(secret: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['verify'])
}

async function importKey(given: IdentityKey): Promise<CryptoKey> {
  if (given.algorithm === 'HS256') return importSecret(given.secret)
  const { publicKey } = given
  if (typeof publicKey === 'string') return importSPKI(publicKey.trim(), 'ES256')
  const key = await importJWK(publicKey, 'ES256')
  if (key instanceof Uint8Array) throw new TypeError(PUBLIC_HELP)
  return key
}

function faultOfPem(text: string): string | undefined {
  if (text.includes('PRIVATE KEY')) return `${PRIVATE_HELP}: openssl pkey -in private.pem -pubout`
  if (text.trim().startsWith('-----BEGIN PUBLIC KEY-----')) return undefined
  return `${PUBLIC_HELP}; a PEM begins with -----BEGIN PUBLIC KEY-----`
}

function faultOfJwk(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null) return PUBLIC_HELP
  if ('d' in given) return `${PRIVATE_HELP}: the JWK without "d"`
  const { kty, crv, x, y } = given as Record<string, unknown>
  const isP256 = kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string'
  return isP256 ? undefined : `${PUBLIC_HELP}; a JWK has kty "EC", crv "P-256", x and y`
}
